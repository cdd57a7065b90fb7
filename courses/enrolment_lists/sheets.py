"""Spreadsheets that go out: the template to fill in, and the report by row."""

from django.utils.translation import gettext as _

from courses.enrolment_lists.headings import FIELDS, template_headings
from courses.exports.sheets import Sheet
from courses.models import EnrolmentList

EXAMPLE = ("a.invented@example.org", "Invented", "Person", "", "", "")


def template_sheet(language: str) -> Sheet:
    """An empty list with the headings of a language, and one invented person to show how."""
    return Sheet("enrolment-list", template_headings(language), [EXAMPLE])


def report_sheet(found: EnrolmentList) -> Sheet:
    """What became of each row of a list."""
    head = [_("Row"), *template_headings(found.language), _("Outcome"), _("Problem")]
    rows = (
        [row.number, *(getattr(row, field) for field in FIELDS), str(row.get_outcome_display()), row.problem]
        for row in found.rows.order_by("number").iterator(chunk_size=500)
    )
    return Sheet(f"enrolment-list-{found.pk}", head, rows)
