"""The gradebook as a file: row by row, whatever its size."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from courses.gradebook.scheme import Weighing, weighing_of
from courses.gradebook.table import Column, columns_of, learners_of, shown_score, totals_of
from courses.models import Enrolment, GradeRecord, Run
from people.models import User

AT_ONCE = 200
LONGEST_SHEET_NAME = 31
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def table_rows(run: Run, viewer: User, wanted: Mapping[str, str]) -> Iterator[list[Any]]:
    """The head, then a row for each learner and attempt, the present one first; numbers as numbers. Three queries for
    every two hundred learners.
    """
    weighing = weighing_of(run)
    columns = columns_of(run, weighing)
    head = [_("Surname"), _("Name"), _("Patronymic"), _("E-mail"), _("Group"), _("Attempt"), _("Total, %"), _("Mark")]
    yield [*head, *(plain(column.title) for column in columns)]
    found = learners_of(run, viewer, wanted).select_related("learner", "group").with_run()
    learners: list[Enrolment] = []
    for each in found.iterator(chunk_size=AT_ONCE):
        learners.append(each)
        if len(learners) == AT_ONCE:
            yield from _rows(learners, weighing, columns)
            learners = []
    yield from _rows(learners, weighing, columns)


def _rows(learners: list[Enrolment], weighing: Weighing, columns: Sequence[Column]) -> Iterator[list[Any]]:
    earlier = GradeRecord.objects.earlier(learners)
    for each, present in totals_of(learners, weighing):
        for record in (present, *earlier.get(each.pk, ())):
            yield _row(each, record, weighing, columns)


def _row(enrolment: Enrolment, record: GradeRecord, weighing: Weighing, columns: Sequence[Column]) -> list[Any]:
    person, value = enrolment.learner, record.total if record.override is None else record.override
    names = (person.family_name, person.given_name, person.patronymic, person.email, enrolment.group or "")
    return [
        *(plain(str(name)) for name in names),
        record.attempt,
        "" if value is None else float(value),
        plain(weighing.grade(value)),
        *(_score(record.scores.get(column.key)) for column in columns),
    ]


def _score(score: Mapping[str, Any] | None) -> float | str:
    if not score or score.get("x") or not (text := shown_score(score)):
        return ""
    return float(text)


class _Echo:
    """What a csv writer writes to when each row is wanted at once."""

    def write(self, row: str) -> str:
        return row


def as_csv(rows: Iterator[list[Any]]) -> Iterator[str]:
    """The rows as text, line by line; begins with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM
    for row in rows:
        yield writer.writerow(row)  # what _Echo.write() returns


def as_xlsx(rows: Iterator[list[Any]], title: str) -> IO[bytes]:
    """The rows as a workbook, in a temporary file; the head and the names stay in sight."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "D2"
    head = next(rows)
    sheet.append([_bold(sheet, each) for each in head])
    for row in rows:
        sheet.append(row)
    file = TemporaryFile()  # noqa: SIM115 - given away; the response closes it
    book.save(file)
    file.seek(0)
    return file


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str) -> str:
    """A sheet's name may hold neither of these, and not many letters."""
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()
    return name[:LONGEST_SHEET_NAME] or "1"
