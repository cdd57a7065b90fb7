"""The issue register as a file: every document once, in the order of its entry, streamed."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from openpyxl import Workbook

from credentials.models import IssuedDocument

CHUNK = 500
"""Rows fetched at a time."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class BookColumn:
    """A column of the book."""

    label: str | Promise
    value: Callable[[IssuedDocument], Any]


COLUMNS = (
    BookColumn(_("Registration number"), lambda row: row.registration_number),
    BookColumn(pgettext_lazy("document", "Number"), lambda row: row.number),
    BookColumn(_("Kind"), lambda row: row.get_kind_display()),
    BookColumn(_("Issued to"), lambda row: row.name_in_order),
    BookColumn(_("Title"), lambda row: str(row.title)),
    BookColumn(_("Academic hours"), lambda row: row.hours),
    BookColumn(_("Study began"), lambda row: row.started_on),
    BookColumn(_("Study ended"), lambda row: row.finished_on),
    BookColumn(_("Issued on"), lambda row: row.issued_on),
    BookColumn(_("Issued by"), lambda row: str(row.organisation or "")),
    BookColumn(_("State"), lambda row: row.get_state_display()),
    BookColumn(_("In place of"), lambda row: row.previous.number if row.previous else ""),
    BookColumn(_("Ended on"), lambda row: row.ended_at.date() if row.ended_at else None),
    BookColumn(_("Why it ended"), lambda row: row.ended_because),
)


def harmless(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def rows(documents: Any) -> Iterator[list[Any]]:
    """The head and one row per document."""
    yield [str(column.label) for column in COLUMNS]
    for document in documents.for_list().iterator(chunk_size=CHUNK):
        yield [harmless(column.value(document)) for column in COLUMNS]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(lines: Iterable[list[Any]]) -> Iterator[bytes]:
    """Lines as CSV in UTF-8, marked so that spreadsheets know."""
    writer = csv.writer(_Echo())
    yield "\ufeff".encode()
    for line in lines:
        yield writer.writerow(["" if value is None else value for value in line]).encode()


def as_xlsx(sheets: Iterable[tuple[str, Iterable[list[Any]]]]) -> IO[bytes]:
    """Sheets by name as a workbook in a temporary file, in bounded memory."""
    book = Workbook(write_only=True)
    for name, lines in sheets:
        sheet = book.create_sheet(name[:31])
        for line in lines:
            sheet.append(line)
    file = TemporaryFile()  # noqa: SIM115 -- whoever answers with it closes it
    book.save(file)
    file.seek(0)
    return file
