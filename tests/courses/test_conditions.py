"""Closed lessons and activities: what learners see, and what the server refuses."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import ActivityProgress, CourseCondition, CoursePage, Enrolment, ProgressEvent, Run
from courses.progress.attempts import start_new_attempt
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.editions import compile_edition
from people.models import User
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def enrolled(tree: CourseTree, *conditions: CourseCondition, **fields: Any) -> Enrolment:
    """A learner of the course's edition with these conditions, whose run began ten days ago."""
    page = CoursePage.objects.get(pk=tree.course.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.conditions = conditions
    page.save()
    return EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(page)))


def key(tree: CourseTree, number: int) -> UUID:
    return tree.lessons[number]["ru"].translation_key


def url(enrolment: Enrolment, lesson: UUID) -> str:
    return f"/en/learn/{enrolment.run.slug}/{lesson}/"


def event(lesson: UUID, kind: str = "viewed", **more: Any) -> dict[str, Any]:
    moment = timezone.now().isoformat()
    return {"uuid": str(uuid4()), "lesson": str(lesson), "kind": kind, "occurred_at": moment, **more}


def send(client: Client, enrolment: Enrolment, *events: dict[str, Any]) -> Any:
    address = f"/en/learn/{enrolment.run.slug}/events/"
    return client.post(address, json.dumps({"events": events}), content_type="application/json").json()


def done(enrolment: Enrolment, lesson: UUID, **more: Any) -> None:
    values = {"block": UUID(int=0), "kind": EventKind.VIEWED, **more}
    record(enrolment, [Event(uuid=uuid4(), lesson=lesson, occurred_at=timezone.now(), **values)])


class TestOrder:
    def test_the_next_lesson_opens_when_the_one_before_is_complete(self, as_user: Login) -> None:
        tree = course_tree(1, 3)
        enrolment = enrolled(tree, sequential=True)
        client = as_user(enrolment.learner)
        refused = client.get(url(enrolment, key(tree, 1)))

        assert refused.status_code == 403
        assert "Opens when you have completed the lesson “Lesson 1”." in refused.content.decode()
        assert url(enrolment, key(tree, 0)) in refused.content.decode()
        send(client, enrolment, event(key(tree, 0)))
        assert client.get(url(enrolment, key(tree, 1))).status_code == 200
        assert client.get(url(enrolment, key(tree, 2))).status_code == 403

    def test_the_outline_shows_what_is_closed(self, as_user: Login) -> None:
        tree = course_tree(1, 3)
        enrolment = enrolled(tree, sequential=True)
        client = as_user(enrolment.learner)
        home = f"/en/learn/{enrolment.run.slug}/"
        assert client.get(home).content.decode().count("outline__lesson--locked") == 2

        done(enrolment, key(tree, 0))
        assert client.get(home).content.decode().count("outline__lesson--locked") == 1

    def test_events_of_a_closed_lesson_are_not_counted(self, as_user: Login) -> None:
        tree = course_tree(1, 3)
        enrolment = enrolled(tree, sequential=True)
        answer = send(as_user(enrolment.learner), enrolment, event(key(tree, 0)), event(key(tree, 2)))

        assert answer["accepted"] == 1
        assert list(ProgressEvent.objects.values_list("lesson", flat=True)) == [key(tree, 0)]

    def test_what_an_earlier_attempt_tells_late_is_added_to_it(self, as_user: Login) -> None:
        tree = course_tree(1, 3)
        enrolment = enrolled(tree, sequential=True)
        tutor = UserFactory.create()
        enrolment.run.tutors.add(tutor)
        done(enrolment, key(tree, 0))
        enrolment.refresh_from_db()
        start_new_attempt(enrolment, tutor)
        client = as_user(enrolment.learner)
        accepted = [send(client, enrolment, event(key(tree, 1), attempt=number))["accepted"] for number in (1, 2, 0)]

        assert accepted == [1, 0, 0]
        assert ProgressEvent.objects.get(lesson=key(tree, 1)).attempt == 1
        assert enrolment.attempts.get().completed_count == 2
        enrolment.refresh_from_db()
        assert enrolment.completed_count == 0

    def test_nor_is_the_button(self, as_user: Login) -> None:
        tree = course_tree(1, 3)
        enrolment = enrolled(tree, sequential=True)
        as_user(enrolment.learner).post(f"{url(enrolment, key(tree, 2))}done/", {"block": str(UUID(int=0))})

        assert not ActivityProgress.objects.exists()


