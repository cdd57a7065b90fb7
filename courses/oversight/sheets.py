"""What is saved of a run: its table of learners, the matrix, and every event; as the viewer sees them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exports.sheets import Cell, Sheet, batches
from courses.learning.wording import activity_name
from courses.models import CourseEdition, EditionMove, Enrolment, ProgressEvent, Run
from courses.oversight.learners import BY_NAME, chosen, learner_rows
from courses.oversight.matrix import Column, column_bits, columns_of, every_enrolment, scores_of
from courses.querysets import read_outlines
from people.models import User

EVENTS_AT_ONCE = 1000

Wanted = Mapping[str, Any]


def learners_sheet(run: Run, viewer: User, wanted: Wanted, at: datetime | None = None) -> Sheet:
    """The table of learners."""
    head = (
        _("Learner"), _("E-mail"), _("Organisation"), _("State"), _("Progress, %"), _("Done"), _("Of"),
        _("Minutes spent"), _("Enrolled"), _("Last seen"), _("Completed"), _("Deadline"), _("Attempt"), _("Edition"),
        _("Reminded"),
    )  # fmt: skip
    return Sheet(f"{run.slug}-learners", head, _learners(run, viewer, wanted, at or timezone.now()))


def _learners(run: Run, viewer: User, wanted: Wanted, at: datetime) -> Iterator[tuple[Cell, ...]]:
    visible = Enrolment.objects.filter(run=run).visible_to(viewer)
    found = chosen(visible, run, wanted, at).order_by(*BY_NAME).with_learner().with_run()
    for batch in batches(found.iterator(chunk_size=200)):
        for row in learner_rows(batch, at):
            each = row.enrolment
            yield (
                row.name, each.learner.email, row.organisation, str(row.state[0]), each.percent, each.completed_count,
                row.total, each.seconds // 60, each.enrolled_at, each.last_seen_at, each.completed_at, row.deadline,
                each.attempt, each.edition.number, row.reminded_at,
            )  # fmt: skip


def matrix_sheet(run: Run, viewer: User, wanted: Wanted, at: datetime | None = None) -> Sheet:
    """Learners by activities: 1 for done, 0 for begun, nothing for neither; and the score where there is one."""
    module = str(wanted.get("module") or "")
    columns = columns_of(run.edition.outline, int(module) if module.isdecimal() else None)
    head = (_("Learner"), _("E-mail"), _("Progress, %"), *(_column_name(run, column) for column in columns))
    return Sheet(f"{run.slug}-matrix", head, _matrix(run, viewer, wanted, columns, at or timezone.now()))


def _column_name(run: Run, column: Column) -> str:
    number = run.edition.outline.position[column.lesson.key] + 1
    return f"{number}. {activity_name(column.lesson, column.activity)}"


def _matrix(run: Run, viewer: User, wanted: Wanted, columns: list[Column], at: datetime) -> Iterator[tuple[Cell, ...]]:
    for batch in batches(every_enrolment(run, viewer, wanted, at).iterator(chunk_size=200)):
        bits, scores = column_bits(batch, columns), scores_of(batch)
        for each in batch:
            mine = scores.get(each.pk, {})
            cells: Iterable[Cell] = (
                f"{mine[column.activity.key]}%"
                if column.activity.key in mine
                else 1
                if each.done & bit
                else 0
                if each.begun & bit
                else None
                for column, bit in zip(columns, bits[each.edition_id], strict=True)
            )
            yield (each.learner.get_full_name(), each.learner.email, each.percent, *cells)


def events_sheet(run: Run, viewer: User, wanted: Wanted, at: datetime | None = None) -> Sheet:
    """Every event, in the order in which they came."""
    head = (
        _("Learner"), _("E-mail"), _("Attempt"), _("Activity"), _("What"), _("Seconds"), _("Share or score, %"),
        _("Language"), _("When"), _("Received"),
    )  # fmt: skip
    return Sheet(f"{run.slug}-events", head, _events(run, viewer, wanted, at or timezone.now()))


def _events(run: Run, viewer: User, wanted: Wanted, at: datetime) -> Iterator[tuple[Cell, ...]]:
    enrolments = every_enrolment(run, viewer, wanted, at)
    present = {each.edition_id: each.edition for each in enrolments}
    moves = EditionMove.objects.filter(enrolment__in=enrolments.order_by().values("pk"))
    former = CourseEdition.objects.light().filter(pk__in=moves.order_by().values("before")).exclude(pk__in=present)
    # A learner may have come from another edition: what only that one had is named by it.
    outlines = read_outlines([*former.order_by("number"), *present.values()])
    activities = {key: value for outline in outlines.values() for key, value in outline.activities.items()}
    lessons = {lesson.key: lesson for outline in outlines.values() for lesson in outline.lessons}
    names = {key: activity_name(lessons[key[0]], activity) for key, activity in activities.items()}
    found = ProgressEvent.objects.filter(enrolment__in=enrolments.order_by().values("pk")).order_by("pk")
    for event in found.select_related("enrolment__learner").iterator(chunk_size=EVENTS_AT_ONCE):
        learner = event.enrolment.learner
        yield (
            learner.get_full_name(), learner.email, event.attempt, names.get((event.lesson, event.block), ""),
            str(event.get_kind_display()), event.seconds, event.value, event.language, event.occurred_at,
            event.received_at,
        )  # fmt: skip


SHEETS: Mapping[str, Callable[[Run, User, Wanted], Sheet]] = {
    "learners": learners_sheet,
    "matrix": matrix_sheet,
    "events": events_sheet,
}
