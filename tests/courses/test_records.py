"""Timelines, the explanation of a per cent, and tables saved as files."""

import copy
import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from courses.exports.sheets import Sheet, csv_pieces, harmless, xlsx_file
from courses.learning.timeline import timeline_of
from courses.models import CourseEdition, Enrolment, Run
from courses.moves.services import move_learner
from courses.outline import LESSON_ITSELF
from courses.oversight.reminders import remind_behind
from courses.oversight.sheets import matrix_sheet
from courses.progress.places import Place, keep_place, place_in
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import fill, learner, opened
from tests.factories.courses import EditionFactory, RunFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]
SHEETS = [(name, ending) for name in ("learners", "matrix", "events") for ending in ("csv", "xlsx")]


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(edition=EditionFactory.create(modules=1, lessons=4), organisation=school)


@pytest.fixture
def viewer(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.METHODOLOGIST, organisation=school)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(response: Any, ending: str) -> list[list[Any]]:
    if ending == "csv":
        return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(body(response))).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


class TestTimeline:
    def test_days_in_words_the_latest_first(self, run: Run, viewer: User) -> None:
        enrolment = learner(run, enrolled_at=timezone.now() - timedelta(days=20))
        opened(enrolment, [0], timezone.now() - timedelta(days=18))
        key = run.edition.outline.lessons[1].key
        day = timezone.now() - timedelta(days=17)
        spent = [Event(uuid4(), key, LESSON_ITSELF, EventKind.SPENT, day, 60) for _number in range(5)]
        mark = Event(uuid4(), key, LESSON_ITSELF, EventKind.SCORED, day, value=80)
        record(enrolment, [*spent, mark])
        remind_behind(run, viewer, "Ждём")
        days = timeline_of(enrolment).days
        texts = [[entry.text for entry in day.entries] for day in days]

        assert texts[0] == [f"Reminded to go on — {viewer}"]
        assert days[0].entries[0].detail == "Ждём"
        assert sorted(texts[1]) == ["Marked with 80%: Lesson 2", "Worked for 5 min: Lesson 2"]
        assert (days[1].time_spent, texts[2]) == ("5 min", ["Opened: Lesson 1"])

    def test_pages_of_days(self, run: Run) -> None:
        enrolment = learner(run, enrolled_at=timezone.now() - timedelta(days=60))
        for number in range(12):
            opened(enrolment, [0], timezone.now() - timedelta(days=number * 2 + 1))

        assert [len(timeline_of(enrolment, page).days) for page in (None, "2", "99", "x")] == [10, 2, 2, 10]

    def test_seen_by_the_learner_and_who_looks_after_them(self, run: Run, viewer: User, as_user: Login) -> None:
        enrolment = opened(learner(run), [0])
        for person, base in (
            (enrolment.learner, f"/en/learn/{run.slug}/"),
            (viewer, f"/en/runs/{run.slug}/{enrolment.public_id}/"),
        ):
            assert "Opened: Lesson 1" in as_user(person).get(f"{base}timeline/").content.decode()
            saved = rows_of(as_user(person).get(f"{base}timeline.csv"), "csv")
            assert saved[1][1:] == ["Opened: Lesson 1", ""]
            assert rows_of(as_user(person).get(f"{base}timeline.xlsx"), "xlsx")[1][1] == "Opened: Lesson 1"

    def test_others_find_nothing(self, run: Run, as_user: Login) -> None:
        enrolment, client = opened(learner(run), [0]), as_user(UserFactory.create())
        person = f"/en/runs/{run.slug}/{enrolment.public_id}/"
        for url in (f"{person}timeline/", f"{person}timeline.csv", f"{person}percent/"):
            assert client.get(url).status_code == 404
        for url in ("timeline/", "timeline.csv", "percent/"):
            assert client.get(f"/en/learn/{run.slug}/{url}").status_code == 404

    def test_as_many_queries_for_a_busy_learner(self, viewer: User, school: Organisation, as_user: Login) -> None:
        client, counts = as_user(viewer), set()
        for lessons, days in ((10, 2), (300, 40)):
            run = RunFactory.create(organisation=school, edition=EditionFactory.create(modules=1, lessons=lessons))
            enrolment = learner(run, enrolled_at=timezone.now() - timedelta(days=90))
            for number in range(days):
                opened(enrolment, range(number % 10 + 1), timezone.now() - timedelta(days=number + 1))
            url = f"/en/runs/{run.slug}/{enrolment.public_id}/timeline/"
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.add(len(queries))

        assert len(counts) == 1


