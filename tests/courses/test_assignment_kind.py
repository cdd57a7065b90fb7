"""Assignments in real lessons: from the author's block to the learner's page, in two languages."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from courses.activities import kind_of
from courses.assignments.services.submissions import hand_in
from courses.models import Enrolment, LessonPage
from courses.outline import Activity
from courses.services.editions import compile_edition
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree

pytestmark = pytest.mark.django_db

BLOCK = str(uuid4())


def value(**more: Any) -> dict[str, Any]:
    return {
        "title": "План урока", "instructions": "<p>Составьте план.</p>", "types": ["pdf"], "most_files": 2,
        "megabytes": 5, "allows_text": True, "points": 10, "rubric": [], "pass_percent": 60, "due_days": 5,
        "accepts_late": False, "versions": 2, "blind": False, "peer_reviews": 0, "peer_days": 7,
        "completion": {"criterion": "passed", "threshold": 60, "weight": 2},
    } | more  # fmt: skip


@pytest.fixture
def tree() -> CourseTree:
    """A course whose first lesson has an assignment, in Russian and in English."""
    made = course_tree(modules=1, lessons=1, objects=0, languages=("ru", "en"))
    titles = {"ru": value(), "en": value(title="A lesson plan", instructions="<p>Make a plan.</p>", points=99)}
    for language, page in made.lessons[0].items():
        page.body = [*page.body.raw_data, {"type": "assignment", "id": BLOCK, "value": titles[language]}]
        page.save()
    return made


@pytest.fixture
def enrolment(tree: CourseTree) -> Enrolment:
    return EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))


def assignment(enrolment: Enrolment) -> Activity:
    (found,) = [each for each in enrolment.edition.outline.activities.values() if each.kind == "assignment"]
    return found


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_what_the_author_says_is_frozen_into_the_edition(enrolment: Enrolment, tree: CourseTree) -> None:
    found = assignment(enrolment)
    LessonPage.objects.all().delete()

    assert (found.settings["points"], found.settings["due_days"], found.settings["versions"]) == (10, 5, 2)
    assert (found.criterion, found.threshold, found.weight) == ("passed", 60, 2)


@pytest.mark.parametrize(("language", "title"), [("ru", "План урока"), ("en", "A lesson plan")])
def test_each_reader_reads_it_in_their_language(
    language: str, title: str, enrolment: Enrolment, client: Client
) -> None:
    client.force_login(enrolment.learner)
    key = assignment(enrolment).key
    lesson = client.get(f"/{language}/learn/{enrolment.run.slug}/{key[0]}/")
    page = client.get(f"/{language}/learn/{enrolment.run.slug}/{key[0]}/assignment/{key[1]}/")

    assert title in text(lesson)
    assert title in text(page)
    # The points are the edition's, whatever a translation says.
    assert page.context["work"].settings.points == 10


def test_the_lesson_shows_the_state_of_the_work(enrolment: Enrolment, client: Client) -> None:
    client.force_login(enrolment.learner)
    key = assignment(enrolment).key
    lesson = reverse("courses:lesson", args=[enrolment.run.slug, key[0]])
    assert "Begin the work" in text(client.get(lesson))
    hand_in(enrolment, key, enrolment.learner, form_key=uuid4(), text="My plan", at=enrolment.enrolled_at)

    shown = text(client.get(lesson))
    assert "Open my work" in shown
    assert "Handed in" in shown


def test_the_block_asks_for_something_that_can_be_handed_in() -> None:
    kind = kind_of("assignment")
    assert kind
    block = kind.stream_block
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value(allows_text=False, most_files=0)))
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value(types=[])))
    assert block.clean(block.to_python(value()))["title"] == "План урока"


def test_the_author_sees_a_preview() -> None:
    kind = kind_of("assignment")
    assert kind
    block = kind.stream_block

    assert "Plan of a lesson" in block.render(block.get_preview_value())
