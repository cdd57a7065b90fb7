"""The admin's screens of people: what they show and save, and to whom."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.users.models import UserProfile

from people.models import ConsentText, Employment, Organisation, Position, Purpose, RoleAssignment, User
from people.roles import Role
from people.services.groups import group_name
from tests.factories.people import (
    ConsentFactory,
    ConsentTextFactory,
    EmploymentFactory,
    OrganisationFactory,
    PositionFactory,
    RoleAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]
Make = Callable[..., User]
LISTS = ["organisation", "employment", "position", "roleassignment", "consenttext", "wagtailusers_users"]
NAMES = {"labels_en": "Lyceum", "labels_ru": "Лицей"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def client_of_administrator(administrator: User, logged_in: LogIn) -> Client:
    return logged_in(administrator)


def html_of(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, response.headers.get("Location")
    return response.content.decode()


def is_refused(response: Any) -> bool:
    return response.status_code in (302, 403, 404) and response.headers.get("Location", "/admin/") in (
        "/admin/",
        "/admin/login/",
    )


# --- Who sees which list ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "open_"),
    [
        (Role.ADMINISTRATOR, set(LISTS)),
        (Role.REGISTRAR, {"employment", "organisation", "wagtailusers_users"}),
        (Role.EDITOR, set()),
        (Role.METHODOLOGIST, set()),
        (Role.AUTHOR, set()),
        (Role.PARTNER_TRANSLATOR, set()),
    ],
)
def test_each_role_sees_its_lists_and_no_other(
    role: Role, open_: set[str], person_with: Make, logged_in: LogIn
) -> None:
    client = logged_in(person_with(role))
    for name in LISTS:
        response = client.get(reverse(f"{name}:index"))
        assert (response.status_code == 200) is (name in open_), name
        assert name in open_ or is_refused(response)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUTHOR, Role.METHODOLOGIST, Role.PARTNER_TRANSLATOR])
def test_editors_of_content_cannot_look_people_up(role: Role, person_with: Make, logged_in: LogIn) -> None:
    somebody = UserFactory.create()
    client = logged_in(person_with(role))
    for name, args in (("choose", []), ("choose_results", []), ("chosen", [somebody.pk])):
        assert somebody.email not in client.get(reverse(f"person_chooser:{name}", args=args)).content.decode()


def test_those_who_deal_with_people_look_them_up(person_with: Make, logged_in: LogIn) -> None:
    UserFactory.create(family_name="Сейткали", email="found@example.org")
    UserFactory.create(family_name="Other", email="other@example.org")
    client = logged_in(person_with(Role.REGISTRAR))
    html = client.get(reverse("person_chooser:choose_results"), {"q": "СЕЙТ"}).content.decode()
    assert "found@example.org" in html
    assert "other@example.org" not in html


def test_who_looks_after_one_school_sees_its_people(person_with: Make, logged_in: LogIn, school: Organisation) -> None:
    colleague = EmploymentFactory.create(organisation=school, user__email="colleague@example.org").user
    EmploymentFactory.create(user__email="stranger@example.org")
    client = logged_in(person_with(Role.REGISTRAR, organisation=school))
    for url in (reverse("wagtailusers_users:index"), reverse("person_chooser:choose_results")):
        html = client.get(url).content.decode()
        assert colleague.email in html
        assert "stranger@example.org" not in html
    assert is_refused(client.get(reverse("wagtailusers_users:edit", args=[colleague.pk])))


def test_who_looks_after_one_school_finds_a_newcomer_by_their_whole_address(
    person_with: Make, logged_in: LogIn, school: Organisation
) -> None:
    UserFactory.create(email="newcomer@example.org", family_name="Newcomer")
    client = logged_in(person_with(Role.REGISTRAR, organisation=school))
    url = reverse("person_chooser:choose_results")
    for words, found in (("newcomer", False), ("Newcomer@Example.org", True)):
        assert ("Newcomer Ainura" in client.get(url, {"q": words}).content.decode()) is found


def test_the_chooser_of_organisations_tells_where_each_is(
    client_of_administrator: Client, school: Organisation
) -> None:
    url = reverse("organisation_chooser:choose_results")
    html = client_of_administrator.get(url, {"q": "no. 4"}).content.decode()
    assert "School no. 4" in html
    assert "Kyrgyzstan › Naryn Region › Naryn" in html


# --- Organisations ----------------------------------------------------------------------------


def test_the_tree_is_listed_in_order_with_indentation_and_people(
    client_of_administrator: Client, school: Organisation
) -> None:
    EmploymentFactory.create(organisation=school)
    html = html_of(client_of_administrator, "organisation:index")
    assert html.index("Kyrgyzstan") < html.index("Naryn Region") < html.index("School no. 4")
    assert "\u2003\u2003\u2003School no. 4" in html
    assert reverse("organisation:edit", args=[school.pk]) in html


def test_an_organisation_is_searched_for_in_any_language(client_of_administrator: Client, school: Organisation) -> None:
    html = html_of(client_of_administrator, "organisation:index", query="?q=ШКОЛА")
    assert "School no. 4" in html
    assert "Naryn Region" not in html


def test_an_organisation_is_added_moved_and_deleted(client_of_administrator: Client, school: Organisation) -> None:
    client, town = client_of_administrator, school.get_parent()
    client.post(reverse("organisation:add"), {**NAMES, "kind": "organisation", "parent": town.pk})
    lyceum = Organisation.objects.get(labels__en="Lyceum")
    assert (lyceum.get_parent(), lyceum.country_code) == (town, "KG")
    edit = reverse("organisation:edit", args=[lyceum.pk])
    client.post(edit, {**NAMES, "kind": "organisation", "parent": school.pk})
    lyceum.refresh_from_db()
    assert lyceum.get_parent() == school
    client.post(edit, {**NAMES, "kind": "organisation", "parent": "", "country_code": "kz"})
    lyceum.refresh_from_db()
    assert lyceum.is_root()
    assert lyceum.country_code == "KZ"
    client.post(reverse("organisation:delete", args=[lyceum.pk]))
    assert not Organisation.objects.filter(pk=lyceum.pk).exists()


def test_a_registrar_reads_the_tree_and_does_not_build_it(
    person_with: Make, logged_in: LogIn, school: Organisation
) -> None:
    client = logged_in(person_with(Role.REGISTRAR))
    assert "School no. 4" in html_of(client, "organisation:index")
    assert is_refused(client.get(reverse("organisation:add")))
    assert is_refused(client.get(reverse("organisation:edit", args=[school.pk])))


def test_a_cycle_is_shown_at_the_form_and_nothing_is_saved(
    client_of_administrator: Client, school: Organisation
) -> None:
    town = school.get_parent()
    form = {"labels_en": "Renamed", "kind": "municipality", "parent": school.pk}
    response = client_of_administrator.post(reverse("organisation:edit", args=[town.pk]), form)
    assert response.status_code == 200
    assert response.context["form"].errors["parent"] == ["An organisation cannot stand under itself."]
    town.refresh_from_db()
    assert town.labels == {"en": "Naryn"}


def test_an_organisation_without_a_name_is_refused(client_of_administrator: Client) -> None:
    form = {"kind": "country", "country_code": "KZ"}
    response = client_of_administrator.post(reverse("organisation:add"), form)
    assert response.context["form"].errors["labels"] == ["Fill in at least one language."]


def test_an_organisation_with_people_is_not_deleted_and_says_why(
    client_of_administrator: Client, school: Organisation
) -> None:
    EmploymentFactory.create(organisation=school)
    url = reverse("organisation:delete", args=[school.pk])
    response = client_of_administrator.post(url, follow=True)
    assert "People work here" in " ".join(map(str, response.context["messages"]))
    assert Organisation.objects.filter(pk=school.pk).exists()


def test_an_administrator_of_a_part_sees_and_changes_that_part(
    person_with: Make, logged_in: LogIn, school: Organisation
) -> None:
    town = school.get_parent()
    elsewhere = OrganisationFactory.create(labels={"en": "Elsewhere"})
    client = logged_in(person_with(Role.ADMINISTRATOR, organisation=town))
    html = html_of(client, "organisation:index")
    assert "School no. 4" in html
    assert "Elsewhere" not in html
    assert "Naryn Region" not in html
    form = {"labels_en": "Taken over", "kind": "organisation", "country_code": "KG"}
    assert is_refused(client.post(reverse("organisation:edit", args=[elsewhere.pk]), form))
    elsewhere.refresh_from_db()
    assert elsewhere.labels == {"en": "Elsewhere"}


# --- Positions and places of work -------------------------------------------------------------


def test_a_position_is_added_changed_and_deleted(client_of_administrator: Client) -> None:
    client = client_of_administrator
    client.post(reverse("position:add"), {"labels_en": "Head", "is_head": "on"})
    head = Position.objects.get()
    assert head.is_head
    client.post(reverse("position:edit", args=[head.pk]), {"labels_en": "Head teacher"})
    head.refresh_from_db()
    assert (head.labels, head.is_head) == ({"en": "Head teacher"}, False)
    assert "Head teacher" in html_of(client, "position:index")
    client.post(reverse("position:delete", args=[head.pk]))
    assert not Position.objects.exists()


def test_a_registrar_records_where_somebody_works(person_with: Make, logged_in: LogIn, school: Organisation) -> None:
    client, person = logged_in(person_with(Role.REGISTRAR, organisation=school)), UserFactory.create()
    form = html_of(client, "employment:add", query=f"?user={person.pk}&organisation={school.pk}")
    assert f'value="{person.pk}"' in form
    sent = {"user": person.pk, "organisation": school.pk, "position": PositionFactory.create().pk, "is_main": "on"}
    client.post(reverse("employment:add"), sent)
    place = Employment.objects.get(user=person)
    assert place.is_main
    client.post(reverse("employment:edit", args=[place.pk]), {"position": "", "is_main": "on"})
    place.refresh_from_db()
    assert place.position is None
    assert str(person) in html_of(client, "employment:index", query=f"?q={person.family_name.lower()}")
    client.post(reverse("employment:delete", args=[place.pk]))
    assert not Employment.objects.exists()


def test_a_registrar_does_not_record_work_elsewhere(person_with: Make, logged_in: LogIn, school: Organisation) -> None:
    client, elsewhere = logged_in(person_with(Role.REGISTRAR, organisation=school)), OrganisationFactory.create()
    other = EmploymentFactory.create(organisation=elsewhere)
    client.post(reverse("employment:add"), {"user": UserFactory.create().pk, "organisation": elsewhere.pk})
    assert Employment.objects.count() == 1
    assert str(other.user) not in html_of(client, "employment:index")


# --- Roles ------------------------------------------------------------------------------------


def test_a_role_is_given_narrowed_and_taken_back(client_of_administrator: Client) -> None:
    client, person = client_of_administrator, UserFactory.create()
    client.post(
        reverse("roleassignment:add"), {"user": person.pk, "role": Role.PARTNER_TRANSLATOR, "languages": ["kk", "uz"]}
    )
    row = RoleAssignment.objects.get(user=person)
    assert row.languages == ["kk", "uz"]
    client.post(reverse("roleassignment:edit", args=[row.pk]), {"languages": ["uz"]})
    assert set(person.groups.values_list("name", flat=True)) == {
        group_name(Role.PARTNER_TRANSLATOR),
        group_name(Role.PARTNER_TRANSLATOR, "uz"),
    }
    assert "Uzbek" in html_of(client, "roleassignment:index")
    client.post(reverse("roleassignment:delete", args=[row.pk]))
    assert not person.groups.exists()


def test_languages_for_another_role_are_refused_at_the_form(client_of_administrator: Client) -> None:
    form = {"user": UserFactory.create().pk, "role": Role.EDITOR, "languages": ["kk"]}
    response = client_of_administrator.post(reverse("roleassignment:add"), form)
    assert "languages" in response.context["form"].errors
    assert not RoleAssignment.objects.filter(role=Role.EDITOR).exists()


def test_an_administrator_cannot_lift_themselves_by_the_form(
    administrator: User, client_of_administrator: Client
) -> None:
    response = client_of_administrator.post(
        reverse("roleassignment:add"), {"user": administrator.pk, "role": Role.EDITOR}
    )
    assert is_refused(response)
    assert administrator.role_assignments.count() == 1


def test_many_people_are_given_a_role_at_once(
    administrator: User, client_of_administrator: Client, school: Organisation
) -> None:
    people = [UserFactory.create(), UserFactory.create()]
    url = reverse("wagtail_bulk_action", args=["people", "user", "assign_role"])
    query = "&".join(f"id={user.pk}" for user in (*people, administrator))
    assert 'name="organisation"' in client_of_administrator.get(f"{url}?{query}").content.decode()
    client_of_administrator.post(f"{url}?{query}", {"role": Role.TUTOR, "organisation": school.pk})
    holders = RoleAssignment.objects.filter(role=Role.TUTOR, organisation=school).values_list("user", flat=True)
    assert set(holders) == {user.pk for user in people}


# --- Accounts ---------------------------------------------------------------------------------

PERSON = {
    "email": "Dana@Example.org",
    "family_name": "Sample",
    "given_name": "Dana",
    "patronymic": "",
    "language": "ru",
    "time_zone": "Asia/Almaty",
    "is_active": "on",
}


def test_people_are_listed_with_work_and_roles(client_of_administrator: Client, school: Organisation) -> None:
    person = UserFactory.create(family_name="Сейткали")
    EmploymentFactory.create(user=person, organisation=school)
    RoleAssignmentFactory.create(user=person, role=Role.TUTOR)
    html = html_of(client_of_administrator, "wagtailusers_users:index", query="?q=сейткали")
    for words in (person.get_full_name(), person.email, "School no. 4", "Tutor"):
        assert words in html
    assert "gravatar" not in html
    sorted_ = html_of(client_of_administrator, "wagtailusers_users:index", query="?ordering=-family_name")
    assert "Сейткали" in sorted_


def test_a_new_account_gets_a_letter_and_its_owner_comes_in(
    client_of_administrator: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    client: Client,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of_administrator.post(reverse("wagtailusers_users:add"), PERSON)
    user = User.objects.get(email="dana@example.org")
    assert not user.has_usable_password()
    letter = mail.outbox[-1]
    assert letter.to == ["dana@example.org"]
    link = next(word for word in str(letter.body).split() if "/account/password/reset/key/" in word)
    assert "/ru/" in link, "in the person's language"
    browser = Client()
    action = browser.get(link.removeprefix("http://testserver"), follow=True).redirect_chain[-1][0]
    browser.post(action, {"password1": "Five-swans-behind", "password2": "Five-swans-behind"})
    assert EmailAddress.objects.get(user=user).verified, "the letter reached its owner"
    response = browser.post("/ru/account/login/", {"login": user.email, "password": "Five-swans-behind"})
    assert response.headers["Location"] == "/ru/my-learning/"


def test_an_account_with_a_known_address_is_refused_at_the_form(client_of_administrator: Client) -> None:
    UserFactory.create(email="dana@example.org")
    response = client_of_administrator.post(reverse("wagtailusers_users:add"), PERSON)
    assert response.context["form"].errors["email"] == ["There is an account with this e-mail address already."]


def test_an_account_is_changed_and_shows_work_and_roles(client_of_administrator: Client, school: Organisation) -> None:
    person = UserFactory.create()
    EmploymentFactory.create(user=person, organisation=school)
    row = RoleAssignmentFactory.create(user=person, role=Role.TUTOR, organisation=school)
    html = html_of(client_of_administrator, "wagtailusers_users:edit", person.pk)
    assert "School no. 4" in html
    assert reverse("roleassignment:delete", args=[row.pk]) in html
    for field in ("password1", "is_superuser", "groups", "is_staff"):
        assert f'name="{field}"' not in html
    client_of_administrator.post(reverse("wagtailusers_users:edit", args=[person.pk]), PERSON)
    person.refresh_from_db()
    assert (person.email, person.given_name) == ("dana@example.org", "Dana")


def test_power_added_to_the_form_is_not_given(client_of_administrator: Client) -> None:
    person = UserFactory.create()
    sent = {**PERSON, "is_superuser": "on", "is_staff": "on", "password1": "x", "groups": "1"}
    client_of_administrator.post(reverse("wagtailusers_users:edit", args=[person.pk]), sent)
    stored = User.objects.get(pk=person.pk)
    assert (stored.is_superuser, stored.is_staff, stored.groups.count()) == (False, False, 0)
    assert stored.check_password("Three-cranes-over-the-lake")


def test_an_administrator_does_not_touch_a_superuser(client_of_administrator: Client, chief: User) -> None:
    url = reverse("wagtailusers_users:edit", args=[chief.pk])
    assert is_refused(client_of_administrator.get(url))
    assert is_refused(client_of_administrator.post(url, PERSON))
    bulk = reverse("wagtail_bulk_action", args=["people", "user", "set_active_state"])
    client_of_administrator.post(f"{bulk}?id={chief.pk}", {"mark_as_active": "False"})
    chief.refresh_from_db()
    assert chief.is_active
    assert chief.email == "chief@example.org"


def test_an_administrator_closes_accounts_but_not_their_own(
    client_of_administrator: Client, administrator: User
) -> None:
    people = [UserFactory.create(), UserFactory.create()]
    url = reverse("wagtail_bulk_action", args=["people", "user", "set_active_state"])
    query = "&".join(f"id={user.pk}" for user in (*people, administrator))
    client_of_administrator.post(f"{url}?{query}", {"mark_as_active": "False"})
    assert set(User.objects.filter(is_active=False)) == set(people)


def test_accounts_are_not_deleted_by_administrators(client_of_administrator: Client) -> None:
    person = UserFactory.create()
    assert is_refused(client_of_administrator.post(reverse("wagtailusers_users:delete", args=[person.pk])))
    bulk = reverse("wagtail_bulk_action", args=["people", "user", "delete"])
    client_of_administrator.post(f"{bulk}?id={person.pk}")
    assert User.objects.filter(pk=person.pk).exists()


def test_a_superuser_gives_power(chief: User, logged_in: LogIn) -> None:
    person = UserFactory.create()
    logged_in(chief).post(reverse("wagtailusers_users:edit", args=[person.pk]), {**PERSON, "is_superuser": "on"})
    assert User.objects.get(pk=person.pk).is_superuser


# --- Consent texts ----------------------------------------------------------------------------


def test_a_text_is_drafted_published_and_followed_by_the_next_version(client_of_administrator: Client) -> None:
    client = client_of_administrator
    client.post(reverse("consenttext:add"), {"purpose": "training", "text_en": "We keep a record.", "required": "on"})
    draft = ConsentText.objects.get()
    assert draft.is_draft
    assert "Publish this version" in html_of(client, "consenttext:edit", draft.pk)
    client.post(reverse("consenttext:edit", args=[draft.pk]), {"text_en": "We keep a record of it.", "required": "on"})
    client.post(reverse("consenttext:publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert not draft.is_draft
    assert draft.text == {"en": "We keep a record of it."}
    html_of(client, "consenttext:index")  # The messages of what was done link to the form; seen once, they are gone.
    listed = html_of(client, "consenttext:index")
    assert reverse("consenttext:inspect", args=[draft.pk]) in listed
    assert reverse("consenttext:edit", args=[draft.pk]) not in listed

    assert is_refused(client.get(reverse("consenttext:edit", args=[draft.pk])))
    assert is_refused(client.post(reverse("consenttext:edit", args=[draft.pk]), {"text_en": "Other words"}))
    client.post(reverse("consenttext:delete", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.text == {"en": "We keep a record of it."}

    ConsentFactory.create(text=draft)
    page = html_of(client, "consenttext:inspect", draft.pk)
    assert "We keep a record of it." in page
    assert "1 person agrees to it now." in page
    next_ = html_of(client, "consenttext:add", query=f"?after={draft.pk}")
    assert "We keep a record of it." in next_


def test_a_draft_is_thrown_away(client_of_administrator: Client) -> None:
    draft = ConsentTextFactory.create(published_at=None)
    client_of_administrator.post(reverse("consenttext:delete", args=[draft.pk]))
    assert not ConsentText.objects.exists()


def test_a_text_is_published_by_a_click_alone_and_by_administrators_alone(
    client_of_administrator: Client, person_with: Make
) -> None:
    draft = ConsentTextFactory.create(published_at=None)
    url = reverse("consenttext:publish", args=[draft.pk])
    assert client_of_administrator.get(url).status_code == 405
    editor = Client()
    editor.force_login(person_with(Role.EDITOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    editor.post(url)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_second_draft_is_refused_at_the_form(client_of_administrator: Client) -> None:
    ConsentTextFactory.create(purpose=Purpose.TRAINING, published_at=None)
    form = {"purpose": "training", "text_en": "Words"}
    response = client_of_administrator.post(reverse("consenttext:add"), form)
    assert "purpose" in response.context["form"].errors


@pytest.mark.parametrize("after", ["", "x", "999", "-1", "²"])
def test_a_wrong_number_of_a_former_version_gives_an_empty_form(after: str, client_of_administrator: Client) -> None:
    assert html_of(client_of_administrator, "consenttext:add", query=f"?after={after}")


# --- The admin's own doors --------------------------------------------------------------------


def test_the_admin_sends_visitors_to_the_sites_login_and_keeps_the_way(client: Client) -> None:
    response = client.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0].endswith("/account/login/?next=%2Fadmin%2Fpages%2F")
    assert client.get("/admin/password_reset/", follow=True).redirect_chain[-1][0].endswith("/account/password/reset/")
    assert client.get("/admin/password_reset/confirm/x/y/", follow=True).status_code == 404


def test_who_is_logged_in_without_a_role_is_told_so_and_not_sent_in_circles(logged_in: LogIn) -> None:
    response = logged_in(UserFactory.create()).get("/admin/", follow=True)
    assert response.status_code == 403


def test_who_has_a_role_and_comes_by_the_login_is_let_in(client_of_administrator: Client) -> None:
    assert client_of_administrator.get("/admin/login/?next=/admin/pages/").headers["Location"] == "/admin/pages/"
    assert client_of_administrator.get("/admin/login/?next=//evil.example").headers["Location"] == "/admin/"


def test_the_admins_settings_leave_name_password_language_and_zone_to_the_profile(
    client_of_administrator: Client, administrator: User
) -> None:
    html = html_of(client_of_administrator, "wagtailadmin_account")
    for field in ("name_email-first_name", "password-new_password1", "locale-current_time_zone", "avatar-avatar"):
        assert field not in html
    assert "theme-theme" in html
    assert "/account/profile/" in html
    theme = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    client_of_administrator.post(reverse("wagtailadmin_account"), theme)
    assert UserProfile.objects.get(user=administrator).theme == "dark"


def test_the_admins_settings_are_for_who_may_enter(client: Client) -> None:
    assert "/admin/login/" in client.get(reverse("wagtailadmin_account")).headers["Location"]


def test_what_was_done_to_a_person_is_in_their_history(client_of_administrator: Client) -> None:
    person = UserFactory.create()
    client_of_administrator.post(reverse("roleassignment:add"), {"user": person.pk, "role": Role.TUTOR})
    assert "Role given" in html_of(client_of_administrator, "wagtailusers_users:history", person.pk)


# --- Costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long_it_is(
    name: str, client_of_administrator: Client, school: Organisation
) -> None:
    def add(count: int) -> None:
        for _index in range(count):
            place = EmploymentFactory.create(organisation=OrganisationFactory.create(parent=school))
            RoleAssignmentFactory.create(user=place.user, organisation=place.organisation, granted_by=place.user)
            ConsentTextFactory.create()

    counts = []
    for size in (2, 15):
        add(size)
        html_of(client_of_administrator, f"{name}:index")
        with CaptureQueriesContext(connection) as captured:
            html_of(client_of_administrator, f"{name}:index")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["organisation_chooser", "person_chooser"])
def test_a_chooser_costs_the_same_however_many_there_are(
    name: str, client_of_administrator: Client, school: Organisation
) -> None:
    counts = []
    for size in (1, 12):
        for _index in range(size):
            EmploymentFactory.create(organisation=OrganisationFactory.create(parent=school))
        client_of_administrator.get(reverse(f"{name}:choose_results"))
        with CaptureQueriesContext(connection) as captured:
            client_of_administrator.get(reverse(f"{name}:choose_results"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
