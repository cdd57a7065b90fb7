"""Forms of accounts: labels, rules, and what they refuse."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from django.utils.module_loading import import_string

from people.forms.accounts import PlainLabels, SignupForm, password_rules
from people.forms.admin import ConsentTextForm, PersonForm, RoleForm
from people.forms.organisations import EmploymentForm, OrganisationForm
from people.forms.profile import ProfileForm, RequiredConsentsForm
from people.forms.signup import consent_details
from people.models import Organisation, Purpose, User
from people.roles import Role
from tests.factories.people import ConsentTextFactory, EmploymentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def choices(form: Any, field: str) -> list[tuple[str, str]]:
    """What a field of a form offers."""
    return list(form.fields[field].choices)


@pytest.mark.parametrize("path", [*settings.ACCOUNT_FORMS.values(), *settings.SOCIALACCOUNT_FORMS.values()])
def test_every_form_of_an_account_has_visible_labels_and_no_placeholders(path: str) -> None:
    form_class = import_string(path)
    assert issubclass(form_class, PlainLabels)


@pytest.mark.parametrize("path", settings.MFA_FORMS.values())
def test_every_form_of_a_second_factor_exists(path: str) -> None:
    assert import_string(path)


def signup_form(data: dict[str, Any] | None = None) -> SignupForm:
    from allauth.core.context import request_context

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with request_context(request):
        form = SignupForm(data)
        form.is_valid()
    return form


def test_the_fields_of_registration_are_in_the_order_people_expect() -> None:
    text = ConsentTextFactory.create(required=True)
    assert list(signup_form().fields) == [
        "email",
        "family_name",
        "given_name",
        "patronymic",
        "password1",
        "password2",
        "time_zone",
        f"consent_{text.pk}",
    ]


@pytest.mark.parametrize(
    ("field", "autocomplete"),
    [
        ("email", "email"),
        ("family_name", "family-name"),
        ("given_name", "given-name"),
        ("patronymic", "additional-name"),
        ("password1", "new-password"),
        ("password2", "new-password"),
    ],
)
def test_a_browser_knows_what_to_fill_in(field: str, autocomplete: str) -> None:
    assert signup_form().fields[field].widget.attrs["autocomplete"] == autocomplete


def test_nothing_is_said_in_a_placeholder_alone() -> None:
    form = signup_form()
    assert not any("placeholder" in field.widget.attrs for field in form.fields.values())
    assert all(field.label for name, field in form.fields.items() if name != "time_zone")


def test_the_rules_of_a_password_are_said_before_it_is_refused() -> None:
    rules = password_rules()
    assert rules.count("<li>") == len(settings.AUTH_PASSWORD_VALIDATORS)
    assert "10 characters" in rules


def test_a_consent_is_shown_in_the_readers_language_marked_as_such() -> None:
    text = ConsentTextFactory.create(text={"ru": "Согласен.", "en": "I agree & understand."})
    assert 'lang="en"' in consent_details(text)
    assert "I agree &amp; understand." in consent_details(text)
    with translation.override("kk"):
        assert 'lang="ru"' in consent_details(text)


def test_the_profile_needs_a_name_but_no_patronymic() -> None:
    form = ProfileForm({}, instance=UserFactory.create())
    assert set(form.errors) == {"family_name", "given_name", "language", "time_zone"}


@translation.override("ru")
def test_the_profile_offers_the_languages_and_places_there_are() -> None:
    form = ProfileForm(instance=UserFactory.create())
    assert [code for code, _label in choices(form, "language")] == [code for code, _label in settings.LANGUAGES]
    assert {"UTC", "Узбекистан"} <= {name for name, _places in choices(form, "time_zone")}


def test_every_required_consent_has_its_own_box() -> None:
    texts = [ConsentTextFactory.create(purpose=purpose) for purpose in (Purpose.TRAINING, Purpose.EMPLOYER)]
    form = RequiredConsentsForm(texts, {f"consent_{texts[0].pk}": "on"})
    assert list(form.texts.values()) == texts
    assert set(form.errors) == {f"consent_{texts[1].pk}"}


@pytest.mark.parametrize(
    ("superuser", "editing_self", "shown"),
    [
        (False, False, {"is_active"}),
        (False, True, set()),
        (True, False, {"is_active", "is_staff", "is_superuser"}),
        (True, True, set()),
    ],
)
def test_an_account_s_form_shows_the_power_its_user_may_give(
    superuser: bool, editing_self: bool, shown: set[str]
) -> None:
    by = UserFactory.create(is_superuser=superuser)
    form = PersonForm(by=by, editing_self=editing_self)
    assert {"is_active", "is_staff", "is_superuser"} & set(form.fields) == shown


def test_an_address_is_kept_in_small_letters_and_unique_in_any_case(chief: User) -> None:
    UserFactory.create(email="dana@example.org")
    form = PersonForm({"email": "DANA@Example.org"}, by=chief)
    assert form.errors["email"] == ["There is an account with this e-mail address already."]


def test_a_role_s_form_offers_all_roles_and_languages() -> None:
    form = RoleForm()
    assert [value for value, _label in choices(form, "role")] == ["", *Role.values]
    assert [code for code, _label in choices(form, "languages")] == [code for code, _label in settings.LANGUAGES]
    assert not form.fields["organisation"].required


def test_a_draft_keeps_its_purpose() -> None:
    draft = ConsentTextFactory.create(purpose=Purpose.TRAINING, published_at=None)
    form = ConsentTextForm({"purpose": "recording", "text_en": "Words"}, instance=draft)
    assert form.is_valid()
    assert form.cleaned_data["purpose"] == "training"


def test_an_organisation_s_form_knows_where_it_stands(school: Organisation) -> None:
    assert OrganisationForm(instance=school).initial["parent"] == school.get_parent()
    assert OrganisationForm(instance=school.get_root()).initial["parent"] is None


def test_the_country_written_for_what_stands_under_another_does_not_count(school: Organisation) -> None:
    form = OrganisationForm({"parent": school.pk, "kind": "organisation", "labels_en": "Branch", "country_code": "zz"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["country_code"] == "KG"


@pytest.mark.parametrize("code", ["", "KAZ", "7Z"])
def test_the_country_of_a_root_is_two_letters(code: str, chief: User) -> None:
    form = OrganisationForm({"kind": "country", "labels_en": "Kazakhstan", "country_code": code})
    assert not form.is_valid() or code == ""


def test_a_place_of_work_does_not_change_hands() -> None:
    place = EmploymentFactory.create()
    stranger, elsewhere = UserFactory.create(), OrganisationFactory.create()
    form = EmploymentForm({"user": stranger.pk, "organisation": elsewhere.pk}, instance=place)
    assert form.is_valid()
    assert (form.cleaned_data["user"], form.cleaned_data["organisation"]) == (place.user, place.organisation)
