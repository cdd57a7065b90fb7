"""Cutting text into tokens that remember where in the text they stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from search.analysis.letters import APOSTROPHE, APOSTROPHES

_TO_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, APOSTROPHE))
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
# A letter or digit with the marks that follow it: «й» may arrive as «и» and U+0306.
_LETTER = rf"(?:(?![{HAN}])[^\W_][\u0300-\u036f]*)"
_TOKEN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    # An apostrophe counts inside a word, and at its end in Uzbek words such as togʻ.
    rf"|{_LETTER}+(?:[{APOSTROPHES}]+{_LETTER}+)*(?:(?<=[oOgG])[{APOSTROPHES}])?"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")
_NOT_TERM = re.compile(rf"[^\w{APOSTROPHE}]|_")

MAX_TOKEN_LENGTH = 64
"""Longer tokens (keys, encoded data) are cut: PostgreSQL refuses lexemes above 2 KB, and nobody types them whole."""


class Script(StrEnum):
    """What decides how a token is compared."""

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
    """The form in which spellings of one word are equal: NFKC, folded case, one apostrophe, no loose marks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.translate(_TO_ONE_APOSTROPHE)
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


def plain(text: str) -> str:
    """A text that others cut into the same tokens: itself, or its tokens where compatibility characters stand in it."""
    return text if unicodedata.is_normalized("NFKC", text) else " ".join(token.text for token in tokenise(text))
