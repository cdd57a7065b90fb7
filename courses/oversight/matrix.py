"""A run's learners by the activities of its course: who has begun and done what, and with which score.

What has been done is read from each learner's bits, so that a page of it costs one row a learner; scores are read for
the learners of the page alone. The cells are joined here and not in the template, for a page has fifteen thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courses.activities import kind_of
from courses.criteria import Criterion
from courses.models import ActivityProgress, Enrolment, Run
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Lesson, Module, Outline
from courses.oversight.learners import BY_NAME, PAGE_SIZE, chosen, learner_url
from courses.querysets import EnrolmentQuerySet, read_outlines
from people.models import User

# A course with more activities is shown a module at a time, unless all of it is asked for.
MOST_AT_ONCE = 80
EVERYTHING = "all"

Scores = Mapping[int, Mapping[ActivityKey, int]]


@dataclass(frozen=True)
class Column:
    """An activity of the run's edition."""

    module: Module
    lesson: Lesson
    activity: Activity

    @property
    def label(self) -> str | Promise:
        """What kind of activity it is."""
        if self.activity.block == LESSON_ITSELF:
            return _("The lesson itself")
        kind = kind_of(self.activity.kind)
        return kind.label if kind else _("Activity")


@dataclass(frozen=True)
class Head:
    """A head over one or more columns; ``number`` is the lesson's in the course, from 1."""

    title: str
    span: int
    key: UUID
    number: int = 0


@dataclass(frozen=True)
class MatrixRow:
    """A learner with their cells."""

    name: str
    url: str
    percent: int
    cells: SafeString


@dataclass(frozen=True)
class Matrix:
    """A page of the table. ``module`` is the number of the module shown, from 1, or ``None`` for all."""

    run: Run
    columns: Sequence[Column]
    page: Page[Enrolment]
    rows: list[MatrixRow]
    module: int | None
    modules: Sequence[Module]

    @property
    def module_heads(self) -> list[Head]:
        """The modules over their columns."""
        grouped = groupby(self.columns, key=lambda column: column.module.key)
        return [
            _head(list(columns), lambda first: self.run.edition.outline.heading(first.module), key)
            for key, columns in grouped
        ]

    @property
    def lesson_heads(self) -> list[Head]:
        """The lessons over their columns."""
        position = self.run.edition.outline.position
        grouped = groupby(self.columns, key=lambda column: column.lesson.key)
        return [
            _head(list(columns), lambda first: str(first.lesson.titles), key, position[key] + 1)
            for key, columns in grouped
        ]

    @property
    def has_activities(self) -> bool:
        """Whether any lesson has more than itself to complete, so that the columns need heads of their own."""
        return any(column.activity.block != LESSON_ITSELF for column in self.columns)


def _head(columns: list[Column], title: Any, key: UUID, number: int = 0) -> Head:
    return Head(title(columns[0]), len(columns), key, number)


def columns_of(outline: Outline, module: int | None = None) -> list[Column]:
    """The activities that can be completed, in the order of the course; of one module, from 1, or of all."""
    return [
        Column(part, lesson, activity)
        for number, part in enumerate(outline.modules, 1)
        if module in (None, number)
        for lesson in part.lessons
        for activity in lesson.activities
        if activity.criterion != Criterion.NONE
    ]


def module_asked(outline: Outline, wanted: str) -> int | None:
    """The number of the module to show; without one asked for, the first of a long course, and all of a short one."""
    if wanted == EVERYTHING:
        return None
    if wanted.isdecimal() and 1 <= int(wanted) <= len(outline.modules):
        return int(wanted)
    return 1 if len(outline.activities) > MOST_AT_ONCE and len(outline.modules) > 1 else None


def matrix_of(
    run: Run, viewer: User, wanted: Mapping[str, Any], *, page: str | None = None, at: datetime | None = None
) -> Matrix:
    """The page of the learners that the viewer sees and asks for.

    The number of queries depends neither on the learners' number nor on the activities'.
    """
    outline = run.edition.outline
    module = module_asked(outline, wanted.get("module") or "")
    columns = columns_of(outline, module)
    visible = Enrolment.objects.filter(run=run).visible_to(viewer)
    found = chosen(visible, run, wanted, at or timezone.now()).order_by(*BY_NAME)
    shown = Paginator(found.select_related("learner").with_run(), PAGE_SIZE).get_page(page)
    return Matrix(run, columns, shown, matrix_rows(run, list(shown), columns), module, outline.modules)


def matrix_rows(run: Run, enrolments: Sequence[Enrolment], columns: Sequence[Column]) -> list[MatrixRow]:
    """Rows of enrolments that were read with their learner, run and edition. Two queries at most."""
    bits = column_bits(enrolments, columns)
    scores = scores_of(enrolments)
    drawn = CellDrawings()
    place = {column.activity.key: index for index, column in enumerate(columns)}
    return [
        MatrixRow(
            name=each.learner.get_full_name(),
            url=learner_url(run.slug, each.public_id),
            percent=each.percent,
            cells=drawn.row(each, bits[each.edition_id], place, scores.get(each.pk, {})),
        )
        for each in enrolments
    ]


def column_bits(enrolments: Iterable[Enrolment], columns: Sequence[Column]) -> dict[int, list[int]]:
    """The bit of each column in each learner's edition, 0 where it has no such activity; at most one query."""
    outlines = read_outlines({each.edition_id: each.edition for each in enrolments}.values())
    return {
        edition: [outline.bit.get(column.activity.key, 0) for column in columns]
        for edition, outline in outlines.items()
    }


def scores_of(enrolments: Sequence[Enrolment]) -> Scores:
    """The scores there are in the present attempts of the enrolments. One query."""
    found: dict[int, dict[ActivityKey, int]] = defaultdict(dict)
    rows = ActivityProgress.objects.current().filter(enrolment__in=enrolments, score__isnull=False)
    for enrolment, lesson, block, score in rows.values_list("enrolment", "lesson", "block", "score"):
        found[enrolment][lesson, block] = score or 0
    return found


class CellDrawings:
    """The few cells there are, each drawn once."""

    def __init__(self) -> None:
        self.absent, self.none, self.begun, self.done = (
            self._draw(state) for state in ("absent", "none", "begun", "done")
        )
        self._scored: dict[tuple[bool, int], str] = {}

    def row(
        self,
        enrolment: Enrolment,
        bits: Sequence[int],
        place: Mapping[ActivityKey, int],
        scores: Mapping[ActivityKey, int],
    ) -> SafeString:
        """The cells of a learner."""
        begun, done = enrolment.begun, enrolment.done
        cells = [
            self.done if done & bit else self.begun if begun & bit else self.none if bit else self.absent
            for bit in bits
        ]
        for key, score in scores.items():
            if (index := place.get(key)) is not None:
                cells[index] = self._with_score(bool(done & bits[index]), score)
        return SafeString("".join(cells))

    def _with_score(self, is_done: bool, score: int) -> str:
        if (is_done, score) not in self._scored:
            self._scored[is_done, score] = self._draw("done" if is_done else "begun", score)
        return self._scored[is_done, score]

    def _draw(self, state: str, score: int | None = None) -> str:
        return render_to_string("courses/matrix_cell.html", {"state": state, "score": score}).strip()


def every_enrolment(run: Run, viewer: User, wanted: Mapping[str, Any], at: datetime) -> EnrolmentQuerySet:
    """All that the filter asks for, in the order of the table, for what is saved as a file."""
    visible = Enrolment.objects.filter(run=run).visible_to(viewer)
    return chosen(visible, run, wanted, at).order_by(*BY_NAME).select_related("learner").with_run()
