"""Recording progress."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.criteria import Criterion
from courses.models import ActivityProgress, CourseEdition, Enrolment, ProgressEvent
from courses.outline import LESSON_ITSELF, ActivityKey
from courses.progress.rules import Event, EventKind
from courses.progress.services import record, recount
from courses.progress.states import STATE_FIELDS
from courses.signals import course_completed
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory
from tests.races import failures

ENROLLED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = ENROLLED + timedelta(days=30)


def event(
    lesson: UUID,
    kind: EventKind = EventKind.VIEWED,
    after: int = 60,
    seconds: int = 0,
    *,
    block: UUID = LESSON_ITSELF,
    uuid: UUID | None = None,
) -> Event:
    return Event(uuid or uuid4(), lesson, block, kind, ENROLLED + timedelta(seconds=after), seconds, "ru")


def enrolled(**edition: Any) -> Enrolment:
    return EnrolmentFactory.create(
        run=RunFactory.create(edition=EditionFactory.create(**edition)), enrolled_at=ENROLLED
    )


def done_in(enrolment: Enrolment) -> set[ActivityKey]:
    outline = enrolment.edition.outline
    return {key for key in outline.activities if enrolment.done & outline.bit[key]}


def lessons_of(enrolment: Enrolment) -> list[UUID]:
    return [lesson.key for lesson in enrolment.edition.outline.lessons]


@pytest.mark.django_db
class TestRecord:
    def test_opening_a_lesson_completes_it(self) -> None:
        enrolment = enrolled()
        first, second, *_ = lessons_of(enrolment)
        result = record(enrolment, [event(first)], at=LATER)
        enrolment.refresh_from_db()

        assert (result.accepted, result.repeated, result.unknown) == (1, 0, 0)
        assert done_in(result.enrolment) == {(first, LESSON_ITSELF)}
        assert (enrolment.completed_count, enrolment.percent, result.enrolment.percent) == (1, 17, 17)
        assert (enrolment.last_lesson, enrolment.next_lesson) == (first, second)
        assert enrolment.last_seen_at == ENROLLED + timedelta(seconds=60)

    def test_sent_twice_counts_once(self) -> None:
        enrolment = enrolled()
        batch = [event(lessons_of(enrolment)[0], EventKind.SPENT, seconds=30)]
        record(enrolment, batch, at=LATER)
        again = record(enrolment, batch * 2, at=LATER)
        enrolment.refresh_from_db()

        assert (again.accepted, again.repeated) == (0, 2)
        assert (enrolment.seconds, ProgressEvent.objects.count()) == (30, 1)
        assert ActivityProgress.objects.get().seconds == 30

    def test_two_learners_may_send_the_same_identifier(self) -> None:
        uuid, one, other = uuid4(), enrolled(), enrolled()
        for enrolment in (one, other):
            result = record(enrolment, [event(lessons_of(enrolment)[0], uuid=uuid)], at=LATER)
            assert result.accepted == 1

    def test_what_the_edition_does_not_have_is_unknown(self) -> None:
        enrolment = enrolled()
        known = lessons_of(enrolment)[0]
        result = record(enrolment, [event(uuid4()), event(known, block=uuid4()), event(known)], at=LATER)

        assert (result.accepted, result.unknown) == (1, 2)
        assert ProgressEvent.objects.count() == 1

    def test_who_has_left_records_nothing(self) -> None:
        enrolment = enrolled()
        Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
        result = record(enrolment, [event(lessons_of(enrolment)[0])], at=LATER)
        enrolment.refresh_from_db()

        assert (result.accepted, result.unknown) == (0, 1)
        assert (enrolment.percent, enrolment.state) == (0, Enrolment.State.WITHDRAWN)
        assert not ProgressEvent.objects.exists()

    def test_nothing_is_recorded_of_nothing(self) -> None:
        result = record(enrolled(), [], at=LATER)

        assert (result.accepted, result.enrolment.percent, done_in(result.enrolment)) == (0, 0, set())

    def test_time_in_an_activity_is_time_in_its_lesson_and_is_counted_once(self) -> None:
        data, block = one_lesson(Criterion.TIME, minutes=2, with_object=True)
        enrolment = EnrolmentFactory.create(
            run=RunFactory.create(edition=EditionFactory.create(outline_data=data)), enrolled_at=ENROLLED
        )
        lesson = lessons_of(enrolment)[0]
        spent = [
            event(lesson, EventKind.SPENT, 60, 60),
            event(lesson, EventKind.SPENT, 120, 60, block=block),
        ]
        result = record(enrolment, spent, at=LATER)
        enrolment.refresh_from_db()

        assert enrolment.seconds == 120
        assert {row.block: row.seconds for row in ActivityProgress.objects.all()} == {LESSON_ITSELF: 120, block: 60}
        assert (lesson, LESSON_ITSELF) in done_in(result.enrolment)

    def test_time_told_late_dates_the_completion_where_it_belongs(self) -> None:
        enrolment = enrolled(modules=1, lessons=1, criterion=Criterion.TIME, minutes=2)
        lesson = lessons_of(enrolment)[0]
        for after in (300, 100, 200):
            record(enrolment, [event(lesson, EventKind.SPENT, after, 60)], at=LATER)
        enrolment.refresh_from_db()

        assert ActivityProgress.objects.get().completed_at == ENROLLED + timedelta(seconds=200)
        assert enrolment.completed_at == ENROLLED + timedelta(seconds=200)

    def test_activities_that_do_not_count_do_not_move_the_percent(self) -> None:
        enrolment = enrolled(criterion=Criterion.NONE)
        record(enrolment, [event(lessons_of(enrolment)[0])], at=LATER)
        enrolment.refresh_from_db()

        assert (enrolment.percent, enrolment.completed_count, enrolment.state) == (0, 0, Enrolment.State.ACTIVE)
        assert enrolment.last_seen_at is not None

    def test_a_clock_set_to_the_future_is_not_believed(self) -> None:
        enrolment = enrolled()
        record(enrolment, [event(lessons_of(enrolment)[0], after=86_400 * 365)], at=LATER)
        enrolment.refresh_from_db()

        assert enrolment.last_seen_at == LATER

    def test_the_language_and_arrival_of_an_event_are_kept(self) -> None:
        enrolment = enrolled()
        record(enrolment, [event(lessons_of(enrolment)[0])], at=LATER)
        kept = ProgressEvent.objects.get()

        assert (kept.language, kept.received_at, kept.kind) == ("ru", LATER, EventKind.VIEWED)
        enrolment.refresh_from_db()
        assert done_in(enrolment) == {(kept.lesson, LESSON_ITSELF)}


@pytest.mark.django_db
class TestCompletion:
    def complete(self, enrolment: Enrolment, at: datetime = LATER) -> None:
        batch = [event(lesson, after=60 * number) for number, lesson in enumerate(lessons_of(enrolment), 1)]
        record(enrolment, batch, at=at)
        enrolment.refresh_from_db()

    def test_all_complete_completes_the_course(self) -> None:
        enrolment = enrolled()
        self.complete(enrolment)

        assert (enrolment.state, enrolment.percent) == (Enrolment.State.COMPLETED, 100)
        assert enrolment.completed_at == ENROLLED + timedelta(seconds=360)
        assert enrolment.next_lesson is None

    def test_the_news_is_sent_once_after_the_commit(self, django_capture_on_commit_callbacks: Any) -> None:
        heard: list[Enrolment] = []

        def listen(sender: Any, enrolment: Enrolment, **kwargs: Any) -> None:
            heard.append(enrolment)

        course_completed.connect(listen)
        enrolment = enrolled()
        try:
            with django_capture_on_commit_callbacks(execute=True):
                self.complete(enrolment)
                assert not heard
            with django_capture_on_commit_callbacks(execute=True):
                record(enrolment, [event(lessons_of(enrolment)[0], after=9999)], at=LATER)
        finally:
            course_completed.disconnect(listen)

        assert [each.pk for each in heard] == [enrolment.pk]

    def test_a_listener_that_fails_takes_nothing_from_the_learner(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        def fail(sender: Any, **kwargs: Any) -> None:
            raise RuntimeError("certificate printer on fire")

        course_completed.connect(fail)
        enrolment = enrolled()
        try:
            with django_capture_on_commit_callbacks(execute=True):
                self.complete(enrolment)
        finally:
            course_completed.disconnect(fail)

        assert enrolment.state == Enrolment.State.COMPLETED


def one_lesson(criterion: Criterion, minutes: int, *, with_object: bool) -> tuple[dict[str, Any], UUID]:
    from tests.factories.courses import outline_data

    data, block = outline_data(1, 1, ("ru",), criterion, minutes), uuid4()
    if with_object:
        data["modules"][0]["lessons"][0]["activities"].append(
            {"block": str(block), "kind": "library_object", "criterion": "none", "weight": 1}
        )
    return data, block


# --- Any order, any repetition, any split ---------------------------------------------------------

LESSONS = 5
BLOCK = UUID(int=77)


def mixed_outline() -> dict[str, Any]:
    """Lessons complete by view, by time, by a button, by a share watched and by a pass mark; the second holds an
    activity by time.
    """
    from tests.factories.courses import outline_data

    data = outline_data(1, LESSONS, ("ru",))
    for number, lesson in enumerate(data["modules"][0]["lessons"]):
        lesson["key"] = str(UUID(int=number + 1))
        lesson["activities"][0] |= [
            {},
            {"criterion": "time", "minutes": 2},
            {"criterion": "button"},
            {"criterion": "watched", "threshold": 60},
            {"criterion": "passed", "threshold": 40},
        ][number]
    block = {"block": str(BLOCK), "kind": "library_object", "criterion": "time", "minutes": 1, "weight": 2}
    data["modules"][0]["lessons"][1]["activities"].append(block)
    return data


happenings = st.lists(
    st.builds(
        Event,
        uuid=st.uuids(),
        lesson=st.integers(1, LESSONS).map(lambda number: UUID(int=number)),
        block=st.sampled_from([LESSON_ITSELF, LESSON_ITSELF, BLOCK]),
        kind=st.sampled_from(EventKind),
        occurred_at=st.integers(0, 40).map(lambda minutes: ENROLLED + timedelta(minutes=minutes)),
        seconds=st.integers(0, 120),
        value=st.integers(0, 100),
    ),
    max_size=12,
    unique_by=lambda each: each.uuid,
)


def outcome(events: Sequence[Sequence[Event]]) -> tuple[Any, ...]:
    """What is stored after the batches have been recorded for a new learner."""
    edition = CourseEdition.objects.first() or EditionFactory.create(outline_data=mixed_outline())
    enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition), enrolled_at=ENROLLED)
    for batch in events:
        record(enrolment, batch, at=LATER)
    enrolment.refresh_from_db()
    names = (
        "begun", "done", "completed_count", "percent", "seconds", "last_seen_at", "last_lesson", "next_lesson", "state",
    )  # fmt: skip
    rows = ActivityProgress.objects.filter(enrolment=enrolment).order_by("lesson", "block")
    return (
        [getattr(enrolment, name) for name in names],
        enrolment.completed_at,
        list(rows.values_list("lesson", "block", *STATE_FIELDS)),
        enrolment.events.count(),
    )


class AnyOrderTest(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(happenings, st.randoms(use_true_random=False), st.data())
    def test_order_repetition_and_split_make_no_difference(
        self, happened: list[Event], random: Any, data: st.DataObject
    ) -> None:
        sent = happened + [each for each in happened if data.draw(st.booleans())]
        random.shuffle(sent)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=3)))
        batches = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]

        assert outcome(batches) == outcome([happened])

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(happenings)
    def test_counting_anew_from_the_activities_changes_nothing(self, happened: list[Event]) -> None:
        outcome([happened])
        enrolment = Enrolment.objects.latest("pk")
        assume(enrolment.events.exists())
        before = (enrolment.begun, enrolment.done, enrolment.completed_count, enrolment.percent, enrolment.next_lesson)
        enrolment.begun = enrolment.done = enrolment.completed_count = enrolment.percent = 0
        recount(enrolment)

        assert before == (
            enrolment.begun, enrolment.done, enrolment.completed_count, enrolment.percent, enrolment.next_lesson,
        )  # fmt: skip


# --- Two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_lose_nothing() -> None:
    enrolment = enrolled(modules=1, lessons=8)
    lessons = lessons_of(enrolment)
    halves = [lessons[:4], lessons[4:]]

    def send(keys: list[UUID]) -> None:
        for key in keys:
            record(enrolment, [event(key), event(key, EventKind.SPENT, 70, 30)], at=LATER)

    assert not failures(*(partial(send, half) for half in halves))
    enrolment.refresh_from_db()
    assert (enrolment.percent, enrolment.completed_count, enrolment.seconds) == (100, 8, 240)
    assert ProgressEvent.objects.count() == 16


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_batch_costs_the_same_in_a_long_course_and_for_many_events() -> None:
    counted = set()
    for lessons, length in ((10, 2), (300, 2), (300, 200)):
        enrolment = enrolled(modules=1, lessons=lessons)
        keys = lessons_of(enrolment)
        batch = [event(keys[number % 5], after=number) for number in range(length)]
        record(enrolment, [event(keys[9])], at=LATER)
        with CaptureQueriesContext(connection) as queries:
            record(enrolment, batch, at=LATER)
        # SQLite takes a thousand values at once, so that two hundred events are two statements.
        counted.add(sum('INTO "courses_progressevent"' not in query["sql"] for query in queries))

    assert len(counted) == 1
    assert counted.pop() <= 10