class TestPercent:
    def test_says_what_counts_and_what_does_not(self, viewer: User, school: Organisation, as_user: Login) -> None:
        edition = EditionFactory.create(modules=1, lessons=4)
        lessons = edition.outline_data["modules"][0]["lessons"]
        lessons[0]["activities"][0] |= {"weight": 3}
        lessons[1]["activities"][0] |= {"optional": True}
        lessons[2]["activities"][0] |= {"criterion": "none"}
        edition = EditionFactory.create(outline_data=edition.outline_data)
        run = RunFactory.create(edition=edition, organisation=school)
        enrolment = opened(learner(run), [0])
        for person, url in (
            (enrolment.learner, f"/en/learn/{run.slug}/percent/"),
            (viewer, f"/en/runs/{run.slug}/{enrolment.public_id}/percent/"),
        ):
            page = as_user(person).get(url).content.decode()
            assert "What is done weighs 3 of the 4 that count: 75%." in page
            assert "It is optional." in page
            assert "There is nothing in it to complete." in page


class TestSheets:
    @pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@x", "\t=1"])
    def test_nothing_is_calculated(self, text: str) -> None:
        assert harmless(text) == f"'{text}"

    def test_control_characters_do_not_break_a_workbook(self) -> None:
        sheet = Sheet("x", ("A",), [("a\x00\x0bb",)])
        assert load_workbook(xlsx_file(sheet)).active["A2"].value == "ab"  # type: ignore[index]

    @pytest.mark.parametrize(("sheet", "ending"), SHEETS)
    def test_every_table_with_names_in_cyrillic(
        self, sheet: str, ending: str, run: Run, viewer: User, as_user: Login
    ) -> None:
        opened(learner(run, "=Асанова"), [0])
        response = as_user(viewer).get(f"/en/runs/{run.slug}/save/{sheet}.{ending}")
        head, first, *rest = rows_of(response, ending)

        assert response.status_code == 200
        assert head[0] == "Learner"
        assert first[0].startswith("'=Асанова")
        assert not rest
        assert f"{run.slug}-{sheet}.{ending}" in response.headers["Content-Disposition"]

    def test_the_matrix_in_figures_and_filtered(self, run: Run, viewer: User, as_user: Login) -> None:
        opened(learner(run, "Асанова"), [0, 2])
        learner(run, "Беков")
        client, url = as_user(viewer), f"/en/runs/{run.slug}/save/matrix.csv"
        rows = rows_of(client.get(url), "csv")

        assert rows[0][3:] == ["1. Lesson 1", "2. Lesson 2", "3. Lesson 3", "4. Lesson 4"]
        assert [row[3:] for row in rows[1:]] == [["1", "", "1", ""], ["", "", "", ""]]
        assert len(rows_of(client.get(f"{url}?q=бек"), "csv")) == 2

    def test_events_name_what_only_a_former_edition_had(self, run: Run, viewer: User, as_user: Login) -> None:
        client, url, counts = as_user(viewer), f"/en/runs/{run.slug}/save/events.csv", []
        for moved in (1, 3):
            for number in range(moved):
                data = copy.deepcopy(run.edition.outline_data)
                del data["modules"][0]["lessons"][3]
                data["modules"][0]["lessons"][0]["activities"][0] |= {"weight": moved * 10 + number}
                others = CourseEdition.objects.filter(course_key=run.edition.course_key).count()
                newer = EditionFactory.create(course_key=run.edition.course_key, number=others + 1, outline_data=data)
                begun = opened(learner(run), [0])
                move_learner(opened(begun, [3], begun.enrolled_at + timedelta(hours=2)), newer, viewer)
            rows_of(client.get(url), "csv")
            with CaptureQueriesContext(connection) as queries:
                rows = rows_of(client.get(url), "csv")
            counts.append(len(queries))

        assert Enrolment.objects.filter(edition=run.edition).count() == 0
        assert [row[3] for row in rows[1:]] == ["Lesson 1", "Lesson 4"] * 4
        assert counts[0] == counts[1]

    @pytest.mark.parametrize(("sheet", "ending"), SHEETS)
    def test_refused_as_the_page_is(self, sheet: str, ending: str, run: Run, as_user: Login) -> None:
        enrolment = learner(run)
        url = f"/en/runs/{run.slug}/save/{sheet}.{ending}"

        assert as_user(enrolment.learner).get(url).status_code == 403
        assert as_user(UserFactory.create()).get(url).status_code == 403

    def test_unknown_ones_are_not_found(self, run: Run, viewer: User, as_user: Login) -> None:
        client = as_user(viewer)
        for name in ("matrix.pdf", "secrets.csv"):
            assert client.get(f"/en/runs/{run.slug}/save/{name}").status_code == 404

    def test_a_thousand_by_three_hundred_in_little_memory(self, school: Organisation, viewer: User) -> None:
        run = RunFactory.create(organisation=school, edition=EditionFactory.create(modules=1, lessons=307))
        fill(run, 1000)
        size = 0
        tracemalloc.start()
        for piece in csv_pieces(matrix_sheet(run, viewer, {})):
            size += len(piece)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert size > 300_000
        assert peak < 24 * 2**20


