"""Announcements: who makes them, when they go, to whom, in which language."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.announcements.services import delete_announcement, may_announce, publish_due, save_announcement
from courses.models import Announcement, Enrolment, Run
from people.localised import LocalisedText
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
PersonMaker = Callable[..., User]
Committing = Callable[..., AbstractContextManager[Any]]

BOTH = LocalisedText(en="We meet on Friday", ru="Встреча в пятницу")
TEXTS = LocalisedText(en="Bring *two* lesson plans.", ru="Возьмите два плана урока.")


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(organisation=school)


@pytest.fixture
def tutor(run: Run) -> User:
    user = UserFactory.create()
    run.tutors.add(user)
    return user


def told(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.of(user).values_list("text", "detail"))


def test_it_goes_at_once_to_all_in_their_languages(
    run: Run, tutor: User, django_capture_on_commit_callbacks: Committing
) -> None:
    english, russian = (EnrolmentFactory.create(run=run, learner__language=code).learner for code in ("en", "ru"))
    gone = EnrolmentFactory.create(run=run, state=Enrolment.State.WITHDRAWN).learner
    with django_capture_on_commit_callbacks(execute=True):
        saved = save_announcement(run, tutor, titles=BOTH, texts=TEXTS)
    saved.refresh_from_db()
    assert saved.is_published
    assert told(english) == [("We meet on Friday", "Bring two lesson plans.")]
    assert told(russian) == [("Встреча в пятницу", "Возьмите два плана урока.")]
    assert told(gone) == told(tutor) == []
    url = f"/ru/learn/{run.slug}/announcements/#announcement-{saved.pk}"
    assert Notification.objects.of(russian).get().url == url
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([english.email, russian.email])


def test_in_one_language_it_reaches_all(run: Run, tutor: User, django_capture_on_commit_callbacks: Committing) -> None:
    kazakh = EnrolmentFactory.create(run=run, learner__language="kk").learner
    with django_capture_on_commit_callbacks(execute=True):
        save_announcement(run, tutor, titles=LocalisedText(ru="Встреча"))
    assert told(kazakh) == [("Встреча", "")]


def test_it_waits_for_its_moment_and_goes_once(run: Run, tutor: User, capsys: pytest.CaptureFixture[str]) -> None:
    learner = EnrolmentFactory.create(run=run).learner
    now = timezone.now()
    saved = save_announcement(run, tutor, titles=BOTH, publish_at=now + timedelta(hours=1))
    assert publish_due(now) == 0
    assert told(learner) == []
    assert publish_due(now + timedelta(hours=1)) == 1
    assert publish_due(now + timedelta(hours=1)) == 0
    call_command("publish_announcements")
    assert "0 announcements" in capsys.readouterr().out
    assert len(told(learner)) == 1
    saved.refresh_from_db()
    assert saved.published_at == now + timedelta(hours=1)


def test_a_sent_one_is_changed_without_telling_again(run: Run, tutor: User) -> None:
    learner = EnrolmentFactory.create(run=run).learner
    saved = save_announcement(run, tutor, titles=BOTH)
    publish_due()
    saved.refresh_from_db()
    sent_at = saved.published_at
    changed = save_announcement(run, tutor, saved, titles=LocalisedText(en="On Saturday"))
    publish_due()
    changed.refresh_from_db()
    assert (str(changed), changed.published_at) == ("On Saturday", sent_at)
    assert len(told(learner)) == 1


def test_one_that_waits_can_be_put_off_or_taken_back(run: Run, tutor: User) -> None:
    now = timezone.now()
    saved = save_announcement(run, tutor, titles=BOTH, publish_at=now + timedelta(hours=1))
    save_announcement(run, tutor, saved, titles=BOTH, publish_at=now + timedelta(hours=3))
    assert publish_due(now + timedelta(hours=2)) == 0
    delete_announcement(saved, tutor)
    assert publish_due(now + timedelta(hours=4)) == 0


def test_it_needs_a_title_and_ends_after_it_begins(run: Run, tutor: User) -> None:
    with pytest.raises(ValidationError):
        save_announcement(run, tutor, titles=LocalisedText())
    now = timezone.now()
    with pytest.raises(ValidationError, match="cannot end"):
        save_announcement(run, tutor, titles=BOTH, event_at=now, event_ends_at=now - timedelta(hours=1))
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("role", [Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR])
def test_the_organisations_staff_may_announce(run: Run, person_with: PersonMaker, role: Role) -> None:
    assert may_announce(run, person_with(role, organisation=run.organisation))


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)]
)
def test_others_may_not(run: Run, person_with: PersonMaker, role: Role, elsewhere: Organisation) -> None:
    strangers = [
        person_with(role, organisation=run.organisation),
        person_with(Role.METHODOLOGIST, organisation=elsewhere),
        EnrolmentFactory.create(run=run).learner,
    ]
    saved = Announcement.objects.create(run=run, author=strangers[0], titles=BOTH)
    for person in strangers:
        with pytest.raises(PermissionDenied):
            save_announcement(run, person, titles=BOTH)
        with pytest.raises(PermissionDenied):
            save_announcement(run, person, saved, titles=BOTH)
        with pytest.raises(PermissionDenied):
            delete_announcement(saved, person)


def test_a_tutor_does_not_reach_into_another_run(run: Run, tutor: User) -> None:
    other = Announcement.objects.create(run=RunFactory.create(), author=tutor, titles=BOTH)
    with pytest.raises(PermissionDenied):
        save_announcement(run, tutor, other, titles=BOTH)


# --- Pages -------------------------------------------------------------------------------------


def test_a_tutor_writes_one_through_the_page(
    as_user: AsUser, run: Run, tutor: User, django_capture_on_commit_callbacks: Committing
) -> None:
    browser = as_user(tutor)
    new = f"/en/runs/{run.slug}/announcements/new/"
    assert browser.get(new).status_code == 200
    sent = {"titles_en": "We meet", "texts_en": "Bring *two*", "event_at": "2026-03-06T15:00", "place": "Room 4"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(new, sent).status_code == 302
    saved = Announcement.objects.get()
    assert saved.event_at is not None
    assert saved.event_at.isoformat() == "2026-03-06T09:00:00+00:00", "as the tutor’s clock in Bishkek says"
    html = browser.get(f"/en/learn/{run.slug}/announcements/").content.decode()
    assert "Bring <em>two</em>" in html
    assert "Room 4" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"titles_en": ""},
        {"event_ends_at": "2026-03-06T15:00"},
        {"event_at": "2026-03-06T15:00", "event_ends_at": "2026-03-06T14:00"},
        {"publish_at": "soon"},
    ],
)
def test_what_is_wrong_is_said(as_user: AsUser, run: Run, tutor: User, wrong: dict[str, str]) -> None:
    response = as_user(tutor).post(f"/en/runs/{run.slug}/announcements/new/", {"titles_en": "We meet", **wrong})
    assert response.status_code == 422
    assert not Announcement.objects.exists()


def test_the_pages_of_staff_are_theirs(as_user: AsUser, run: Run, tutor: User) -> None:
    saved = Announcement.objects.create(run=run, author=tutor, titles=BOTH)
    learner = EnrolmentFactory.create(run=run).learner
    base = f"/en/runs/{run.slug}/announcements/"
    assert as_user(learner).get(f"{base}new/").status_code == 403
    assert as_user(learner).post(f"{base}{saved.pk}/", {"titles_en": "Mine"}).status_code == 403
    assert as_user(learner).post(f"{base}{saved.pk}/remove/").status_code == 403
    assert as_user(tutor).get(f"{base}{saved.pk}/remove/").status_code == 405
    assert as_user(tutor).get(f"{base}{saved.pk}/").status_code == 200
    assert as_user(tutor).post(f"{base}{saved.pk}/remove/").status_code == 302
    assert not Announcement.objects.exists()


def test_readers_see_what_was_sent_and_strangers_nothing(as_user: AsUser, run: Run, tutor: User) -> None:
    Announcement.objects.create(run=run, author=tutor, titles=BOTH, published_at=timezone.now())
    Announcement.objects.create(run=run, author=tutor, titles=LocalisedText(en="A secret until Monday"))
    page = f"/en/learn/{run.slug}/announcements/"
    learner = EnrolmentFactory.create(run=run).learner
    html = as_user(learner).get(page).content.decode()
    assert "We meet on Friday" in html
    assert "A secret" not in html
    assert "A secret" in as_user(tutor).get(page).content.decode()
    gone = EnrolmentFactory.create(run=run, state=Enrolment.State.WITHDRAWN).learner
    for stranger in (UserFactory.create(), gone):
        assert as_user(stranger).get(page).status_code == 403


def test_the_courses_home_page_shows_the_latest(as_user: AsUser, run: Run, tutor: User) -> None:
    learner = EnrolmentFactory.create(run=run).learner
    now = timezone.now()
    for number in range(5):
        title = LocalisedText(en=f"Announcement {number}.")
        moment = now - timedelta(hours=number)
        Announcement.objects.create(run=run, author=tutor, titles=title, published_at=moment)
    html = as_user(learner).get(f"/en/learn/{run.slug}/").content.decode()
    assert all(f"Announcement {number}." in html for number in range(3))
    assert "Announcement 3." not in html


def test_the_list_costs_the_same_at_any_length(
    as_user: AsUser, run: Run, tutor: User, django_assert_max_num_queries: Any
) -> None:
    browser = as_user(EnrolmentFactory.create(run=run).learner)
    page = f"/en/learn/{run.slug}/announcements/"
    Announcement.objects.create(run=run, author=tutor, titles=BOTH, published_at=timezone.now())
    browser.get(page)
    with django_assert_max_num_queries(12) as few:
        browser.get(page)
    for _number in range(30):
        Announcement.objects.create(run=run, author=tutor, titles=BOTH, published_at=timezone.now())
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(page)