class TestDates:
    def test_says_the_day_it_opens(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=key(tree, 1), kind="from", days=30))
        answer = as_user(enrolment.learner).get(url(enrolment, key(tree, 1)))
        day = enrolment.run.starts_on + timedelta(days=30)

        assert answer.status_code == 403
        assert re.search(rf"\b{day.day} \w+ {day.year}\b", answer.content.decode())

    def test_after_the_deadline_nothing_more_counts(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=tree.modules[0]["ru"].translation_key, kind="until", days=5))
        client = as_user(enrolment.learner)
        answer = client.get(url(enrolment, key(tree, 0)))

        assert answer.status_code == 403
        assert "Was open until" in answer.content.decode()
        assert send(client, enrolment, event(key(tree, 0)))["accepted"] == 0

    @pytest.mark.parametrize(
        ("days_ago", "accepted"),
        [
            pytest.param(5, 1, id="before the closing"),
            pytest.param(3, 1, id="on the last day"),
            pytest.param(2, 0, id="after the closing"),
            pytest.param(-3, 0, id="in the future is now"),
            pytest.param(300, 1, id="before the enrolment is at the enrolment"),
        ],
    )
    def test_what_comes_late_counts_by_the_day_it_was_done(self, days_ago: int, accepted: int, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=key(tree, 0), kind="until", days=7))
        with timezone.override(enrolment.learner.time_zone):
            start = timezone.localdate() - timedelta(days=10)
        Run.objects.filter(pk=enrolment.run_id).update(starts_on=start)
        moment = (timezone.now() - timedelta(days=days_ago)).isoformat()
        answer = send(as_user(enrolment.learner), enrolment, event(key(tree, 0), occurred_at=moment))

        assert answer["accepted"] == accepted
        assert ProgressEvent.objects.count() == accepted
        assert ActivityProgress.objects.filter(lesson=key(tree, 0)).exists() is bool(accepted)

    def test_enrolled_after_the_closing_no_date_opens_it(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=key(tree, 0), kind="until", days=2))
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=timezone.now() - timedelta(days=1))
        moment = (timezone.now() - timedelta(days=9)).isoformat()
        answer = send(as_user(enrolment.learner), enrolment, event(key(tree, 0), occurred_at=moment))

        assert answer["accepted"] == 0

    def test_what_is_open_today_counts_from_a_clock_that_is_behind(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=key(tree, 0), kind="from", days=9))
        moment = (timezone.now() - timedelta(days=4)).isoformat()
        answer = send(as_user(enrolment.learner), enrolment, event(key(tree, 0), occurred_at=moment))

        assert answer["accepted"] == 1

    def test_an_old_date_does_not_stand_for_what_must_be_done_first(self, as_user: Login) -> None:
        tree = course_tree(1, 2)
        enrolment = enrolled(tree, CourseCondition(target=key(tree, 1), kind="until", days=7), sequential=True)
        client, moment = as_user(enrolment.learner), (timezone.now() - timedelta(days=5)).isoformat()

        assert send(client, enrolment, event(key(tree, 1), occurred_at=moment))["accepted"] == 0
        send(client, enrolment, event(key(tree, 0)))
        assert send(client, enrolment, event(key(tree, 1), occurred_at=moment))["accepted"] == 1