class TestPlaces:
    def place(self, enrolment: Enrolment, minutes: int, offset: int = 0) -> Place:
        moment = enrolment.enrolled_at + timedelta(minutes=minutes)
        return Place(enrolment.edition.outline.lessons[0].key, uuid4(), moment, offset, 7)

    def test_the_last_place_counts_in_whatever_order_it_comes(self, run: Run) -> None:
        enrolment = learner(run)
        early, late = self.place(enrolment, 1), self.place(enrolment, 2, 250)

        assert [keep_place(enrolment, each) for each in (late, early, late)] == [True, False, False]
        kept = place_in(enrolment, late.lesson)
        assert kept is not None
        assert (kept.block, kept.offset, kept.second) == (late.block, 250, 7)

    def test_a_clock_in_the_future_holds_up_nothing(self, run: Run) -> None:
        enrolment = learner(run)
        now = timezone.now()
        keep_place(enrolment, self.place(enrolment, 10**6), now)
        later = Place(enrolment.edition.outline.lessons[0].key, uuid4(), now + timedelta(minutes=1))

        assert keep_place(enrolment, later, now + timedelta(minutes=2))

    def test_only_of_lessons_there_are(self, run: Run) -> None:
        assert not keep_place(learner(run), Place(uuid4(), uuid4(), timezone.now()))

    def test_comes_with_the_events_and_goes_to_the_page(self, run: Run, as_user: Login) -> None:
        enrolment = learner(run)
        key, block, client = run.edition.outline.lessons[0].key, uuid4(), as_user(enrolment.learner)
        place = {"lesson": str(key), "block": str(block), "offset": 300, "second": 12}
        sent = {"events": [], "place": place | {"occurred_at": timezone.now().isoformat()}}
        response = client.post(f"/en/learn/{run.slug}/events/", sent, content_type="application/json")
        page = client.get(f"/en/learn/{run.slug}/{key}/").content.decode()

        assert response.status_code == 200
        assert f'data-place-block="{block}" data-place-offset="300" data-place-second="12"' in page
        assert "<!--block:" in page

    @pytest.mark.parametrize("place", [None, 3, {}, {"lesson": "x"}, {"lesson": str(uuid4()), "offset": -1}])
    def test_one_that_cannot_be_read_harms_nothing(self, place: Any, run: Run, as_user: Login) -> None:
        client = as_user(learner(run).learner)
        sent = {"events": [], "place": place}
        response = client.post(f"/en/learn/{run.slug}/events/", sent, content_type="application/json")

        assert response.status_code == 200
