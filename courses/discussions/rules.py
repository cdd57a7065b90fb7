"""Discussions in plain values: what is long, what is quick, whom a text names, when an author may still edit."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

LONGEST_POST = 20_000
LONGEST_TITLE = 200
EDITABLE_FOR = timedelta(minutes=30)

LIMITS: tuple[tuple[timedelta, int], ...] = ((timedelta(minutes=1), 5), (timedelta(hours=1), 60))
"""So many posts a person may write in so long."""

MOST_MENTIONS = 20
LONGEST_NAME_WORDS = 6

_AT = re.compile(r"(?:^|(?<=[\s(\[«\"'„“]))@(?=\w)")
_WORD = re.compile(r"[\w’ʻ'\-.]+")


def may_still_edit(written_at: datetime, at: datetime) -> bool:
    """Whether the author may change a post: while few can have answered it."""
    return at - written_at <= EDITABLE_FOR


def is_too_quick(written: Iterable[datetime], at: datetime) -> bool:
    """Whether somebody who wrote at those moments should wait before they write again."""
    moments = list(written)
    return any(sum(moment > at - span for moment in moments) >= most for span, most in LIMITS)


def mentions(text: str, people: Mapping[int, Iterable[str]]) -> list[tuple[int, int, frozenset[int]]]:
    """Whom a text names after an ``@``: (begin, end, people) for each place, in order.

    ``people`` are the names of each, by id. The longest name that fits is taken, in any case; several people of the
    same name are all meant. A name must end where a word ends.
    """
    by_name: dict[tuple[str, ...], set[int]] = {}
    for person, names in people.items():
        for name in names:
            if words := tuple(name.casefold().split()):
                by_name.setdefault(words, set()).add(person)
    found = ((match.start(), _named(text, match.end(), by_name)) for match in _AT.finditer(text))
    return [(begin, *place) for begin, place in found if place][:MOST_MENTIONS]


def _named(text: str, begin: int, by_name: Mapping[tuple[str, ...], set[int]]) -> tuple[int, frozenset[int]] | None:
    words: list[str] = []
    best: tuple[int, frozenset[int]] | None = None
    position = begin
    while len(words) < LONGEST_NAME_WORDS and (match := _WORD.match(text, position)):
        # «@Ким, …», «@Ким.»: a full stop ends the sentence, unless the name has it.
        for word, end in _readings(match):
            if people := by_name.get((*words, word)):
                best = (end, frozenset(people))
                break
        words.append(match.group().casefold())
        position = match.end()
        if text[position : position + 1] != " ":
            break
        position += 1
    return best


def _readings(match: re.Match[str]) -> list[tuple[str, int]]:
    whole = match.group()
    bare = whole.rstrip(".'’-")
    return [(whole.casefold(), match.end()), (bare.casefold(), match.start() + len(bare))]
