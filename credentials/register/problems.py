"""Everything that keeps rows from being taken by the register. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.register.columns import COLUMNS, RegisterColumn
from credentials.register.rules import read_date


@dataclass(frozen=True)
class CellProblem:
    """What is wrong, in which row of the sheet and which column."""

    line: int
    column: int
    head: str
    value: str
    text: str | Promise


FIRST_LINE = 2
"""The first row is the head."""


def row_problems(row: Mapping[str, str], line: int) -> Iterator[CellProblem]:
    """Every problem of one row."""
    for number, column in enumerate(COLUMNS, start=1):
        value = row.get(column.key, "")
        text = _cell_problem(column, value, row)
        if text is not None:
            yield CellProblem(line, number, column.head, value, text)
    yield from _together(row, line)


def _cell_problem(column: RegisterColumn, value: str, row: Mapping[str, str]) -> Promise | None:
    if not value.strip():
        return _("It must be filled in.") if column.is_required(row) else None
    if len(value) > column.longest:
        return _("It is too long.")
    return column.check(value) if column.check else None


def _together(row: Mapping[str, str], line: int) -> Iterator[CellProblem]:
    """What single cells cannot tell: dates in their order."""
    started, finished = row.get("started", ""), row.get("finished", "")
    if started.isdigit() and finished.isdigit() and int(finished) < int(started):
        yield _at("finished", row, line, _("The study ends before it begins."))
    born, issued = read_date(row.get("birth_date", "")), read_date(row.get("issued", ""))
    if born and issued and born >= issued:
        yield _at("birth_date", row, line, _("The person was born after the document was issued."))
    if issued and finished.isdigit() and issued.year < int(finished):
        yield _at("issued", row, line, _("The document was issued before the study ended."))


def _at(key: str, row: Mapping[str, str], line: int, text: Promise) -> CellProblem:
    number, column = next((n, c) for n, c in enumerate(COLUMNS, start=1) if c.key == key)
    return CellProblem(line, number, column.head, row.get(key, ""), text)


def duplicates(rows: Sequence[Mapping[str, str]]) -> Iterator[CellProblem]:
    """Numbers that occur twice in one export: the register takes none of such rows."""
    first: dict[tuple[str, str, str], int] = {}
    for line, row in enumerate(rows, start=FIRST_LINE):
        key = (row.get("kind", ""), row.get("series", ""), row.get("number", ""))
        if key in first:
            text = _("The same kind, series and number stand in another row.")
            yield _at("number", row, line, text)
        first.setdefault(key, line)
