"""Pieces of SQL that carry their parameters with them, so that the two cannot come apart when pieces are joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement. The text is always ours; what a reader sent is a parameter.

    So statements may be put together by formatting, and are (``noqa: S608`` where the linter asks).
    """

    text: str
    parameters: tuple[Any, ...] = ()

    def __add__(self, other: Self) -> "Sql":
        return Sql(self.text + other.text, self.parameters + other.parameters)

    @classmethod
    def join(cls, separator: str, pieces: Iterable[Self]) -> "Sql":
        """The pieces one after another."""
        listed = list(pieces)
        parameters = tuple(parameter for piece in listed for parameter in piece.parameters)
        return Sql(separator.join(piece.text for piece in listed), parameters)

    @classmethod
    def any_of(cls, values: Sequence[Any]) -> "Sql":
        """A list in brackets to stand after ``IN``."""
        return Sql(f"({', '.join(['%s'] * len(values))})", tuple(values))
