"""Texts to read, links to follow and films to watch."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.editions import compile_edition
from people.models import User
from tests.factories.cms import DocumentFactory
from tests.factories.courses import EnrolmentFactory, RunFactory, course_tree

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def learner_of(kind: str, value: dict[str, Any], **completion: Any) -> tuple[Enrolment, str, UUID]:
    """A learner of a course whose one lesson has this activity, its address, and the block's id."""
    tree, block = course_tree(1, 1, languages=("ru",)), uuid4()
    page = tree.lessons[0]["ru"]
    page.body = json.dumps([{"type": kind, "id": str(block), "value": {**value, "completion": completion}}])
    page.save()
    enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))
    return enrolment, f"/en/learn/{enrolment.run.slug}/{page.translation_key}/", block


def test_a_text_to_read(as_user: Login) -> None:
    paragraph = {"type": "paragraph", "id": str(uuid4()), "value": "<p>Долгий текст</p>"}
    enrolment, url, _block = learner_of("reading", {"title": "Глава", "text": [paragraph]}, criterion="time", minutes=4)
    content = as_user(enrolment.learner).get(url).content.decode()

    assert "<h2>Глава</h2>" in content
    assert "Долгий текст" in content
    assert "Stay 4 more minutes" in content


class TestWebsite:
    def test_is_opened_by_following_the_link(self, as_user: Login) -> None:
        value = {"url": "https://example.org/a?b=1&c=2", "title": "Сайт", "text": "<p>Найдите карту</p>"}
        enrolment, url, _block = learner_of("website", value, criterion="view")
        content = as_user(enrolment.learner).get(url).content.decode()

        assert 'href="https://example.org/a?b=1&amp;c=2"' in content
        assert "data-opens-activity" in content
        assert "Найдите карту" in content

    def test_an_address_that_is_none_is_no_link(self, as_user: Login) -> None:
        enrolment, url, _block = learner_of("website", {"url": "javascript:alert(1)", "title": "x"})

        assert "javascript:" not in as_user(enrolment.learner).get(url).content.decode()


class TestWatching:
    def test_is_complete_when_enough_of_it_was_watched(self, as_user: Login) -> None:
        film, captions = DocumentFactory.create(file__filename="a.mp4"), DocumentFactory.create(file__filename="a.vtt")
        value = {"file": film.pk, "title": "Урок", "captions": captions.pk, "captions_language": "ru"}
        enrolment, url, block = learner_of("watching", value, criterion="watched", threshold=80)
        client = as_user(enrolment.learner)
        content = client.get(url).content.decode()

        assert 'data-film="80"' in content
        assert "<track" in content
        lesson = enrolment.edition.outline.lessons[0].key
        for share, percent in ((79, 50), (80, 100)):
            event = Event(uuid4(), lesson, block, EventKind.WATCHED, timezone.now(), value=share)
            record(enrolment, [event])
            enrolment.refresh_from_db()
            assert enrolment.percent == percent

    def test_a_film_that_is_gone_leaves_a_notice(self, as_user: Login) -> None:
        enrolment, url, _block = learner_of("watching", {"file": 999_999, "title": "Урок"})

        assert as_user(enrolment.learner).get(url).status_code == 200
