"""Guessing the encoding of old text, for files that do not say it or say it wrongly. Pure functions.

The candidates are those of the countries Turna serves: UTF-8, DOS and Windows Cyrillic, and GB 18030.
"""

import re
import unicodedata
from collections.abc import Iterable

_CAPITAL_INSIDE = re.compile(r"[а-я][А-Я]")
_WORD = re.compile(r"[^\W\d_]+")
_LEVEL_1_HANZI = range(0xB0, 0xD8)


def guess_name_encoding(names: Iterable[bytes]) -> str:
    """The encoding of an archive's names: utf-8, cp866, gb18030, cp1251 or, as the zip format says, cp437.

    It is guessed from all names together, because one short name is too little to guess from.
    """
    sample = b"/".join(name for name in names if not name.isascii())
    for encoding, plausible in (
        ("utf-8", lambda _text: not _is_dos_cyrillic(sample)),
        ("cp866", is_cyrillic),
        ("gb18030", is_chinese),
        ("cp1251", is_cyrillic),
    ):
        text = _decoded(sample, encoding)
        if text is not None and plausible(text):
            return encoding
    return "cp437"


def _is_dos_cyrillic(sample: bytes) -> bool:
    """Whether bytes that pass for UTF-8 are rather Russian words in cp866, as a few short ones can be.

    Chinese in UTF-8 that passes for cp866 gives itself away by capitals inside words.
    """
    text = sample.decode("cp866")
    return is_cyrillic(text) and not _CAPITAL_INSIDE.search(text)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def decode_text(data: bytes, declared: str = "") -> str | None:
    """The text of a document: as ``declared`` if that fits, else UTF-8, else Chinese or Cyrillic if it reads so.

    Returns None where nothing fits: showing a reader other letters than were written is worse than refusing.
    """
    for encoding in filter(None, (declared, "utf-8")):
        if (text := _decoded(data, encoding)) is not None:
            return text
    if _nearly_utf8(data):
        # Read as cp1251 it would be Cyrillic letters without any sense.
        return None
    for encoding, plausible in (("gb18030", _mostly_chinese), ("cp1251", _mostly_cyrillic)):
        if (text := _decoded(data, encoding)) is not None and plausible(text):
            return text
    return None


def _nearly_utf8(data: bytes) -> bool:
    """Whether the text is UTF-8 but for a few broken bytes."""
    text = data.decode("utf-8", "replace")
    foreign = sum(not letter.isascii() for letter in text)
    return text.count("\ufffd") * 10 <= foreign


def is_cyrillic(text: str) -> bool:
    """Whether everything outside ASCII is Cyrillic and makes Cyrillic words, not accents inside Latin ones."""
    if any(not (_cyrillic(letter) or letter in "№«»–—\u00a0") for letter in text if not letter.isascii()):
        return False
    return _whole_words(text)


def is_chinese(text: str) -> bool:
    """Whether everything outside ASCII is Chinese, and mostly of the ideographs in common use."""
    return _mostly_chinese(text) and all(
        unicodedata.category(letter) in ("Lo", "Po", "Ps", "Pe", "Pd") for letter in text if not letter.isascii()
    )


def _mostly_chinese(text: str) -> bool:
    """Cyrillic in cp1251 also reads as GBK, but as rare ideographs: its small letters are lead bytes of level 2."""
    leads = [letter.encode("gb18030")[0] for letter in text if "\u4e00" <= letter <= "\u9fff"]
    common = sum(lead in _LEVEL_1_HANZI for lead in leads)
    return bool(leads) and common * 3 >= len(leads) * 2


def _mostly_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha() and not letter.isascii()]
    return bool(letters) and sum(map(_cyrillic, letters)) * 10 >= len(letters) * 9 and _whole_words(text)


def _whole_words(text: str) -> bool:
    """Whether words with letters outside ASCII mostly have no others."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    return bool(words) and mixed * 2 < len(words)


def _cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"
