"""Reading a list of people from CSV or XLSX: bytes in, rows of plain values out. Bounded in bytes, rows and columns."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from courses.enrolment_lists.headings import (
    EMAIL,
    FAMILY,
    FIELDS,
    FULL_NAME,
    GIVEN,
    PATRONYMIC,
    field_of,
    template_headings,
)

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500
LONGEST = {"email": 320, "family_name": 150, "given_name": 150, "patronymic": 150, "organisation": 500, "group": 100}
ENCODINGS = ("utf-8-sig", "cp1251")
DELIMITERS = ";\t,|"


class ListError(ValueError):
    """The file cannot be taken as a list; the message says why and what to do."""


@dataclass(frozen=True)
class ListRow:
    """A person as the list has them. ``number`` is the row of the spreadsheet."""

    number: int
    email: str = ""
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    organisation: str = ""
    group: str = ""


def read_list(data: bytes) -> list[ListRow]:
    """The people on a list, in its order; rows with nothing in them are left out. Raises :class:`ListError`."""
    if len(data) > MOST_BYTES:
        raise ListError(_("The file is larger than 5 MB. Split it, or remove what is not needed."))
    lines = _xlsx_lines(data) if data.startswith(b"PK\x03\x04") else _csv_lines(_decoded(data))
    return _people(((number, cells) for number, cells in enumerate(lines, start=1) if any(cells)))


def _people(lines: Iterator[tuple[int, list[str]]]) -> list[ListRow]:
    heading = next(lines, None)
    if heading is None:
        raise ListError(_("The file is empty."))
    columns = _columns(heading[1])
    rows = [_row(number, cells, columns) for number, cells in islice(lines, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        raise ListError(_("The list has more than %(number)d people. Split it.") % {"number": MOST_ROWS})
    if not rows:
        raise ListError(_("There is nobody under the headings."))
    return rows


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        field = field_of(heading)
        if field is None:
            continue
        if field in found:
            raise ListError(_("Two columns mean the same: “%(heading)s”. Keep one.") % {"heading": heading})
        found[field] = index
    if EMAIL not in found:
        wanted = ", ".join(template_headings("en"))
        raise ListError(
            _(
                "The first row must name the columns, and one of them must be the e-mail. Known are: %(columns)s, in "
                "any of the languages of the site."
            )
            % {"columns": wanted}
        )
    return found


def _row(number: int, cells: Sequence[str], columns: dict[str, int]) -> ListRow:
    values = {field: cells[index] for field, index in columns.items() if index < len(cells)}
    if whole := values.pop(FULL_NAME, ""):
        family, given, patronymic = [*whole.split(maxsplit=2), "", "", ""][:3]
        for field, value in ((FAMILY, family), (GIVEN, given), (PATRONYMIC, patronymic)):
            values[field] = values.get(field) or value
    return ListRow(number, **{field: values.get(field, "")[: LONGEST[field]] for field in FIELDS})


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ListError(
        _("This is neither a spreadsheet (XLSX) nor a text in UTF-8 or Windows-1251 (CSV). Save it as one of these.")
    )


def _csv_lines(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            yield [cell.strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise ListError(
            _("Row %(row)d cannot be read. Save the file again as CSV or XLSX.") % {"row": reader.line_num}
        ) from error


def _delimiter(text: str) -> str:
    """What stands most often in the first row that says anything; a comma when nothing does."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: (len(next(csv.reader([head], delimiter=mark), [])), mark == ","))


def _xlsx_lines(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    _check_parts(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS * 2, values_only=True):
            yield [_text(cell) for cell in cells]
    except ListError:
        raise
    # Whatever a broken workbook makes the library stumble over, it is the same to whoever sent it.
    except Exception as error:
        raise ListError(_("The spreadsheet cannot be read. Open it, save it again as XLSX and send that.")) from error


def _check_parts(data: bytes) -> None:
    """A spreadsheet is a zip: what it claims to unpack to is what can be read from it at most."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise ListError(_("The spreadsheet is damaged. Save it again and send that.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ListError(_("The spreadsheet holds too much beside the list. Copy the list into a new one."))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    # Numbers of groups come as 7.0.
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()
