"""Spellings that count as one: letters a keyboard lacks, accents, apostrophes, two scripts of one language.

Every mapping here is of small letters, and serves both kinds of engine: Python folds words by it, a search server
gets it as a character filter (see ``search.engines.elastic.settings``).
"""

import unicodedata
from collections.abc import Mapping

APOSTROPHE = "\u02bb"
"""The one apostrophe all others become: the letter of Uzbek oʻ and gʻ."""

APOSTROPHES = "\u02bb\u02bc\u02b9\u02bd\u02c8\u2018\u2019\u201b\u2032\u00b4\u0060'\uff07"
"""What keyboards and word processors put for the apostrophe of Uzbek oʻ, gʻ, taʼlim, of English and of Belarusian."""

MARKS = "".join(map(chr, range(0x300, 0x370)))
"""Accents that stand behind their letter."""

# What people type on a Russian keyboard for letters it lacks: Kazakh, Kyrgyz, Uzbek, Belarusian.
_KEYBOARD = {
    "ё": "е", "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "ҳ": "х",
    "і": "и", "ў": "у",
}  # fmt: skip
_LIGATURES = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"}


def _accented() -> dict[str, str]:
    """Latin letters with an accent: é is e."""
    letters = (chr(code) for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)))
    bases = {letter: unicodedata.normalize("NFD", letter)[0] for letter in letters if letter == letter.lower()}
    return {letter: base for letter, base in bases.items() if base.isascii() and base.isalpha()}


FOLDS: Mapping[str, str] = {**_accented(), **_LIGATURES, **_KEYBOARD, APOSTROPHE: ""}
"""In a text of any language."""

UZBEK: Mapping[str, str] = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhie", strict=True)),
    "ё": "yo", "ж": "j", "ц": "s", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
    "ў": "o", "қ": "k", "ғ": "g", "ҳ": "h", "q": "k", "x": "h",
}  # fmt: skip
"""Uzbek in Cyrillic letters becomes Uzbek in Latin ones; q and x become what a Russian keyboard leaves of қ and ҳ."""

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)


def other_layout(text: str) -> str | None:
    """What the same keys give in the other layout: «ghbdtn» → «привет»; nothing for both scripts or none."""
    has_latin = any("a" <= letter <= "z" for letter in text.casefold())
    has_russian = any("а" <= letter <= "я" or letter == "ё" for letter in text.casefold())
    if has_latin == has_russian:
        return None
    return text.translate(_TO_RUSSIAN if has_latin else _TO_ENGLISH)
