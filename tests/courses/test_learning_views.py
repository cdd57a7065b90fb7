"""A learner's pages."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import outline_parsing as outlines
from courses.criteria import Criterion
from courses.models import Enrolment, LessonPage, ProgressEvent, Run
from courses.outline import LESSON_ITSELF, Lesson
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.editions import compile_edition
from courses.services.enrolments import enrol
from people.models import User
from tests.courses.oversight import fill
from tests.factories.courses import CourseTree, EditionFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def learning(**edition: Any) -> Enrolment:
    return enrol(UserFactory.create(), RunFactory.create(edition=EditionFactory.create(**edition)))


def learning_tree(tree: CourseTree) -> Enrolment:
    return enrol(UserFactory.create(), RunFactory.create(edition=compile_edition(tree.course)))


def first_lesson(enrolment: Enrolment) -> Lesson:
    return enrolment.edition.outline.lessons[0]


def address(enrolment: Enrolment, lesson: UUID | None = None, language: str = "en") -> str:
    home = f"/{language}/learn/{enrolment.run.slug}/"
    return f"{home}{lesson}/" if lesson else home


def do(enrolment: Enrolment, *lessons: Lesson, kind: EventKind = EventKind.VIEWED, seconds: int = 0) -> None:
    events = [Event(uuid4(), each.key, LESSON_ITSELF, kind, timezone.now(), seconds) for each in lessons]
    record(enrolment, events)
    enrolment.refresh_from_db()


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestMyLearning:
    def test_leads_to_the_exact_lesson(self, as_user: Login) -> None:
        enrolment = learning()
        one, two, *_ = enrolment.edition.outline.lessons
        do(enrolment, one)
        page = as_user(enrolment.learner).get("/en/my-learning/")

        assert address(enrolment, two.key) in page.content.decode()
        assert "Next : Lesson 2" in text(page) or "Next: Lesson 2" in text(page)
        assert "1 of 6 done" in text(page)

    def test_completed_courses_stand_apart(self, as_user: Login) -> None:
        enrolment = learning(modules=1, lessons=2)
        do(enrolment, *enrolment.edition.outline.lessons)
        page = as_user(enrolment.learner).get("/en/my-learning/")

        assert [course.enrolment for course in page.context["learning"].completed] == [enrolment]
        assert page.context["learning"].current == []

    def test_nothing_yet_leads_to_the_catalogue(self, as_user: Login) -> None:
        page = as_user(UserFactory.create()).get("/en/my-learning/")

        assert "You are not learning anything yet" in text(page)
        assert 'href="/en/catalogue/"' in page.content.decode()

    def test_courses_left_and_others_courses_are_not_there(self, as_user: Login) -> None:
        enrolment = learning()
        learning()
        Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.WITHDRAWN)
        page = as_user(enrolment.learner).get("/en/my-learning/")

        assert (page.context["learning"].current, page.context["learning"].completed) == ([], [])

    def test_visitors_log_in_first(self, client: Client) -> None:
        response = client.get("/en/my-learning/")

        assert response.status_code == 302
        assert "login" in response["Location"]


class TestHome:
    def test_shows_every_lesson_with_its_state(self, as_user: Login) -> None:
        enrolment = learning()
        lessons = enrolment.edition.outline.lessons
        do(enrolment, lessons[0])
        content = as_user(enrolment.learner).get(address(enrolment)).content.decode()

        for lesson in lessons:
            assert address(enrolment, lesson.key) in content
        assert content.count("outline__lesson--completed") == 1
        assert content.count("outline__lesson--not_started") == 5

    def test_two_learners_of_a_run_do_not_see_each_others_states(self, as_user: Login) -> None:
        one = learning()
        other = enrol(UserFactory.create(), one.run)
        do(one, *one.edition.outline.lessons)

        assert "outline__lesson--completed" in as_user(one.learner).get(address(one)).content.decode()
        assert "outline__lesson--completed" not in as_user(other.learner).get(address(other)).content.decode()

    def test_in_each_language(self, as_user: Login) -> None:
        enrolment = learning()
        client = as_user(enrolment.learner)

        assert "Lesson 1" in text(client.get(address(enrolment, language="en")))
        assert "Урок 1" in text(client.get(address(enrolment, language="ru")))

    def test_titles_that_are_not_translated_say_their_language(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        tree.lessons[1]["en"].delete()
        enrolment = learning_tree(tree)
        client = as_user(enrolment.learner)

        assert '<span lang="ru">Урок 2</span>' in client.get(address(enrolment)).content.decode()
        assert "<span>Lesson 1</span>" in client.get(address(enrolment)).content.decode()
        assert "<span>Урок 2</span>" in client.get(address(enrolment, language="ru")).content.decode()

    def test_of_a_run_that_does_not_exist(self, as_user: Login) -> None:
        assert as_user(UserFactory.create()).get("/en/learn/nothing/").status_code == 404

    def test_who_is_not_enrolled_is_shown_the_course(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        run = RunFactory.create(edition=compile_edition(tree.course))
        lesson = run.edition.outline.lessons[0].key
        client = as_user(UserFactory.create())

        for url in (f"/en/learn/{run.slug}/", f"/en/learn/{run.slug}/{lesson}/"):
            response = client.get(url)
            assert (response.status_code, response["Location"]) == (302, tree.courses["en"].url)


class TestLesson:
    def test_reads_the_edition_and_not_the_live_page(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        enrolment = learning_tree(tree)
        LessonPage.objects.all().update(title="Changed since")
        for page in LessonPage.objects.all():
            page.body = [{"type": "paragraph", "value": "<p>Changed since</p>", "id": str(uuid4())}]
            page.save()
        page = as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key))

        assert "Lesson 1 text" in text(page)
        assert "Changed since" not in text(page)

    def test_is_there_when_the_pages_are_gone(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        enrolment = learning_tree(tree)
        for course in tree.courses.values():
            course.delete()
        page = as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key))

        assert "Lesson 1 text" in text(page)

    def test_language_changes_in_place_and_progress_is_one(self, as_user: Login) -> None:
        enrolment = learning_tree(course_tree(1, 2))
        lesson, client = first_lesson(enrolment), as_user(enrolment.learner)
        russian = client.get(address(enrolment, lesson.key, "ru"))
        assert "Урок 1 text" in text(russian)
        assert address(enrolment, lesson.key, "en") in russian.content.decode()

        do(enrolment, lesson)
        english = client.get(address(enrolment, lesson.key, "en"))
        assert "Lesson 1 text" in text(english)
        assert english.context["player"].itself.is_done
        assert "outline__lesson--completed" in english.content.decode()

    def test_what_is_not_translated_is_shown_in_the_source_language_and_says_so(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        tree.lessons[0]["en"].delete()
        enrolment = learning_tree(tree)
        page = as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key, "en"))

        assert "This lesson has not been translated yet" in text(page)
        assert re.search(r'<div class="prose" lang="ru">\s*.*Урок 1 text', page.content.decode(), re.S)

    def test_objects_are_shown_in_the_readers_language(self, as_user: Login) -> None:
        enrolment = learning_tree(course_tree(1, 1, objects=1))
        client, lesson = as_user(enrolment.learner), first_lesson(enrolment)

        assert "Object 1 text" in text(client.get(address(enrolment, lesson.key, "en")))
        assert "Объект 1 text" in text(client.get(address(enrolment, lesson.key, "ru")))

    def test_a_withdrawn_object_is_replaced_by_a_notice_at_once(self, as_user: Login) -> None:
        tree = course_tree(1, 1, objects=1)
        enrolment = learning_tree(tree)
        client, url = as_user(enrolment.learner), address(enrolment, first_lesson(enrolment).key)
        assert "Object 1 text" in text(client.get(url))

        tree.objects[0]["en"].unpublish()
        assert "Object 1 text" in text(client.get(url)), "it is still there in Russian: not withdrawn"
        tree.objects[0]["ru"].unpublish()
        page = client.get(url)
        assert "Object 1 text" not in text(page)
        assert "This material has been withdrawn from the library" in text(page)
        assert "Lesson 1 text" in text(page)

    def test_position_and_neighbours(self, as_user: Login) -> None:
        enrolment = learning(modules=2, lessons=2)
        one, two, three, last = enrolment.edition.outline.lessons
        client = as_user(enrolment.learner)
        page = client.get(address(enrolment, two.key))

        assert "lesson 2 of 4" in text(page)
        assert (page.context["player"].previous.url, page.context["player"].next.url) == (
            address(enrolment, one.key),
            address(enrolment, three.key),
        )
        assert client.get(address(enrolment, one.key)).context["player"].previous is None
        assert "This was the last lesson" in text(client.get(address(enrolment, last.key)))

    @pytest.mark.parametrize(
        ("criterion", "minutes", "reason"),
        [
            (Criterion.VIEW, None, "once you have opened it"),
            (Criterion.TIME, 3, "Stay 3 more minutes"),
            (Criterion.BUTTON, None, "Press the button when you have done it"),
        ],
    )
    def test_says_why_it_is_not_complete(
        self, criterion: Criterion, minutes: int | None, reason: str, as_user: Login
    ) -> None:
        enrolment = learning(criterion=criterion, minutes=minutes)
        page = as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key))

        assert reason in text(page)
        assert ("Mark as done" in text(page)) is (criterion == Criterion.BUTTON)

    def test_time_left_counts_down_to_the_minute(self, as_user: Login) -> None:
        enrolment = learning(criterion=Criterion.TIME, minutes=3)
        lesson, client = first_lesson(enrolment), as_user(enrolment.learner)
        do(enrolment, lesson, kind=EventKind.SPENT, seconds=119)
        assert "Stay 2 more minutes" in text(client.get(address(enrolment, lesson.key)))
        do(enrolment, lesson, kind=EventKind.SPENT, seconds=60)
        assert "Stay 1 more minute." in text(client.get(address(enrolment, lesson.key)))
        do(enrolment, lesson, kind=EventKind.SPENT, seconds=60)
        assert "Done" in client.get(address(enrolment, lesson.key)).context["player"].itself.reason

    def test_what_is_not_counted_says_nothing(self, as_user: Login) -> None:
        enrolment = learning(criterion=Criterion.NONE)
        page = as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key))

        assert "data-reason" not in page.content.decode()

    def test_reading_writes_nothing(self, as_user: Login) -> None:
        enrolment = learning()
        as_user(enrolment.learner).get(address(enrolment, first_lesson(enrolment).key))
        enrolment.refresh_from_db()

        assert (enrolment.last_seen_at, ProgressEvent.objects.count()) == (None, 0)

    def test_a_lesson_the_edition_does_not_have(self, as_user: Login) -> None:
        enrolment = learning()

        assert as_user(enrolment.learner).get(address(enrolment, uuid4())).status_code == 404

    def test_a_long_course_shows_the_readers_module_and_the_way_to_the_others(self, as_user: Login) -> None:
        enrolment = learning(modules=10, lessons=30)
        lessons = enrolment.edition.outline.lessons
        content = as_user(enrolment.learner).get(address(enrolment, lessons[31].key)).content.decode()

        assert address(enrolment, lessons[30].key) in content
        assert address(enrolment, lessons[100].key) not in content
        assert f"{address(enrolment)}#module-{enrolment.edition.outline.modules[4].key}" in content


class TestDoneButton:
    def press(self, client: Client, enrolment: Enrolment, lesson: UUID, block: object = LESSON_ITSELF) -> Any:
        return client.post(f"{address(enrolment, lesson)}done/", {"block": str(block)})

    def test_completes_without_a_script_and_comes_back(self, as_user: Login) -> None:
        enrolment = learning(criterion=Criterion.BUTTON)
        lesson = first_lesson(enrolment)
        response = self.press(as_user(enrolment.learner), enrolment, lesson.key)
        enrolment.refresh_from_db()

        assert (response.status_code, response["Location"]) == (302, address(enrolment, lesson.key))
        assert enrolment.completed_count == 1
        assert ProgressEvent.objects.get().kind == EventKind.CONFIRMED

    def test_says_that_it_was_read_where_that_is_enough(self, as_user: Login) -> None:
        enrolment = learning()
        self.press(as_user(enrolment.learner), enrolment, first_lesson(enrolment).key)

        assert ProgressEvent.objects.get().kind == EventKind.VIEWED

    def test_does_not_complete_what_takes_time(self, as_user: Login) -> None:
        enrolment = learning(criterion=Criterion.TIME, minutes=5)
        self.press(as_user(enrolment.learner), enrolment, first_lesson(enrolment).key)

        assert not ProgressEvent.objects.exists()

    @pytest.mark.parametrize("block", ["", "x", "5b1f7c1e-2d57-4a3e-9f2c-000000000000"])
    def test_of_what_is_not_there(self, block: str, as_user: Login) -> None:
        enrolment = learning()

        assert self.press(as_user(enrolment.learner), enrolment, first_lesson(enrolment).key, block).status_code == 404

    def test_of_anothers_course(self, as_user: Login) -> None:
        enrolment = learning()

        assert self.press(as_user(UserFactory.create()), enrolment, first_lesson(enrolment).key).status_code == 404
        assert not ProgressEvent.objects.exists()

    def test_a_get_after_logging_in_writes_nothing(self, as_user: Login) -> None:
        enrolment = learning()
        url = address(enrolment, first_lesson(enrolment).key)

        assert as_user(enrolment.learner).get(f"{url}done/")["Location"] == url
        assert not ProgressEvent.objects.exists()


class TestEnrolling:
    def test_one_button(self, as_user: Login) -> None:
        run, learner = RunFactory.create(edition=compile_edition(course_tree(1, 1).course)), UserFactory.create()
        response = as_user(learner).post(f"/en/learn/{run.slug}/enrol/")

        assert response["Location"] == f"/en/learn/{run.slug}/"
        assert Enrolment.objects.get().learner == learner

    def test_a_closed_run_says_what_to_do(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        run = RunFactory.create(edition=compile_edition(tree.course), enrolment_kind=Run.EnrolmentKind.CLOSED)
        response = as_user(UserFactory.create()).post(f"/en/learn/{run.slug}/enrol/", follow=True)

        assert response.redirect_chain[0][0] == tree.courses["en"].url
        assert "Ask its organisers" in text(response)
        assert not Enrolment.objects.exists()

    def test_a_get_writes_nothing(self, as_user: Login) -> None:
        tree = course_tree(1, 1)
        run = RunFactory.create(edition=compile_edition(tree.course))

        assert as_user(UserFactory.create()).get(f"/en/learn/{run.slug}/enrol/")["Location"] == tree.courses["en"].url
        assert not Enrolment.objects.exists()

    def test_leaving_is_asked_first(self, as_user: Login) -> None:
        enrolment = learning()
        client = as_user(enrolment.learner)
        assert "Leave" in text(client.get(f"{address(enrolment)}leave/"))
        enrolment.refresh_from_db()
        assert enrolment.state == Enrolment.State.ACTIVE

        client.post(f"{address(enrolment)}leave/")
        enrolment.refresh_from_db()
        assert enrolment.state == Enrolment.State.WITHDRAWN

    def test_a_completed_course_is_not_left(self, as_user: Login) -> None:
        enrolment = learning(modules=1, lessons=1)
        do(enrolment, first_lesson(enrolment))
        response = as_user(enrolment.learner).post(f"{address(enrolment)}leave/", follow=True)

        assert "the record of it is kept" in text(response)


class TestEvents:
    def send(self, client: Client, enrolment: Enrolment, *events: dict[str, Any], **more: Any) -> Any:
        body = json.dumps({"events": events})
        return client.post(f"{address(enrolment)}events/", body, content_type="application/json", **more)

    def event(self, lesson: UUID, **more: Any) -> dict[str, Any]:
        now = timezone.now().isoformat()
        return {"uuid": str(uuid4()), "lesson": str(lesson), "kind": "viewed", "occurred_at": now, **more}

    def test_are_recorded_and_answered_with_the_states_of_the_page(self, as_user: Login) -> None:
        enrolment = learning(modules=1, lessons=4)
        lesson = first_lesson(enrolment)
        client = as_user(enrolment.learner)
        body = json.dumps({"events": [self.event(lesson.key, language="en")]})
        url = f"{address(enrolment)}events/?lesson={lesson.key}"
        answer = client.post(url, body, content_type="application/json").json()

        assert answer == {
            "accepted": 1,
            "repeated": 0,
            "unknown": 0,
            "percent": 25,
            "state": "completed",
            "state_label": "Completed",
            "module": {"completed": 1, "total": 4},
            "activities": {"lesson": {"done": True, "reason": "Done"}},
        }
        assert ProgressEvent.objects.get().language == "en"

    def test_sent_again_count_once(self, as_user: Login) -> None:
        enrolment = learning()
        client, event = as_user(enrolment.learner), self.event(first_lesson(enrolment).key, kind="spent", seconds=20)
        self.send(client, enrolment, event)
        answer = self.send(client, enrolment, event).json()

        assert (answer["accepted"], answer["repeated"]) == (0, 1)

    def test_of_a_closing_page_come_as_a_form(self, as_user: Login) -> None:
        enrolment = learning()
        body = json.dumps({"events": [self.event(first_lesson(enrolment).key)]})
        response = as_user(enrolment.learner).post(f"{address(enrolment)}events/", {"events": body})

        assert response.json()["accepted"] == 1

    def test_that_cannot_be_read_are_named_and_nothing_is_recorded(self, as_user: Login) -> None:
        enrolment = learning()
        key = first_lesson(enrolment).key
        response = self.send(as_user(enrolment.learner), enrolment, self.event(key), self.event(key, kind="won"))

        assert response.status_code == 400
        assert response.json()["events"] == {"1": "kind is one of viewed, spent, confirmed, watched"}
        assert not ProgressEvent.objects.exists()

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"x" * 70_000, b"x" * 200_000])
    def test_that_are_not_events_are_refused(self, body: bytes, as_user: Login) -> None:
        enrolment = learning()
        url = f"{address(enrolment)}events/"
        response = as_user(enrolment.learner).post(url, body, content_type="application/json")

        assert response.status_code == 400
        assert response.json()["error"]

    def test_of_visitors_and_others_are_refused(self, client: Client, as_user: Login) -> None:
        enrolment = learning()
        event = self.event(first_lesson(enrolment).key)

        assert self.send(client, enrolment, event).status_code == 401
        assert self.send(as_user(UserFactory.create()), enrolment, event).status_code == 404
        assert not ProgressEvent.objects.exists()

    def test_of_who_has_left_are_refused(self, as_user: Login) -> None:
        enrolment = learning()
        Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
        response = self.send(as_user(enrolment.learner), enrolment, self.event(first_lesson(enrolment).key))

        assert response.status_code == 404

    def test_need_the_token(self) -> None:
        enrolment = learning()
        client = Client(enforce_csrf_checks=True)
        client.force_login(enrolment.learner)

        assert self.send(client, enrolment, self.event(first_lesson(enrolment).key)).status_code == 403
        assert client.get(address(enrolment, first_lesson(enrolment).key)).status_code == 200
        token = client.cookies["csrftoken"].value
        answer = self.send(client, enrolment, self.event(first_lesson(enrolment).key), headers={"X-CSRFToken": token})
        assert answer.status_code == 200

    def test_are_not_asked_for_by_get(self, as_user: Login) -> None:
        enrolment = learning()

        assert as_user(enrolment.learner).get(f"{address(enrolment)}events/").status_code == 405


# --- Cost -----------------------------------------------------------------------------------------


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_lesson_takes_at_most_ten_queries_in_a_short_course_and_in_a_long_one(as_user: Login) -> None:
    counts = set()
    for modules, lessons in ((2, 5), (10, 30)):
        enrolment = learning(modules=modules, lessons=lessons)
        do(enrolment, *enrolment.edition.outline.lessons[: modules * lessons - 1])
        client = as_user(enrolment.learner)
        counts.add((count(client, address(enrolment, first_lesson(enrolment).key)), count(client, address(enrolment))))

    assert len(counts) == 1, counts
    assert max(counts.pop()) <= 10


def test_a_lesson_takes_as_many_queries_among_ten_learners_as_among_a_thousand(as_user: Login) -> None:
    counts = set()
    for learners in (10, 1000):
        enrolment = learning()
        fill(enrolment.run, learners - 1)
        client = as_user(enrolment.learner)
        counts.add((count(client, address(enrolment, first_lesson(enrolment).key)), count(client, address(enrolment))))

    assert len(counts) == 1, counts
    assert max(counts.pop()) <= 10


def test_a_lesson_with_objects_takes_at_most_ten_queries_warm_or_cold(as_user: Login) -> None:
    enrolment = learning_tree(course_tree(1, 1, objects=1))
    client, url = as_user(enrolment.learner), address(enrolment, first_lesson(enrolment).key)

    assert count(client, url) <= 10
    cache.clear()
    outlines._parsed.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 25, "an empty cache and a new process: once, not for every learner"


def test_my_learning_takes_as_many_queries_for_three_courses_as_for_thirty(as_user: Login) -> None:
    counts = []
    for number in (3, 30):
        learner = UserFactory.create()
        for _ in range(number):
            do(enrol(learner, RunFactory.create()))
        client = as_user(learner)
        outlines._parsed.clear()
        counts.append(count(client, "/en/my-learning/"))

    assert counts[0] == counts[1]


def test_my_learning_takes_as_many_queries_for_a_short_course_as_for_a_long_one(as_user: Login) -> None:
    counts = set()
    for lessons in (10, 300):
        enrolment = learning(modules=1, lessons=lessons)
        do(enrolment, *enrolment.edition.outline.lessons[:5])
        client = as_user(enrolment.learner)
        outlines._parsed.clear()
        counts.add(count(client, "/en/my-learning/"))

    assert len(counts) == 1, counts
