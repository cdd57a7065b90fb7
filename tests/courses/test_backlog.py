"""Events that a device has kept are recorded for the enrolment they were made in, and for no other."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment, ProgressEvent
from people.models import User
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory.create(
        run=RunFactory.create(edition=EditionFactory.create(outline_data=outline_data(1, 2)))
    )


def send(client: Client, enrolment: Enrolment, owner: str) -> int:
    lesson = str(enrolment.edition.outline.lessons[0].key)
    event = {"uuid": str(uuid4()), "lesson": lesson, "kind": "viewed", "occurred_at": timezone.now().isoformat()}
    url = f"/en/learn/{enrolment.run.slug}/events/?owner={owner}"
    return client.post(url, json.dumps({"events": [event]}), content_type="application/json").status_code


def test_ones_own_are_taken(enrolment: Enrolment, as_user: AsUser) -> None:
    assert send(as_user(enrolment.learner), enrolment, str(enrolment.public_id)) == 200
    assert send(as_user(enrolment.learner), enrolment, "") == 200
    assert ProgressEvent.objects.filter(enrolment=enrolment).count() == 2


@pytest.mark.parametrize("place", ["same run", "nonsense"])
def test_another_persons_are_refused_and_stay_on_the_device(enrolment: Enrolment, as_user: AsUser, place: str) -> None:
    other = EnrolmentFactory.create(run=enrolment.run)
    owner = str(enrolment.public_id) if place == "same run" else "?"
    # 403, and not 404 after which the device would throw them away.
    assert send(as_user(other.learner), other, owner) == 403
    assert not ProgressEvent.objects.exists()


def test_pages_say_whose_they_are_only_to_who_is_logged_in(enrolment: Enrolment, as_user: AsUser) -> None:
    told = as_user(enrolment.learner).get("/en/my-learning/").content.decode()
    assert f'data-person="{enrolment.learner.public_id}"' in told
    assert "js/backlog" in told
    visitor = Client().get("/en/account/login/").content.decode()
    assert "data-person" not in visitor
    assert "js/backlog" not in visitor