class TestOthers:
    def test_after_another_course(self, as_user: Login) -> None:
        tree, other = course_tree(1, 1), course_tree(1, 1, title="Введение")
        needed = compile_edition(other.course)
        enrolment = enrolled(
            tree, CourseCondition(target=key(tree, 0), kind="course", needed=other.course.translation_key)
        )
        client = as_user(enrolment.learner)
        assert "completed the course “Введение”" in client.get(url(enrolment, key(tree, 0))).content.decode()

        EnrolmentFactory.create(
            learner=enrolment.learner, run=RunFactory.create(edition=needed), state=Enrolment.State.COMPLETED
        )
        assert client.get(url(enrolment, key(tree, 0))).status_code == 200

    def test_an_activity_is_closed_by_itself(self, as_user: Login) -> None:
        tree = course_tree(1, 2, objects=1)
        block = UUID(tree.lessons[0]["ru"].body.raw_data[1]["id"])
        condition = CourseCondition(target=key(tree, 0), target_block=block, kind="done", needed=key(tree, 1))
        enrolment = enrolled(tree, condition)
        client, address = as_user(enrolment.learner), url(enrolment, key(tree, 0))
        content = client.get(address).content.decode()

        assert "This part is not open to you now" in content
        assert "Object 1 text" not in content
        assert send(client, enrolment, event(key(tree, 0), block=str(block)))["accepted"] == 0
        done(enrolment, key(tree, 1))
        record(enrolment, [])
        block2 = UUID(tree.lessons[1]["ru"].body.raw_data[1]["id"])
        done(enrolment, key(tree, 1), block=block2)
        assert "Object 1 text" in client.get(address).content.decode()

    def test_a_score(self, as_user: Login) -> None:
        tree = course_tree(1, 2, objects=1)
        block = UUID(tree.lessons[0]["ru"].body.raw_data[1]["id"])
        condition = CourseCondition(
            target=key(tree, 1), kind="score", needed=key(tree, 0), needed_block=block, percent=60
        )
        enrolment = enrolled(tree, condition)
        client = as_user(enrolment.learner)
        text = client.get(url(enrolment, key(tree, 1))).content.decode()
        assert "at least 60% in “Learning object” (activity 1 of the lesson “Lesson 1”)" in text

        done(enrolment, key(tree, 0), block=block, kind=EventKind.SCORED, value=75)
        assert client.get(url(enrolment, key(tree, 1))).status_code == 200


class TestCost:
    @pytest.mark.parametrize("page", ["home", "lesson"])
    def test_takes_as_many_queries_for_three_lessons_as_for_sixty(self, page: str, as_user: Login) -> None:
        counts = set()
        for lessons in (3, 60):
            tree = course_tree(1, lessons)
            other = uuid4()
            conditions = [
                CourseCondition(target=key(tree, number), kind="course", needed=other) for number in range(1, lessons)
            ]
            conditions.append(CourseCondition(target=key(tree, 1), kind="score", needed=key(tree, 0), percent=5))
            enrolment = enrolled(tree, *conditions, sequential=True)
            client = as_user(enrolment.learner)
            address = url(enrolment, key(tree, 0)) if page == "lesson" else f"/en/learn/{enrolment.run.slug}/"
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.add(len(queries))

        assert len(counts) == 1

    def test_events_of_many_days_take_as_many_queries_as_those_of_one(self, as_user: Login) -> None:
        counts = set()
        for days in (1, 8):
            tree = course_tree(1, 2)
            enrolment = enrolled(
                tree,
                CourseCondition(target=key(tree, 1), kind="until", days=8),
                CourseCondition(target=key(tree, 1), kind="score", needed=key(tree, 0), percent=5),
                CourseCondition(target=key(tree, 1), kind="course", needed=uuid4()),
            )
            client, now = as_user(enrolment.learner), timezone.now()
            send(client, enrolment, event(key(tree, 0)))
            moments = [(now - timedelta(days=number)).isoformat() for number in range(days)]
            with CaptureQueriesContext(connection) as queries:
                send(client, enrolment, *(event(key(tree, 1), occurred_at=moment) for moment in moments))
            counts.add(len(queries))

        assert len(counts) == 1
