"""A person's own pages: profile, consents, everything about them."""

import json
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from people import personal_data
from people.models import Organisation, Purpose, User
from people.roles import Role
from people.services import give_consent
from tests.factories.people import (
    ConsentFactory,
    ConsentTextFactory,
    EmploymentFactory,
    RoleAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]
PROFILE, CONSENTS, REQUIRED = "/en/account/profile/", "/en/account/consents/", "/en/account/consents/required/"
VALID = {
    "family_name": "Жаңа",
    "given_name": "Нұрлан",
    "patronymic": "",
    "language": "en",
    "time_zone": "Asia/Almaty",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("path", [PROFILE, CONSENTS, REQUIRED, f"{PROFILE}export/", f"{CONSENTS}1/"])
def test_a_visitor_is_sent_to_log_in(path: str, client: Client) -> None:
    response = client.get(path)
    assert response.headers["Location"] == f"/en/account/login/?next={path}"


def test_the_profile_shows_work_roles_and_consents(logged_in: LogIn, school: Organisation) -> None:
    user = UserFactory.create()
    EmploymentFactory.create(user=user, organisation=school, position__labels={"en": "Teacher of physics"})
    RoleAssignmentFactory.create(user=user, role=Role.METHODOLOGIST, organisation=school)
    RoleAssignmentFactory.create(user=user, role=Role.PARTNER_TRANSLATOR, languages=["kk"])
    give_consent(user, ConsentTextFactory.create(purpose=Purpose.TRAINING))
    html = logged_in(user).get(PROFILE).content.decode()
    for words in (
        "School no. 4",
        "Teacher of physics",
        "Methodologist",
        "For School no. 4 and all beneath it",
        "Partner translator",
        "Kazakh",
        "Training and its record",
        "Given",
        user.email,
    ):
        assert words in html, words


def test_the_profile_tells_whether_a_second_factor_is_on(logged_in: LogIn) -> None:
    user = UserFactory.create()
    client = logged_in(user)
    assert client.get(PROFILE).context["second_factor"] is False
    TOTP.activate(user, generate_totp_secret())
    assert client.get(PROFILE).context["second_factor"] is True


def test_the_profile_tells_of_an_address_that_waits(logged_in: LogIn) -> None:
    user = UserFactory.create()
    EmailAddress.objects.create(user=user, email="new@example.org")
    assert "new@example.org waits to be confirmed" in logged_in(user).get(PROFILE).content.decode()


def test_a_person_changes_name_language_and_zone(logged_in: LogIn) -> None:
    user = UserFactory.create()
    response = logged_in(user).post(PROFILE, {**VALID, "language": "ky"})
    assert response.headers["Location"] == "/ky/account/profile/", "on in the language just chosen"
    user.refresh_from_db()
    assert (user.family_name, user.patronymic, user.language, user.time_zone) == ("Жаңа", "", "ky", "Asia/Almaty")


@pytest.mark.parametrize(
    "change", [{"family_name": ""}, {"given_name": ""}, {"language": "fr"}, {"time_zone": "Mars/Olympus"}]
)
def test_a_mistake_changes_nothing_and_says_where_it_is(change: dict[str, str], logged_in: LogIn) -> None:
    user = UserFactory.create()
    before = str(user)
    response = logged_in(user).post(PROFILE, {**VALID, **change})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(change)
    assert str(response.context["user"]) == before
    user.refresh_from_db()
    assert str(user) == before


def test_nothing_else_is_changed_by_adding_it_to_the_form(logged_in: LogIn) -> None:
    user = UserFactory.create()
    logged_in(user).post(PROFILE, {**VALID, "is_superuser": "on", "email": "other@example.org", "is_staff": "on"})
    stored = User.objects.get(pk=user.pk)
    assert not stored.is_superuser
    assert not stored.is_staff
    assert stored.email == user.email


def test_the_export_holds_everything_about_the_person_and_nobody_else(logged_in: LogIn, school: Organisation) -> None:
    user, other = UserFactory.create(family_name="Сейткали", given_name="Aigul"), UserFactory.create()
    EmploymentFactory.create(user=user, organisation=school)
    RoleAssignmentFactory.create(user=user, role=Role.TUTOR, organisation=school)
    consent = ConsentFactory.create(user=user)
    ConsentFactory.create(user=other, text=consent.text)
    response = logged_in(user).get(f"{PROFILE}export/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="turna-')
    assert "no-store" in response.headers["Cache-Control"]
    data = json.loads(response.content)
    assert data["account"]["email"] == user.email
    assert data["account"]["family_name"] == "Сейткали"
    assert data["employment"][0]["organisation"] == {"en": "School no. 4", "ru": "Школа № 4"}
    assert data["roles"][0]["role"] == "tutor"
    assert [row["purpose"] for row in data["consents"]] == ["publication"]
    text = response.content.decode()
    assert "Сейткали" in text, "readable, not escaped"
    assert "password" not in text
    assert other.email not in text


def test_an_app_above_adds_its_part(logged_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personal_data, "_parts", dict(personal_data._parts))
    personal_data.register("garden", lambda user: {"trees": 3, "of": user.public_id})
    user = UserFactory.create()
    data = json.loads(logged_in(user).get(f"{PROFILE}export/").content)
    assert data["garden"] == {"trees": 3, "of": str(user.public_id)}


def test_consents_are_given_and_withdrawn_with_their_consequences_told(logged_in: LogIn) -> None:
    user, text = UserFactory.create(), ConsentTextFactory.create(purpose=Purpose.RECORDING)
    client = logged_in(user)
    page = client.get(CONSENTS).content.decode()
    assert "Without it you are asked to leave a session before it is recorded." in page
    client.post(f"{CONSENTS}{text.pk}/give/")
    assert user.consents.in_force().get().text == text
    response = client.post(f"{CONSENTS}{text.pk}/withdraw/", follow=True)
    assert not user.consents.in_force().exists()
    told = " ".join(str(message) for message in response.context["messages"])
    assert "withdrawn" in told
    assert "asked to leave" in told
    assert "ended" in response.content.decode(), "the history stays"


def test_looking_at_a_button_s_address_does_nothing(logged_in: LogIn) -> None:
    text = ConsentTextFactory.create()
    client = logged_in(UserFactory.create())
    for action in ("give", "withdraw"):
        assert client.get(f"{CONSENTS}{text.pk}/{action}/").status_code == 405


def test_giving_consent_to_an_old_text_is_refused_with_a_reason(logged_in: LogIn) -> None:
    user = UserFactory.create()
    old = ConsentTextFactory.create(version=1)
    ConsentTextFactory.create(version=2)
    response = logged_in(user).post(f"{CONSENTS}{old.pk}/give/", follow=True)
    assert "replaced by a newer version" in " ".join(map(str, response.context["messages"]))
    assert not user.consents.exists()


def test_a_text_is_read_in_full_and_an_old_one_says_that_it_is_old(logged_in: LogIn) -> None:
    user = UserFactory.create()
    old = ConsentTextFactory.create(version=1, text={"en": "First line.\n\nSecond <b>line</b>."})
    client = logged_in(user)
    html = client.get(f"{CONSENTS}{old.pk}/").content.decode()
    assert "<p>First line.</p>" in html
    assert "Second &lt;b&gt;line" in html
    ConsentTextFactory.create(version=2)
    assert "newer version" in client.get(f"{CONSENTS}{old.pk}/").content.decode()


def test_a_draft_is_nobodys_to_read(logged_in: LogIn) -> None:
    draft = ConsentTextFactory.create(published_at=None)
    client = logged_in(UserFactory.create())
    assert client.get(f"{CONSENTS}{draft.pk}/").status_code == 404
    assert client.post(f"{CONSENTS}{draft.pk}/give/").status_code == 404


def test_the_required_consents_are_given_at_once_and_lead_on(logged_in: LogIn) -> None:
    user = UserFactory.create()
    texts = [
        ConsentTextFactory.create(purpose=purpose, required=True) for purpose in (Purpose.TRAINING, Purpose.EMPLOYER)
    ]
    client = logged_in(user)
    sent = {f"consent_{text.pk}": "on" for text in texts}
    response = client.post(REQUIRED, {**sent, "next": "/en/catalogue/?q=x"})
    assert response.headers["Location"] == "/en/catalogue/?q=x"
    assert user.consents.in_force().count() == 2
    assert client.get(REQUIRED).headers["Location"] == "/en/my-learning/", "nothing left to ask"


def test_half_of_the_required_consents_is_none(logged_in: LogIn) -> None:
    user = UserFactory.create()
    first = ConsentTextFactory.create(purpose=Purpose.TRAINING, required=True)
    second = ConsentTextFactory.create(purpose=Purpose.EMPLOYER, required=True)
    response = logged_in(user).post(REQUIRED, {f"consent_{first.pk}": "on"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {f"consent_{second.pk}"}
    assert not user.consents.exists()


def test_somebody_who_agreed_before_is_told_that_the_text_changed(logged_in: LogIn) -> None:
    user = UserFactory.create()
    client = logged_in(user)
    give_consent(user, ConsentTextFactory.create(version=1, required=True))
    ConsentTextFactory.create(version=2, required=True)
    assert "The text has changed" in client.get(REQUIRED).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_on_stays_on_the_site(target: str, logged_in: LogIn) -> None:
    text = ConsentTextFactory.create(required=True)
    response = logged_in(UserFactory.create()).post(REQUIRED, {f"consent_{text.pk}": "on", "next": target})
    assert response.headers["Location"] == "/en/my-learning/"


def test_the_profile_costs_the_same_however_much_there_is(logged_in: LogIn) -> None:
    user = UserFactory.create()
    client = logged_in(user)
    counts = []
    for size in (1, 12):
        for version in range(user.employments.count(), size):
            place = EmploymentFactory.create(user=user, is_main=version == 0)
            RoleAssignmentFactory.create(user=user, organisation=place.organisation)
            ConsentFactory.create(user=user, text=ConsentTextFactory.create(version=version + 1))
        client.get(PROFILE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PROFILE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
