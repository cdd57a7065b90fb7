"""Consents and the texts of them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from people.consents import CONSEQUENCES, overview
from people.localised import LocalisedText
from people.models import Consent, ConsentText, Organisation, Purpose, User
from people.roles import Role
from people.services import (
    discard_consent_text,
    draft_consent_text,
    edit_consent_text,
    give_consent,
    lacks_required_consent,
    publish_consent_text,
    withdraw_consent,
)
from people.signals import consent_given, consent_withdrawn
from tests.factories.people import ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
WORDS = LocalisedText(en="You agree that we keep a record of what you learn.")


def test_a_consent_is_given_once_and_remembers_when() -> None:
    user, text = UserFactory.create(), ConsentTextFactory.create()
    first = give_consent(user, text, at=MARCH)
    assert give_consent(user, text, at=APRIL) == first
    assert Consent.objects.get().given_at == MARCH


def test_a_withdrawn_consent_stays_on_record_and_can_be_given_again() -> None:
    user, text = UserFactory.create(), ConsentTextFactory.create()
    give_consent(user, text, at=MARCH)
    ended = withdraw_consent(user, text, at=APRIL)
    assert ended is not None
    assert (ended.given_at, ended.withdrawn_at) == (MARCH, APRIL)
    assert withdraw_consent(user, text) is None
    give_consent(user, text)
    assert user.consents.count() == 2
    assert user.consents.in_force().count() == 1


def test_only_the_current_text_is_agreed_to() -> None:
    user = UserFactory.create()
    old = ConsentTextFactory.create(version=1)
    give_consent(user, old, at=MARCH)
    new = ConsentTextFactory.create(version=2)
    draft = ConsentTextFactory.create(version=3, published_at=None)
    for text in (old, draft):
        with pytest.raises(ValidationError):
            give_consent(user, text)
    give_consent(user, new, at=APRIL)
    assert user.consents.in_force().get().text == new
    assert user.consents.get(text=old).withdrawn_at == APRIL


def test_consents_of_other_purposes_and_people_are_left_alone() -> None:
    user, other = UserFactory.create(), UserFactory.create()
    recording = ConsentTextFactory.create(purpose=Purpose.RECORDING)
    old = ConsentTextFactory.create(version=1)
    for person, text in ((user, recording), (user, old), (other, old)):
        give_consent(person, text)
    new = ConsentTextFactory.create(version=2)
    give_consent(user, new)
    assert set(user.consents.in_force().values_list("text", flat=True)) == {recording.pk, new.pk}
    assert other.consents.in_force().get().text == old


def test_giving_and_withdrawing_is_told_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[tuple[str, Consent]] = []

    def hear_given(consent: Consent, **kwargs: object) -> None:
        told.append(("given", consent))

    def hear_withdrawn(consent: Consent, **kwargs: object) -> None:
        told.append(("withdrawn", consent))

    consent_given.connect(hear_given)
    consent_withdrawn.connect(hear_withdrawn)
    user, text = UserFactory.create(), ConsentTextFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        consent = give_consent(user, text)
        give_consent(user, text)
        assert told == []
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(user, text)
    assert told == [("given", consent), ("withdrawn", consent)]
    actions = ModelLogEntry.objects.filter(object_id=user.pk).values_list("action", flat=True)
    assert sorted(actions) == ["people.give_consent", "people.withdraw_consent"]


def test_a_required_text_is_lacked_until_it_is_agreed_to_and_again_when_withdrawn() -> None:
    user = UserFactory.create()
    assert not lacks_required_consent(user)
    text = ConsentTextFactory.create(required=True)
    assert lacks_required_consent(user)
    give_consent(user, text)
    assert not lacks_required_consent(user)
    withdraw_consent(user, text)
    assert lacks_required_consent(user)


def test_an_optional_text_is_never_lacked() -> None:
    ConsentTextFactory.create(required=False)
    assert not lacks_required_consent(UserFactory.create())


def test_a_new_version_of_a_required_text_is_asked_about_again(administrator: User) -> None:
    user = UserFactory.create()
    give_consent(user, ConsentTextFactory.create(version=1, required=True))
    assert not lacks_required_consent(user)
    draft = draft_consent_text(Purpose.PUBLICATION, WORDS, True, by=administrator)
    assert not lacks_required_consent(user)
    publish_consent_text(draft, by=administrator)
    assert lacks_required_consent(user)


def test_a_new_version_that_is_no_longer_required_frees_everybody() -> None:
    user = UserFactory.create()
    ConsentTextFactory.create(version=1, required=True)
    assert lacks_required_consent(user)
    ConsentTextFactory.create(version=2, required=False)
    assert not lacks_required_consent(user)


def test_asking_again_costs_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, text = UserFactory.create(), ConsentTextFactory.create(required=True)
    give_consent(user, text)
    with django_assert_num_queries(2):
        lacks_required_consent(user)
    with django_assert_num_queries(0):
        lacks_required_consent(user)


def test_a_text_goes_from_draft_to_published_and_never_changes_again(administrator: User) -> None:
    draft = draft_consent_text(Purpose.TRAINING, WORDS, True, by=administrator)
    assert draft.is_draft
    assert draft.version == 1
    edit_consent_text(draft, LocalisedText(en="Better words."), False, by=administrator)
    published = publish_consent_text(draft, by=administrator, at=MARCH)
    assert published.published_at == MARCH
    for change in (
        lambda: edit_consent_text(published, WORDS, True, by=administrator),
        lambda: publish_consent_text(published, by=administrator),
        lambda: discard_consent_text(published, by=administrator),
    ):
        with pytest.raises(PermissionDenied):
            change()
    stored = ConsentText.objects.get()
    assert stored.text == {"en": "Better words."}
    assert draft_consent_text(Purpose.TRAINING, WORDS, True, by=administrator).version == 2


def test_one_draft_for_a_purpose_at_a_time(administrator: User) -> None:
    draft = draft_consent_text(Purpose.TRAINING, WORDS, True, by=administrator)
    with pytest.raises(ValidationError) as refusal:
        draft_consent_text(Purpose.TRAINING, WORDS, True, by=administrator)
    assert "purpose" in refusal.value.message_dict
    discard_consent_text(draft, by=administrator)
    draft_consent_text(Purpose.TRAINING, WORDS, True, by=administrator)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_write_texts(role: Role, person_with: Callable[..., User]) -> None:
    person, draft = person_with(role), ConsentTextFactory.create(published_at=None)
    for change in (
        lambda: draft_consent_text(Purpose.TRAINING, WORDS, True, by=person),
        lambda: edit_consent_text(draft, WORDS, True, by=person),
        lambda: publish_consent_text(draft, by=person),
        lambda: discard_consent_text(draft, by=person),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_an_administrator_of_a_school_does_not_write_texts(
    person_with: Callable[..., User], school: Organisation
) -> None:
    local = person_with(Role.ADMINISTRATOR, organisation=school)
    with pytest.raises(PermissionDenied):
        draft_consent_text(Purpose.TRAINING, WORDS, True, by=local)


def test_every_purpose_says_what_follows_from_no() -> None:
    assert set(CONSEQUENCES) == set(Purpose)


def test_the_overview_tells_given_outdated_and_not_given(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = UserFactory.create()
    training = ConsentTextFactory.create(purpose=Purpose.TRAINING, required=True)
    recording = ConsentTextFactory.create(purpose=Purpose.RECORDING, version=1)
    ConsentTextFactory.create(purpose=Purpose.EMPLOYER)
    give_consent(user, training)
    give_consent(user, recording)
    ConsentTextFactory.create(purpose=Purpose.RECORDING, version=2)
    with django_assert_num_queries(2):
        found = {item.text.purpose: (bool(item.consent), item.outdated) for item in overview(user)}
    assert found == {"training": (True, False), "recording": (False, True), "employer": (False, False)}
