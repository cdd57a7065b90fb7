"""Recognising what was completed in another run of the course."""

import copy
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from courses.models import Enrolment, Recognition, Run
from courses.outline import LESSON_ITSELF
from courses.progress.recognition import offers, recognise, take_back
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import opened
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


class Story:
    """Somebody completed the course once, and learns it again in a newer edition, whose second lesson is new."""

    def __init__(self, school: Organisation, *, recognises: bool = True) -> None:
        data = outline_data(1, 3, ("ru", "en"))
        newer: dict[str, Any] = copy.deepcopy(data) | ({"recognises": True} if recognises else {})
        newer["modules"][0]["lessons"][1]["snapshots"]["ru"] = "0" * 64
        old = EditionFactory.create(outline_data=data)
        new = EditionFactory.create(course_key=old.course_key, number=2, outline_data=newer)
        self.learner = UserFactory.create()
        self.source = EnrolmentFactory.create(run=RunFactory.create(edition=old), learner=self.learner)
        opened(self.source, range(3))
        self.run: Run = RunFactory.create(edition=new, organisation=school)
        self.enrolment = EnrolmentFactory.create(run=self.run, learner=self.learner)


@pytest.fixture
def story(school: Organisation) -> Story:
    return Story(school)


class TestOffers:
    def test_what_is_the_same_is_offered(self, story: Story) -> None:
        (offer,) = offers(story.enrolment)

        assert (offer.source, offer.activities, offer.score) == (story.source, 2, None)

    def test_only_where_the_author_allows_it(self, school: Organisation) -> None:
        assert offers(Story(school, recognises=False).enrolment) == []

    def test_only_what_was_completed(self, story: Story) -> None:
        Enrolment.objects.filter(pk=story.source.pk).update(state=Enrolment.State.ACTIVE)
        assert offers(story.enrolment) == []

    def test_not_of_another_learner(self, story: Story) -> None:
        assert offers(EnrolmentFactory.create(run=story.run)) == []

    def test_not_what_is_done_already(self, story: Story) -> None:
        assert offers(opened(story.enrolment, [0, 2])) == []


class TestRecognise:
    def test_takes_over_what_matches_with_its_date(self, story: Story) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        story.enrolment.refresh_from_db()
        first = story.enrolment.activities.get(lesson=story.run.edition.outline.lessons[0].key)

        assert (story.enrolment.percent, done.percent_before, done.percent_after) == (67, 0, 67)
        assert first.completed_at == story.source.completed_at
        assert offers(story.enrolment) == []

    def test_all_of_it_completes_the_course(self, story: Story) -> None:
        recognise(story.enrolment, story.source, story.learner)
        opened(story.enrolment, [1])

        assert story.enrolment.state == Enrolment.State.COMPLETED

    def test_once(self, story: Story) -> None:
        recognise(story.enrolment, story.source, story.learner)
        with pytest.raises(ValidationError):
            recognise(story.enrolment, story.source, story.learner)
        assert Recognition.objects.count() == 1

    def test_others_may_not(self, story: Story, school: Organisation, person_with: PersonMaker) -> None:
        for other in (UserFactory.create(), person_with(Role.AUTHOR, Role.TUTOR, organisation=school)):
            with pytest.raises(PermissionDenied):
                recognise(story.enrolment, story.source, other)

    def test_overseers_may(self, story: Story, school: Organisation, person_with: PersonMaker) -> None:
        assert recognise(story.enrolment, story.source, person_with(Role.REGISTRAR, organisation=school)).pk


class TestTakeBack:
    @pytest.fixture
    def by(self, school: Organisation, person_with: PersonMaker) -> User:
        return person_with(Role.METHODOLOGIST, organisation=school)

    def test_leaves_what_the_learner_did_here(self, story: Story, by: User) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        key = story.run.edition.outline.lessons[0].key
        spent = Event(uuid4(), key, LESSON_ITSELF, EventKind.SPENT, timezone.now(), 40)
        record(Enrolment.objects.with_run().get(pk=story.enrolment.pk), [spent])
        take_back(done, by, "Ошибка")
        story.enrolment.refresh_from_db()
        row = story.enrolment.activities.get()

        assert (story.enrolment.percent, row.lesson, row.seconds) == (33, key, 40)
        assert (done.undone_by, done.reason) == (by, "Ошибка")

    def test_takes_back_the_completion_it_made(self, story: Story, by: User) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        opened(story.enrolment, [1])
        take_back(done, by, "Ошибка")
        story.enrolment.refresh_from_db()

        assert (story.enrolment.state, story.enrolment.percent) == (Enrolment.State.ACTIVE, 33)

    def test_needs_a_reason_once_and_staff(self, story: Story, by: User) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        with pytest.raises(ValidationError):
            take_back(done, by, " ")
        with pytest.raises(PermissionDenied):
            take_back(done, story.learner, "why not")
        take_back(done, by, "Ошибка")
        with pytest.raises(ValidationError):
            take_back(done, by, "Ошибка")


