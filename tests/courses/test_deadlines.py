"""Until when: the rule of an extension, and every page that says or keeps a deadline."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from courses.assignments.services.submissions import CannotHandInError, hand_in
from courses.conditions.reading import locks_of
from courses.deadlines.bounds import validate_day
from courses.deadlines.reading import by_lesson, deadlines_in, next_of, pending_of
from courses.deadlines.rules import Term, end_of_day
from courses.learning.deadlines import part_words
from courses.models import Enrolment
from courses.oversight.learners import chosen, learner_rows
from courses.services.runs import RunFields, open_run, update_run
from people import calendar
from people.models import User
from people.roles import Role
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.people import RoleAssignmentFactory, UserFactory

AsUser = Callable[[User], Client]

START, END = date(2026, 3, 2), date(2026, 3, 27)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def learner_of(
    *, due: int | None = None, late: bool = True, until: int | None = None, block: bool = False, **fields: Any
) -> Enrolment:
    """A learner of two lessons: in the first there is work due after so many days; it closes after so many."""
    data = outline_data(1, 2)
    lesson = data["modules"][0]["lessons"][0]
    work = {"block": str(UUID(int=7)), "kind": "assignment", "criterion": "submitted", "weight": 1}
    settings = {"title": "Plan", "accepts_late": late} | ({} if due is None else {"due_days": due})
    lesson["activities"].append({**work, "settings": settings})
    target = [lesson["key"], str(UUID(int=7 if block else 0))]
    data["conditions"] = [] if until is None else [{"kind": "until", "target": target, "days": until}]
    dates = {"starts_on": START, "ends_on": END} | {name: fields.pop(name) for name in ("starts_on",) if name in fields}
    if "ends_on" in fields:
        dates["ends_on"] = fields.pop("ends_on")
    run = RunFactory.create(edition=EditionFactory.create(outline_data=data), labels={"en": "Asking well"}, **dates)
    return EnrolmentFactory.create(run=run, **fields)


def short(day: date) -> str:
    """A day as the English pages write it."""
    with translation.override("en"):
        return date_format(day, "SHORT_DATE_FORMAT")


def first_lesson(enrolment: Enrolment) -> UUID:
    return enrolment.edition.outline.lessons[0].key


class TestTerm:
    def test_without_an_extension_days_are_the_runs(self) -> None:
        term = Term(START, END)

        assert (term.last_day, term.more_days) == (END, 0)
        assert term.closes_on(3) == date(2026, 3, 5)
        assert (term.due_on(3), term.due_on(300), term.due_on(None)) == (date(2026, 3, 5), END, END)

    def test_an_extension_moves_all_that_ends_by_as_many_days(self) -> None:
        term = Term(START, END, END + timedelta(days=10))

        assert (term.last_day, term.more_days) == (date(2026, 4, 6), 10)
        assert term.closes_on(3) == date(2026, 3, 15)
        assert (term.due_on(3), term.due_on(300)) == (date(2026, 3, 15), date(2026, 4, 6))
        assert term.opens_on(3) == date(2026, 3, 5)

    def test_a_run_without_an_end(self) -> None:
        assert (Term(START).last_day, Term(START).due_on(3), Term(START).due_on(None)) == (None, date(2026, 3, 5), None)
        assert Term(START, None, END).due_on(300) == END

    @settings(deadline=None)
    @given(DAYS, st.integers(0, 3660), st.integers(0, 3660), st.integers(-400, 3660))
    def test_an_extension_takes_time_from_nobody(self, start: date, days: int, length: int, more: int) -> None:
        end = start + timedelta(days=length)
        plain, own = Term(start, end), Term(start, end, end + timedelta(days=max(more, 0)))

        assert own.closes_on(days) >= plain.closes_on(days)
        assert plain.due_on(days) <= own.due_on(days) <= own.last_day  # type: ignore[operator]
        assert Term(start, end, end - timedelta(days=1)).more_days == 0


@pytest.mark.django_db
class TestWhatThereIs:
    def test_in_the_order_of_their_moments(self) -> None:
        enrolment = learner_of(due=7, until=10)
        found = deadlines_in(enrolment.edition.outline, enrolment.term)

        assert [each.closes for each in found] == [False, True]
        assert found[0].until == end_of_day(date(2026, 3, 9), timezone.get_default_timezone())
        assert found[1].until == date(2026, 3, 12)

    def test_words_before_and_after(self) -> None:
        due, closing = deadlines_in((enrolment := learner_of(due=7, until=10)).edition.outline, enrolment.term)
        before, after = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC)
        with translation.override("en"):
            assert closing.words(before) == f"until {short(date(2026, 3, 12))}"
            assert closing.words(after) == f"closed since {short(date(2026, 3, 13))}"
            assert due.words(before).startswith("due ")
            assert due.words(after).startswith("the deadline was ")

    def test_what_closes_does_so_at_the_readers_midnight(self) -> None:
        (closing,) = deadlines_in((enrolment := learner_of(until=10)).edition.outline, enrolment.term)
        moment = datetime(2026, 3, 12, 20, tzinfo=UTC)
        with timezone.override("Asia/Almaty"):
            assert closing.is_over(moment)
        with timezone.override("Europe/Minsk"):
            assert not closing.is_over(moment)

    def test_what_is_due_is_one_moment_in_every_zone(self) -> None:
        (due,) = deadlines_in((enrolment := learner_of(due=7)).edition.outline, enrolment.term)
        with timezone.override("Asia/Tashkent"), translation.override("en"):
            local = due.moment.astimezone(ZoneInfo("Asia/Tashkent"))
            assert date_format(local, "SHORT_DATETIME_FORMAT") in due.words(due.moment)

    def test_what_is_done_is_no_longer_due(self) -> None:
        enrolment = learner_of(due=7, until=20)
        assert len(pending_of(enrolment)) == 2
        hand_in(enrolment, (first_lesson(enrolment), UUID(int=7)), enrolment.learner, form_key=uuid4(), text="Plan")
        enrolment.refresh_from_db()
        assert pending_of(enrolment) == []

    def test_the_nearest_ahead_is_said_of_a_lesson(self) -> None:
        found = deadlines_in((enrolment := learner_of(due=7, until=10)).edition.outline, enrolment.term)
        for at, expected in ((3, 0), (11, 1), (20, 1)):
            moment = datetime(2026, 3, at, tzinfo=UTC)
            assert by_lesson(found, moment)[first_lesson(enrolment)] is found[expected]
        assert next_of(found, datetime(2026, 3, 20, tzinfo=UTC)) is None

    def test_a_module_that_closes_is_about_its_lessons(self) -> None:
        data = outline_data(1, 2)
        data["conditions"] = [{"kind": "until", "target": [data["modules"][0]["key"], str(UUID(int=0))], "days": 3}]
        run = RunFactory.create(edition=EditionFactory.create(outline_data=data), starts_on=START)
        found = by_lesson(pending_of(EnrolmentFactory.create(run=run)), datetime(2026, 3, 2, tzinfo=UTC))
        assert len(found) == 2


@pytest.mark.django_db
class TestExtension:
    """A run that began thirty days ago and ended ten days ago; the order gives twenty days more."""

    def extended(self, **fields: Any) -> Enrolment:
        today = timezone.localdate()
        start, end = today - timedelta(days=30), today - timedelta(days=10)
        more = fields.pop("more", 20)
        return learner_of(starts_on=start, ends_on=end, due_on=end + timedelta(days=more) if more else None, **fields)

    def test_opens_what_had_closed(self, as_user: AsUser) -> None:
        for more, status in ((None, 403), (20, 200)):
            enrolment = self.extended(until=15, more=more)
            url = f"/en/learn/{enrolment.run.slug}/{first_lesson(enrolment)}/"
            assert as_user(enrolment.learner).get(url).status_code == status
            assert bool(locks_of(enrolment)) is (status == 403)

    def test_and_lets_progress_in(self, as_user: AsUser) -> None:
        for more, accepted in ((None, 0), (20, 1)):
            enrolment = self.extended(until=15, more=more)
            event = {"uuid": str(uuid4()), "lesson": str(first_lesson(enrolment)), "kind": "viewed"}
            body = json.dumps({"events": [event | {"occurred_at": timezone.now().isoformat()}]})
            url = f"/en/learn/{enrolment.run.slug}/events/"
            answer = as_user(enrolment.learner).post(url, body, content_type="application/json")
            assert answer.json()["accepted"] == accepted

    def test_and_work_too(self) -> None:
        key = UUID(int=7)
        late = self.extended(due=5, late=False, more=None)
        with pytest.raises(CannotHandInError, match="deadline has passed"):
            hand_in(late, (first_lesson(late), key), late.learner, form_key=uuid4(), text="Plan")
        for due, is_late in ((25, False), (15, False), (5, True)):
            own = self.extended(due=due)
            work = hand_in(own, (first_lesson(own), key), own.learner, form_key=uuid4(), text="Plan")
            assert work.is_late is is_late

    def test_says_the_new_day_when_that_is_over_as_well(self, as_user: AsUser) -> None:
        enrolment = self.extended(until=1)
        answer = as_user(enrolment.learner).get(f"/en/learn/{enrolment.run.slug}/{first_lesson(enrolment)}/")
        last = enrolment.run.starts_on + timedelta(days=21)
        assert answer.status_code == 403
        assert f"Was open until {short(last)}." in answer.content.decode()

    def test_is_in_the_calendar(self) -> None:
        enrolment = self.extended(due=15, until=18)
        today = timezone.localdate()
        found = calendar.entries(enrolment.learner, today - timedelta(days=60), today + timedelta(days=60))
        days = {entry.title: entry.first_day for entry in found}
        start = enrolment.run.starts_on
        assert days["Last day: Lesson 1"] == start + timedelta(days=38)
        assert timedelta(35) <= days["Due: Lesson 1"] - start <= timedelta(36)

    def test_of_another_learner_changes_nothing(self) -> None:
        enrolment = self.extended(until=15)
        other = EnrolmentFactory.create(run=enrolment.run)
        assert (bool(locks_of(enrolment)), bool(locks_of(other))) == (False, True)


@pytest.mark.django_db
class TestPages:
    def pages(self, enrolment: Enrolment, client: Client) -> tuple[str, str, str]:
        home = f"/en/learn/{enrolment.run.slug}/"
        urls = ("/en/my-learning/", home, f"{home}{first_lesson(enrolment)}/")
        return tuple(client.get(url).content.decode() for url in urls)  # type: ignore[return-value]

    def test_say_until_when(self, as_user: AsUser) -> None:
        today = timezone.localdate()
        enrolment = learner_of(until=5, starts_on=today, ends_on=today + timedelta(days=20))
        words = f"until {short(today + timedelta(days=5))}"
        mine, home, lesson = self.pages(enrolment, as_user(enrolment.learner))
        assert "Next deadline" in mine
        assert words in mine
        assert home.count(words) == 2
        assert f'<span class="outline__due">{words}</span>' in home
        assert f"This lesson: {words}" in lesson

    def test_say_since_when_no_longer(self, as_user: AsUser) -> None:
        today = timezone.localdate()
        enrolment = learner_of(until=1, starts_on=today - timedelta(days=5), ends_on=today + timedelta(days=9))
        mine, home, lesson = self.pages(enrolment, as_user(enrolment.learner))
        assert f"closed since {short(today - timedelta(days=3))}" in home
        assert "Next deadline" not in mine
        assert "Was open until" in lesson

    def test_an_activity_says_it_by_itself(self) -> None:
        enrolment = learner_of(due=5, until=5, block=True)
        lesson, moment = enrolment.edition.outline.lessons[0], datetime(2026, 3, 3, tzinfo=UTC)
        with translation.override("en"):
            assert part_words(pending_of(enrolment), lesson, moment) == {
                UUID(int=7): f"until {short(date(2026, 3, 7))}"
            }

    def test_two_learners_of_a_run_see_their_own_days(self, as_user: AsUser) -> None:
        today = timezone.localdate()
        enrolment = learner_of(until=5, starts_on=today, ends_on=today + timedelta(days=20))
        other = EnrolmentFactory.create(run=enrolment.run, due_on=today + timedelta(days=30))
        assert f"until {short(today + timedelta(days=5))}" in self.pages(enrolment, as_user(enrolment.learner))[1]
        assert f"until {short(today + timedelta(days=15))}" in self.pages(other, as_user(other.learner))[1]

    def test_as_many_queries_for_many_deadlines_and_courses(self, as_user: AsUser) -> None:
        today = timezone.localdate()
        learner = UserFactory.create()
        client, counts = as_user(learner), []
        for more in (1, 4):
            for _number in range(more):
                learner_of(due=3, until=9, starts_on=today, ends_on=today + timedelta(9), learner=learner)
            client.get("/en/my-learning/")
            with CaptureQueriesContext(connection) as seen:
                client.get("/en/my-learning/")
            counts.append(len(seen))
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestBounds:
    @pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
    def test_a_run_has_days_of_our_time(self, day: date) -> None:
        staff = RoleAssignmentFactory.create(role=Role.ADMINISTRATOR, organisation=None).user
        edition = EditionFactory.create(outline_data=outline_data(1, 1))
        with pytest.raises(ValidationError, match="Check the year"), translation.override("en"):
            open_run(edition, staff, starts_on=day, slug="one")
        run = open_run(edition, staff, starts_on=START, slug="two")
        for name in ("starts_on", "ends_on", "opens_on", "closes_on"):
            with pytest.raises(ValidationError, match="Check the year"), translation.override("en"):
                update_run(run, staff, **cast(RunFields, {name: day}))
        run.refresh_from_db()
        assert (run.starts_on, run.ends_on) == (START, None)

    def test_and_lasts_ten_years_at_most(self) -> None:
        staff = RoleAssignmentFactory.create(role=Role.ADMINISTRATOR, organisation=None).user
        edition = EditionFactory.create(outline_data=outline_data(1, 1))
        with translation.override("en"), pytest.raises(ValidationError) as refused:
            open_run(edition, staff, starts_on=START, ends_on=date(2050, 1, 1), slug="long")
        assert "ends_on" in refused.value.message_dict
        open_run(edition, staff, starts_on=START, ends_on=START + timedelta(days=3660), slug="long")

    def test_the_first_and_the_last_day_are_days_too(self) -> None:
        validate_day(date(2000, 1, 1))
        validate_day(date(2100, 12, 31))


@pytest.mark.django_db
def test_outlines_without_deadlines_ask_for_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    enrolment = Enrolment.objects.with_run().get(pk=learner_of().pk)
    _outline = enrolment.edition.outline
    with django_assert_num_queries(0):
        assert pending_of(enrolment) == []


@pytest.mark.django_db
def test_who_was_given_more_time_is_behind_later() -> None:
    today = timezone.localdate()
    enrolment = learner_of(starts_on=today - timedelta(days=20), ends_on=today - timedelta(days=1))
    own = EnrolmentFactory.create(run=enrolment.run, due_on=today + timedelta(days=60))
    Enrolment.objects.update(percent=60, last_seen_at=timezone.now(), enrolled_at=timezone.now())
    found = chosen(Enrolment.objects.all(), enrolment.run, {"show": "behind"}, timezone.now())
    assert [each.pk for each in found] == [enrolment.pk]
    rows = learner_rows(Enrolment.objects.with_learner().with_run().order_by("pk"), timezone.now())
    assert [row.is_behind for row in rows] == [True, False]
    Enrolment.objects.filter(pk=own.pk).update(percent=1)
    assert chosen(Enrolment.objects.all(), enrolment.run, {"show": "behind"}, timezone.now()).count() == 2
