"""The protocol of a final assessment as it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from courses.gradebook.outcomes import words_of
from courses.models import CommissionMember, FinalAssessment, FinalResult
from courses.programmes.particulars import particulars_of
from credentials.pdf import render_pdf

TEMPLATE = "courses/pdf/protocol.html"


@dataclass(frozen=True)
class Line:
    """A learner in the protocol."""

    name: str
    workplace: str
    grade: str
    is_absent: bool
    note: str


def protocol_pdf(sheet: FinalAssessment) -> bytes:
    """A signed sheet with the names of that day, or a draft as it would be today.

    Raises ``PdfUnavailableError`` where PDF cannot be made.
    """
    language = sheet.paper.get("language") or translation.get_language() or "ru"
    with translation.override(language):
        context = {
            "sheet": sheet,
            "paper": sheet.paper if sheet.paper else _paper(sheet),
            "chair": _of(sheet, CommissionMember.Part.CHAIR),
            "members": _of(sheet, CommissionMember.Part.MEMBER),
            "secretary": _of(sheet, CommissionMember.Part.SECRETARY),
            "lines": lines_of(sheet),
        }
    return render_pdf(TEMPLATE, context, language)


def _paper(sheet: FinalAssessment) -> dict[str, object]:
    run = sheet.run
    return {
        "organisation": str(run.organisation or ""),
        "course": str(run.edition.titles),
        "run": str(run.labels),
        "hours": particulars_of(run).hours,
    }


def _of(sheet: FinalAssessment, part: str) -> list[CommissionMember]:
    return [each for each in sheet.commission.all() if each.part == part]


def lines_of(sheet: FinalAssessment) -> list[Line]:
    """Everybody on the sheet, by name."""
    rows: Iterable[FinalResult] = sheet.results.select_related("enrolment__learner")
    lines = [
        Line(
            name=row.person_name or row.enrolment.learner.get_full_name(),
            workplace=row.workplace,
            grade=words_of(row.grade),
            is_absent=row.is_absent,
            note=row.note,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.name.casefold())
