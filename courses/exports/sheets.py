"""A table on its way into a file: CSV as it is read, XLSX by a temporary file; neither is ever whole in memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TypeVar

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cell = str | int | date | datetime | None
T = TypeVar("T")

ROWS_AT_ONCE = 200
LONGEST_CELL = 32_000
# What a spreadsheet would take for a formula when a cell begins with it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """A table: the name of its file without an ending, its heads, and its rows, which are read once."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def harmless(text: str) -> str:
    """A text that no spreadsheet calculates: what begins like a formula gets an apostrophe before it."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def batches(items: Iterable[T], size: int = ROWS_AT_ONCE) -> Iterator[list[T]]:
    """The items, so many at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _as_text(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else cell


def _as_value(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return timezone.make_naive(cell).replace(microsecond=0)
    return harmless(cell) if isinstance(cell, str) else cell


def csv_pieces(sheet: Sheet) -> Iterator[bytes]:
    """The table as CSV, some rows at a time; with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([harmless(str(head)) for head in sheet.head])
    for batch in batches(sheet.rows):
        writer.writerows([_as_text(cell) for cell in row] for row in batch)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def xlsx_file(sheet: Sheet) -> IO[bytes]:
    """The table as a workbook in a temporary file, which goes when it is closed."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name[:31])
    page.freeze_panes = "B2"
    page.append([harmless(str(head)) for head in sheet.head])
    for row in sheet.rows:
        page.append([_as_value(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 - closed by the response
    book.save(file)
    file.seek(0)
    return file


def _kept(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each made in the reader's language and time zone: a response is streamed when both have been put
    back.
    """
    language, zone = translation.get_language() or "ru", timezone.get_current_timezone()

    def stream() -> Iterator[bytes]:
        while True:
            with translation.override(language), timezone.override(zone):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return stream()


def _csv(sheet: Sheet) -> HttpResponseBase:
    response = StreamingHttpResponse(_kept(csv_pieces(sheet)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.csv"'
    return response


def _xlsx(sheet: Sheet) -> HttpResponseBase:
    return FileResponse(xlsx_file(sheet), as_attachment=True, filename=f"{sheet.name}.xlsx", content_type=SPREADSHEET)


FORMATS: dict[str, Callable[[Sheet], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
