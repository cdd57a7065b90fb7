"""The tutor's gradebook: learners by items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, OuterRef, Subquery
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.gradebook.access import readable_marks
from courses.gradebook.report import anchor_of
from courses.gradebook.scheme import (
    Weighing,
    item_key,
    item_title,
    marked_activities,
    percent_text,
    weighing_of,
    with_point,
)
from courses.gradebook.services.scores import reckoned
from courses.models import Enrolment, GradeRecord, GradeScheme, Group, Run
from courses.outline import Activity
from courses.oversight.learners import BY_NAME
from courses.querysets import EnrolmentQuerySet, read_outlines
from people.models import User

PAGE_SIZE = 50

SORTS: Mapping[str, str] = {"name": "", "total": "total"}


@dataclass(frozen=True)
class Column:
    """An item in the head of the table."""

    key: str
    title: str
    anchor: str
    category: str


@dataclass(frozen=True)
class Gradebook:
    """A page of the table. ``body`` are its rows, drawn: a template would take a second for fifteen thousand cells."""

    run: Run
    weighing: Weighing
    columns: list[Column]
    page: Page[Enrolment]
    body: SafeString
    sort: str
    groups: list[Group]


def columns_of(run: Run, weighing: Weighing) -> list[Column]:
    """The items of the run's edition, in the order of the course."""
    outline = run.edition.outline
    names = {str(each.pk): str(each) for each in weighing.categories}
    category_of = weighing.category_of or {}

    def column(activity: Activity) -> Column:
        key = item_key(*activity.key)
        category = names.get(category_of.get(key, ""), "")
        return Column(key, item_title(activity, outline), anchor_of(activity), category)

    return [column(each) for each in marked_activities(outline)]


def learners_of(run: Run, viewer: User, wanted: Mapping[str, str], sort: str = "name") -> EnrolmentQuerySet:
    """The learners whose marks the viewer sees, as asked for: by name or group, in the order of a column."""
    found = readable_marks(viewer, run).in_force().named(wanted.get("q", ""))
    if group := wanted.get("group"):
        found = found.filter(group=int(group))
    descending = sort.startswith("-")
    by_name = [f"-{name}" if descending else name for name in BY_NAME]
    if column := SORTS[sort.removeprefix("-")]:
        record = GradeRecord.objects.filter(enrolment=OuterRef("pk"), attempt=OuterRef("attempt"))
        found = found.annotate(total=Subquery(record.values("total")))
        return found.order_by(OrderBy(F(column), descending=descending, nulls_last=True), *BY_NAME)
    return found.order_by(*by_name)


def gradebook(run: Run, viewer: User, wanted: Mapping[str, str], *, sort: str, page: str | None) -> Gradebook:
    """A page of the gradebook. The number of queries depends neither on learners nor on items."""
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    weighing = weighing_of(run)
    columns = columns_of(run, weighing)
    found = learners_of(run, viewer, wanted, sort).select_related("learner")
    shown = Paginator(found.with_run(), PAGE_SIZE).get_page(page)
    return Gradebook(
        run=run,
        weighing=weighing,
        columns=columns,
        page=shown,
        body=_body(list(shown), weighing, columns),
        sort=sort,
        groups=list(run.groups.all()),
    )


def totals_of(enrolments: Sequence[Enrolment], weighing: Weighing) -> list[tuple[Enrolment, GradeRecord]]:
    """Each learner with their record; one that is not stored stands for a learner without marks. Two queries."""
    records = GradeRecord.objects.of(enrolments)
    outlines = read_outlines(each.edition for each in enrolments if each.pk not in records)
    rows = []
    for each in enrolments:
        record = records.get(each.pk)
        if record is None:
            record = GradeRecord(enrolment=each, attempt=each.attempt)
            record.total = reckoned(weighing, outlines[each.edition_id], None)
        rows.append((each, record))
    return rows


def _body(enrolments: Sequence[Enrolment], weighing: Weighing, columns: Sequence[Column]) -> SafeString:
    if not enrolments:
        return SafeString("")
    pen = _Pen(
        weighing,
        [column.key for column in columns],
        reverse("courses:run_marks", args=[enrolments[0].run.slug]),
        {"o": escape(_("set by hand")), "x": escape(_("left out"))},
    )
    rows = (_row(pen, each, record) for each, record in totals_of(enrolments, weighing))
    return mark_safe("".join(rows))  # noqa: S308 - names are escaped, all else is numbers


@dataclass(frozen=True)
class _Pen:
    """What all rows are drawn with; ``base`` begins the addresses of learners."""

    weighing: Weighing
    keys: list[str]
    base: str
    words: Mapping[str, str]


def _row(pen: _Pen, enrolment: Enrolment, record: GradeRecord) -> str:
    value = record.total if record.override is None else record.override
    total = "—" if value is None else percent_text(value)
    mark = "" if record.override is None else f' class="mark--set" title="{pen.words["o"]}"'
    name = escape(enrolment.learner.get_full_name())
    scores = record.scores
    cells = "".join([_cell(scores[key], pen.words) if key in scores else "<td></td>" for key in pen.keys])
    head = f'<th scope="row"><a href="{pen.base}{enrolment.public_id}/">{name}</a></th>'
    has_grade = pen.weighing.scale != GradeScheme.Scale.PERCENT
    grade = f"<td>{escape(pen.weighing.grade(value))}</td>" if has_grade else ""
    return f'<tr>{head}<td class="number"><strong{mark}>{total}</strong></td>{grade}{cells}</tr>'


def _cell(score: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """A score as it counts: digits only, so nothing in it needs escaping."""
    value = with_point(shown_score(score))
    if score.get("x"):
        return f'<td class="number"><s title="{words["x"]}">{value}</s></td>'
    if "o" in score:
        return f'<td class="number"><span class="mark--set" title="{words["o"]}">{value}</span></td>'
    return f'<td class="number">{value}</td>'


def shown_score(score: Mapping[str, Any]) -> str:
    """What was set by hand, else what was earned, without idle zeros."""
    text = str(score.get("o") or score.get("p") or "")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
