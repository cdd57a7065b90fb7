"""Cutting text into tokens that remember where in the text they stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

APOSTROPHE = "\u02bb"
"""The one apostrophe all others become: the letter of Uzbek oʻ and gʻ."""

# What keyboards and word processors put for the apostrophe of Uzbek oʻ, gʻ, taʼlim, of English and of Belarusian.
_APOSTROPHES = "\u02bb\u02bc\u02b9\u02bd\u02c8\u2018\u2019\u201b\u2032\u00b4\u0060'\uff07"
_TO_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, APOSTROPHE))
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
# A letter or digit with the marks that follow it: «й» may arrive as «и» and U+0306.
_LETTER = rf"(?:(?![{_HAN}])[^\W_][\u0300-\u036f]*)"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    # An apostrophe counts inside a word, and at its end in Uzbek words such as togʻ.
    rf"|{_LETTER}+(?:[{_APOSTROPHES}]{_LETTER}+)*(?:(?<=[oOgG])[{_APOSTROPHES}])?"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NOT_TERM = re.compile(rf"[^\w{APOSTROPHE}]|_")

MAX_TOKEN_LENGTH = 64
"""Longer tokens (keys, encoded data) are cut: PostgreSQL refuses lexemes above 2 KB, and nobody types them whole."""


class Script(StrEnum):
    """What decides which stemmer a token gets."""

    HAN = "han"
    CYRILLIC = "cyrillic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a run of Chinese characters, normalised; ``start`` and ``end`` point into the original text."""

    text: str
    start: int
    end: int
    script: Script


def normalise(text: str) -> str:
    """The form in which spellings of one word are equal: NFKC, folded case, ё as е, one apostrophe, no loose marks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.translate(_TO_ONE_APOSTROPHE).replace("ё", "е")
    return "".join(char for char in folded if unicodedata.category(char) != "Mn")


def tokenise(text: str) -> Iterator[Token]:
    """The tokens of a text, in order. Punctuation, whatever it is, only separates."""
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if match.lastgroup == "han":
            yield Token(raw, match.start(), match.end(), Script.HAN)
        elif token := _NOT_TERM.sub("", normalise(raw))[:MAX_TOKEN_LENGTH]:
            script = Script.CYRILLIC if _CYRILLIC.search(token) else Script.OTHER
            yield Token(token, match.start(), match.end(), script)
