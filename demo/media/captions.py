"""Captions of a film, made from its text: the sentences share its length by their own."""

import re
from collections.abc import Sequence

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]+[)）]?\s*")
LONGEST = 84
"""Characters of a caption: two lines of 42."""


def sentences(text: str) -> list[str]:
    """The text in pieces that fit into a caption."""
    found = []
    for sentence in _SENTENCE.findall(text) or [text]:
        found += _pieces(sentence.strip())
    return found


def _pieces(sentence: str) -> list[str]:
    """A sentence cut at a sign of punctuation near its middle until every piece is short enough."""
    if len(sentence) <= LONGEST:
        return [sentence]
    middle = len(sentence) / 2
    places = [match.end() for match in re.finditer(r"[,;:，；：] ?", sentence[:-1])]
    if not places:
        return [sentence]
    place = min(places, key=lambda each: abs(each - middle))
    return [*_pieces(sentence[:place].strip()), *_pieces(sentence[place:].strip())]


def webvtt(text: str, milliseconds: int) -> bytes:
    """The captions of a film of that length."""
    pieces = sentences(text)
    return _file(pieces, _times([len(piece) + 8 for piece in pieces], milliseconds)).encode("utf-8")


def _times(weights: Sequence[int], milliseconds: int) -> list[int]:
    total, spent, times = sum(weights), 0, [0]
    for weight in weights:
        spent += weight
        times.append(milliseconds * spent // total)
    return times


def _file(pieces: Sequence[str], times: Sequence[int]) -> str:
    cues = [
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{piece}\n"
        for number, (piece, start, end) in enumerate(zip(pieces, times[:-1], times[1:], strict=True), 1)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
