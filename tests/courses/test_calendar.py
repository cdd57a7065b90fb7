"""The calendar: what is in it, the month and the list, the file for other programs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone, translation
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from courses.models import Announcement, Enrolment, Run
from people import calendar
from people.ical import calendar_file
from people.localised import LocalisedText
from people.models import CalendarFeed, User
from people.services.calendars import renew_feed, stop_feed
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]

MARCH, APRIL, LAST = date(2026, 3, 1), date(2026, 4, 30), date(2026, 3, 31)
URL = "/en/calendar/"


@pytest.fixture
def run() -> Run:
    return RunFactory.create(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 27), labels={"en": "Asking well"})


@pytest.fixture
def learner(run: Run) -> User:
    return EnrolmentFactory.create(run=run).learner


def titles(user: User, first: date = MARCH, last: date = APRIL) -> dict[str, date]:
    return {entry.title: entry.first_day for entry in calendar.entries(user, first, last)}


def meeting(run: Run, **fields: Any) -> Announcement:
    """A meeting on Friday, the 6th of March, at 15:00 in Bishkek."""
    fields = {"event_at": datetime(2026, 3, 6, 9, tzinfo=UTC), "published_at": timezone.now(), **fields}
    author = UserFactory.create()
    return Announcement.objects.create(
        run=run, author=author, titles=LocalisedText(en="We meet", ru="Встреча"), place="Room 4", **fields
    )


# --- What is in it -----------------------------------------------------------------------------


def test_a_learner_sees_where_a_run_begins_and_ends(run: Run, learner: User) -> None:
    assert titles(learner) == {"Begins: Asking well": date(2026, 3, 2), "Ends: Asking well": date(2026, 3, 27)}


def test_what_lies_outside_the_days_asked_for_is_left_out(run: Run, learner: User) -> None:
    assert list(titles(learner, date(2026, 3, 3), APRIL)) == ["Ends: Asking well"]
    assert titles(learner, date(2026, 4, 1), APRIL) == {}


@pytest.mark.parametrize("state", [Enrolment.State.WITHDRAWN, Enrolment.State.WAITING, Enrolment.State.EXPELLED])
def test_who_has_left_or_waits_sees_nothing_of_it(run: Run, learner: User, state: str) -> None:
    meeting(run)
    Enrolment.objects.update(state=state)
    assert titles(learner) == {}


def test_a_tutor_sees_the_runs_they_look_after(run: Run) -> None:
    tutor = UserFactory.create()
    run.tutors.add(tutor)
    group = run.groups.create(name="North")
    group_tutor = UserFactory.create()
    group.tutors.add(group_tutor)
    meeting(run)
    for person in (tutor, group_tutor):
        assert list(titles(person)) == ["Begins: Asking well", "We meet", "Ends: Asking well"]
    assert all("/runs/" in entry.url for entry in calendar.entries(tutor, MARCH, APRIL) if "Asking" in entry.title)


def test_an_extension_is_a_deadline_of_ones_own(run: Run, learner: User) -> None:
    Enrolment.objects.update(due_on=date(2026, 4, 10))
    assert titles(learner)["Your own deadline: Asking well"] == date(2026, 4, 10)


def with_dates(days: int | None = None, conditions: list[dict[str, Any]] | None = None) -> User:
    """A learner of a course whose first lesson has an activity due so many days after the beginning."""
    data = outline_data(1, 2)
    lesson = data["modules"][0]["lessons"][0]
    if days is not None:
        activity = {"block": str(UUID(int=7)), "kind": "assignment", "criterion": "submitted", "weight": 1}
        lesson["activities"].append({**activity, "settings": {"due_days": days}})
    data["conditions"] = [{**condition, "target": [lesson["key"], str(UUID(int=0))]} for condition in conditions or []]
    run = RunFactory.create(
        edition=EditionFactory.create(outline_data=data), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 27)
    )
    return EnrolmentFactory.create(run=run).learner


@pytest.mark.parametrize(("days", "due"), [(7, date(2026, 3, 9)), (0, date(2026, 3, 2)), (90, date(2026, 3, 27))])
def test_deadlines_count_from_the_runs_beginning_and_end_with_it(days: int, due: date) -> None:
    assert titles(with_dates(days))["Due: Lesson 1"] == due


def test_lessons_that_open_and_close_are_there() -> None:
    found = titles(with_dates(conditions=[{"kind": "from", "days": 3}, {"kind": "until", "days": 10}]))
    assert found["Opens: Lesson 1"] == date(2026, 3, 5)
    assert found["Last day: Lesson 1"] == date(2026, 3, 12)


def test_only_what_was_announced_is_there(run: Run, learner: User) -> None:
    meeting(run, published_at=None)
    assert "We meet" not in titles(learner)
    meeting(run)
    meeting(RunFactory.create(), event_at=datetime(2026, 3, 7, 9, tzinfo=UTC))
    assert titles(learner)["We meet"] == date(2026, 3, 6)


def test_a_moment_is_on_the_day_of_the_reader(run: Run, learner: User) -> None:
    meeting(run, event_at=datetime(2026, 3, 6, 20, tzinfo=UTC))
    with timezone.override("Asia/Bishkek"):
        assert titles(learner)["We meet"] == date(2026, 3, 7)
    with timezone.override("Europe/Lisbon"):
        assert titles(learner)["We meet"] == date(2026, 3, 6)


@pytest.mark.parametrize("number", [1, 8])
def test_it_costs_the_same_for_few_and_many_courses(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    learner = UserFactory.create()
    for _number in range(number):
        run = RunFactory.create(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 27))
        EnrolmentFactory.create(run=run, learner=learner)
        meeting(run)
    with django_assert_num_queries(4):  # enrolments, outlines, runs tutored, announcements
        assert len(calendar.entries(learner, MARCH, APRIL)) == number * 3


# --- Pages -------------------------------------------------------------------------------------


def page(client: Client, rest: str) -> Any:
    response = client.get(URL + rest)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("rest", ["", "list/"])
def test_a_visitor_is_asked_to_log_in(client: Client, rest: str) -> None:
    assert "/account/login/" in client.get(URL + rest)["Location"]


def test_a_month_has_whole_weeks_from_monday(as_user: AsUser, learner: User) -> None:
    shown = page(as_user(learner), "?month=2026-03")
    days = [day["datetime"] for day in shown.select(".calendar__date time")]
    assert (days[0], days[-1], len(days)) == ("2026-02-23", "2026-04-05", 42)
    assert shown.select_one(".calendar__caption").text == "March 2026"
    begins = shown.select_one('time[datetime="2026-03-02"]').find_parent("td")
    assert begins.select_one("a").text == "Begins: Asking well"


@pytest.mark.parametrize("year", [2024, 2026, 2027])
@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_holds_all_its_days_once(learner: User, year: int, number: int) -> None:
    weeks = calendar.month(learner, year, number, date(year, number, 1))
    days = [day for week in weeks for day in week]
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in weeks)
    inside = [day.date for day in days if day.is_in_month]
    assert inside[0].day == 1
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert sum(day.is_today for day in days) == 1


@pytest.mark.parametrize("wanted", ["x", "2026-13", "0000-01", "9999-12", "2026-3", ""])
def test_a_month_that_is_none_is_this_one(as_user: AsUser, learner: User, wanted: str) -> None:
    shown = page(as_user(learner), f"?month={wanted}")
    assert shown.select_one('td[aria-current="date"]')


def test_the_list_has_only_days_with_something(as_user: AsUser, run: Run, learner: User) -> None:
    meeting(run)
    shown = page(as_user(learner), "list/?month=2026-03")
    days = [day["datetime"] for day in shown.select(".agenda__date time")]
    assert days == ["2026-03-02", "2026-03-06", "2026-03-27"]
    assert "Room 4" in shown.select_one(".agenda").text
    assert "15:00" in shown.select_one(".agenda .calendar__time").text


def test_an_empty_list_says_so(as_user: AsUser) -> None:
    assert "Nothing lies ahead" in page(as_user(UserFactory.create()), "list/").text


# --- The file ----------------------------------------------------------------------------------


@pytest.fixture
def feed(learner: User) -> str:
    return f"{URL}feed/{renew_feed(learner).token}.ics"


def near(run: Run) -> None:
    """The file reaches from three months ago to a year ahead: put the run there."""
    today = timezone.localdate()
    Run.objects.filter(pk=run.pk).update(starts_on=today, ends_on=today + timedelta(days=20))
    start = datetime.combine(today + timedelta(days=3), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    Announcement.objects.update(event_at=start, event_ends_at=start + timedelta(hours=2))


def events(content: bytes) -> dict[str, Any]:
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_no_log_in_is_needed_and_the_text_is_the_persons(client: Client, run: Run, learner: User, feed: str) -> None:
    meeting(run)
    near(run)
    User.objects.update(language="ru")
    response = client.get(feed)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(response.content)
    assert "Встреча" in found
    with translation.override("ru"):
        url = f"/ru/learn/{run.slug}/announcements/"
    assert url in str(found["Встреча"]["URL"])


def test_days_and_moments_are_right_for_other_programs(client: Client, run: Run, learner: User, feed: str) -> None:
    meeting(run)
    near(run)
    content = client.get(feed).content
    found = events(content)
    begins = found["Begins: Asking well"]
    today = timezone.localdate()
    assert begins["DTSTART"].dt == today
    assert begins["DTEND"].dt == today + timedelta(days=1)
    moment = found["We meet"]["DTSTART"]
    assert moment.params["TZID"] == "Asia/Bishkek"
    assert moment.dt.hour == 15
    assert found["We meet"]["DTEND"].dt - moment.dt == timedelta(hours=2)
    assert b"BEGIN:VTIMEZONE" in content
    assert str(found["We meet"]["LOCATION"]) == "Room 4"
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_identifiers_stay_whatever_the_language(client: Client, run: Run, learner: User, feed: str) -> None:
    meeting(run)
    near(run)
    before = {str(event["UID"]) for event in events(client.get(feed).content).values()}
    User.objects.update(language="ru")
    assert {str(event["UID"]) for event in events(client.get(feed).content).values()} == before
    assert len(before) == 3


def test_what_has_not_changed_is_not_sent_again(client: Client, run: Run, learner: User, feed: str) -> None:
    near(run)
    first = client.get(feed)
    again = client.get(feed, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(feed, headers={"if-none-match": f'W/"x", {first["ETag"]}'}).status_code == 304
    assert client.get(feed).content == first.content
    meeting(run)
    near(run)
    assert client.get(feed, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert "private" in first["Cache-Control"]


def test_a_new_address_ends_the_old_one(client: Client, as_user: AsUser, learner: User, feed: str) -> None:
    assert client.get(feed).status_code == 200
    assert as_user(learner).post(f"{URL}address/new/").status_code == 302
    assert Client().get(feed).status_code == 404
    assert CalendarFeed.objects.get().token in page(as_user(learner), "").select_one("#feed-url")["value"]
    assert as_user(learner).get(f"{URL}address/new/").status_code == 405
    as_user(learner).post(f"{URL}address/stop/")
    assert not CalendarFeed.objects.exists()
    assert page(as_user(learner), "").select_one("#feed-url") is None


def test_an_address_of_nobody_is_none(client: Client, learner: User, feed: str) -> None:
    assert client.get(f"{URL}feed/x.ics").status_code == 404
    User.objects.update(is_active=False)
    assert client.get(feed).status_code == 404
    stop_feed(learner)
    assert not CalendarFeed.objects.exists()


def test_text_of_people_does_not_break_the_file(learner: User) -> None:
    entry = calendar.Entry("one", "A; B, C\nBEGIN:VEVENT\\", date(2026, 3, 1), detail="x" * 300)
    content = calendar_file(learner, [entry], "Turna")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "A; B, C\nBEGIN:VEVENT\\"