class TestPages:
    def test_the_learner_is_offered_it_and_the_record_says_so(self, story: Story, as_user: Login) -> None:
        home = f"/en/learn/{story.run.slug}/"
        client = as_user(story.learner)

        assert "Have it recognised" in client.get(home).content.decode()
        page = client.post(f"{home}recognise/", {"source": story.source.public_id}, follow=True).content.decode()
        assert "Recognised: 0% → 67%." in page
        assert "Have it recognised" not in page
        assert "Recognised from “Course”" in client.get(f"{home}percent/").content.decode()

    def test_staff_take_it_back(
        self, story: Story, as_user: Login, school: Organisation, person_with: PersonMaker
    ) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        client = as_user(person_with(Role.METHODOLOGIST, organisation=school))
        url = f"/en/runs/{story.run.slug}/{story.enrolment.public_id}/"

        assert "Take back" in client.get(f"{url}percent/").content.decode()
        sent = {"recognition": done.pk, "reason": "By mistake"}
        assert "has been taken back" in client.post(f"{url}recognition/", sent, follow=True).content.decode()
        assert "By mistake" in client.get(f"{url}timeline/").content.decode()

    @pytest.mark.parametrize("number", ["", "x", "-1", "1e3", "999999999999999999999999"])
    def test_what_is_no_recognition_is_not_found(
        self, number: str, story: Story, as_user: Login, school: Organisation, person_with: PersonMaker
    ) -> None:
        client = as_user(person_with(Role.METHODOLOGIST, organisation=school))
        url = f"/en/runs/{story.run.slug}/{story.enrolment.public_id}/recognition/"

        assert client.post(url, {"recognition": number, "reason": "By mistake"}).status_code == 404

    def test_who_only_sees_the_learner_takes_nothing_back(
        self, story: Story, as_user: Login, school: Organisation, person_with: PersonMaker
    ) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        url = f"/en/runs/{story.run.slug}/{story.enrolment.public_id}/recognition/"
        sent = {"recognition": done.pk, "reason": "By mistake"}
        for role in (Role.AUTHOR, Role.PARTNER_TRANSLATOR):
            person = person_with(role, organisation=school)
            assert as_user(person).post(url, sent).status_code in (403, 404)
        done.refresh_from_db()
        assert done.undone_at is None

    def test_without_a_reason_it_is_said_and_stays(
        self, story: Story, as_user: Login, school: Organisation, person_with: PersonMaker
    ) -> None:
        done = recognise(story.enrolment, story.source, story.learner)
        client = as_user(person_with(Role.METHODOLOGIST, organisation=school))
        url = f"/en/runs/{story.run.slug}/{story.enrolment.public_id}/recognition/"
        page = client.post(url, {"recognition": done.pk, "reason": "  "}, follow=True).content.decode()
        done.refresh_from_db()

        assert "Say why: the learner reads it." in page
        assert done.undone_at is None

    def test_a_button_pressed_twice_recognises_once(self, story: Story, as_user: Login) -> None:
        client, url = as_user(story.learner), f"/en/learn/{story.run.slug}/recognise/"
        client.post(url, {"source": story.source.public_id})
        page = client.post(url, {"source": story.source.public_id}, follow=True).content.decode()

        assert "Nothing of that course can be recognised here." in page
        assert Recognition.objects.count() == 1

    @pytest.mark.parametrize("source", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_no_course_of_ones_own_is_not_found(self, source: str, story: Story, as_user: Login) -> None:
        url = f"/en/learn/{story.run.slug}/recognise/"
        assert as_user(story.learner).post(url, {"source": source}).status_code == 404

    def test_strangers_find_nothing(self, story: Story, as_user: Login) -> None:
        client = as_user(UserFactory.create())
        sent = {"source": story.source.public_id}

        assert client.post(f"/en/learn/{story.run.slug}/recognise/", sent).status_code == 404
        url = f"/en/runs/{story.run.slug}/{story.enrolment.public_id}/recognition/"
        assert client.post(url, {}).status_code == 404
