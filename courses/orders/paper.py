"""The paper an order is printed on. What stands there when it is signed stays, whoever changes their name later."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date

from courses.models import Order, OrderLine, OrderScheme, Run
from courses.orders.schemes import language_of, scheme_of
from courses.programmes.particulars import particulars_of
from credentials.pdf import render_pdf
from people.models import Employment

TEMPLATE = "courses/pdf/order.html"


def freeze(order: Order, lines: Sequence[OrderLine], scheme: OrderScheme) -> None:
    """Put the names of the course, the organisation and the people into the order and its lines; not saved."""
    language = language_of(scheme, order.run.organisation)
    with translation.override(language):
        order.paper = _paper(order.run, language)
        _name_people(lines)


def order_pdf(order: Order) -> bytes:
    """A signed order, or a draft as it would be today. Raises ``PdfUnavailableError`` where PDF cannot be made."""
    lines = list(order.lines.select_related("enrolment__learner").order_by("pk"))
    if not order.is_signed:
        freeze(order, lines, scheme_of(order.run.organisation))
    paper = order.paper
    context = {
        "order": order,
        "paper": paper,
        "starts_on": parse_date(paper["starts_on"]),
        "ends_on": parse_date(paper["ends_on"]) if paper["ends_on"] else None,
        "lines": sorted(lines, key=lambda line: line.person_name.casefold()),
    }
    return render_pdf(TEMPLATE, context, paper["language"])


def _paper(run: Run, language: str) -> dict[str, Any]:
    particulars = particulars_of(run)
    return {
        "language": language,
        "organisation": str(run.organisation or ""),
        "course": str(run.edition.titles),
        "run": str(run.labels),
        "is_of_programme": particulars.is_of_programme,
        "hours": particulars.hours,
        "starts_on": _iso(run.starts_on),
        "ends_on": _iso(run.ends_on),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name_people(lines: Iterable[OrderLine]) -> None:
    rows = list(lines)
    learners = [line.enrolment.learner_id for line in rows]
    main = Employment.objects.filter(user__in=learners, is_main=True).select_related("organisation")
    works = {row.user_id: str(row.organisation) for row in main}
    for line in rows:
        line.person_name = line.enrolment.learner.get_full_name()[:500]
        line.workplace = works.get(line.enrolment.learner_id, "")[:500]
