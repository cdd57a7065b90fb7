"""Each role before each door of Wagtail's admin: one table, read as the promise it is."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from people.models import User
from people.roles import Role
from tests.factories.people import UserFactory
from tests.people.conftest import Site, add_object

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]
Make = Callable[..., User]

A, E, M, R, C, T = (
    Role.ADMINISTRATOR,
    Role.EDITOR,
    Role.METHODOLOGIST,
    Role.REGISTRAR,
    Role.AUTHOR,
    Role.PARTNER_TRANSLATOR,
)
WITH_ADMIN = (A, E, M, R, C, T)

# Which roles pass each door; everybody else is sent away.
DOORS: dict[str, set[Role]] = {
    "wagtailadmin_home": set(WITH_ADMIN),
    "wagtailadmin_explore_root": {A, E, M, C, T},
    "wagtailimages:index": {A, E, M, C},
    "wagtaildocs:index": {A, E, M, C},
    "wagtailusers_users:index": {A, R},
    "wagtailusers_users:add": {A},
    "wagtailusers_groups:index": set(),
    "wagtailadmin_collections:index": {A},
    "wagtailsites:index": {A},
    "wagtaillocales:index": {A},
    "wagtailredirects:index": {A, E},
    "wagtailadmin_workflows:index": {A},
    "organisation:index": {A, R},
    "organisation:add": {A},
    "employment:index": {A, R},
    "employment:add": {A, R},
    "position:index": {A},
    "roleassignment:index": {A},
    "roleassignment:add": {A},
    "consenttext:index": {A},
    "consenttext:add": {A},
}


def passes(client: Client, name: str) -> bool:
    """Whether the page opens; a refusal sends to the dashboard with a message."""
    response = client.get(reverse(name), follow=True)
    return response.status_code == 200 and (not response.redirect_chain or name == "wagtailadmin_explore_root")


@pytest.mark.parametrize("role", WITH_ADMIN)
def test_a_role_passes_its_doors_and_no_other(role: Role, english: Site, person_with: Make, logged_in: LogIn) -> None:
    client = logged_in(person_with(role))
    found = {name for name in DOORS if passes(client, name)}
    if role == Role.REGISTRAR:
        # Sent to the dashboard, which opens: a redirect that the door of the tree makes by itself for others.
        found.discard("wagtailadmin_explore_root")
    assert found == {name for name, roles in DOORS.items() if role in roles}


ACTIONS: dict[str, tuple[set[Role], set[Role]]] = {
    # what is done: (who does it to their own draft, who does it to somebody else's)
    "edit": ({A, E, M, C}, {A, E}),
    "delete": ({A, E, M, C}, {A, E}),
    "move": ({A, E, M, C}, {A, E}),
    "copy": ({A, E, M, C}, {A, E}),
    "history": ({A, E, M, C}, {A, E}),
    "usage": ({A, E, M, C}, {A, E}),
    "view_draft": ({A, E, M, C}, {A, E}),
    "set_privacy": ({A, E}, {A, E}),
}


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_who_does_what_to_whose_draft(
    action: str, mine: bool, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    allowed = ACTIONS[action][0 if mine else 1]
    for role in WITH_ADMIN:
        person = person_with(role)
        page = add_object(english.collection, person if mine else UserFactory.create(), f"{action} {role} {mine}")
        response = logged_in(person).get(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
        assert (response.status_code == 200) is (role in allowed), (role, response.status_code)


@pytest.mark.parametrize("role", WITH_ADMIN)
def test_who_publishes_by_the_form(role: Role, english: Site, person_with: Make, logged_in: LogIn) -> None:
    person = person_with(role)
    page = add_object(english.collection, person, "Of mine")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    logged_in(person).post(f"{url}?id={page.pk}", {"include_descendants": ""})
    assert Page.objects.get(pk=page.pk).live is (role in {A, E})


@pytest.mark.parametrize("role", WITH_ADMIN)
def test_who_deletes_somebody_elses_draft_by_the_form(
    role: Role, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    page = add_object(english.collection, UserFactory.create(), "Of another")
    logged_in(person_with(role)).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert Page.objects.filter(pk=page.pk).exists() is (role not in {A, E})


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("wagtailadmin_api:pages:listing", "?type=library.LearningObjectPage&limit=20"),
        ("wagtailadmin_pages:search", "?q=Fractions"),
        ("wagtailadmin_pages:type_use", "library/learningobjectpage"),
        ("wagtailadmin_reports:site_history", ""),
        ("wagtailadmin_reports:aging_pages", ""),
        ("wagtailadmin_reports:page_types_usage", ""),
        ("wagtailadmin_reports:page_types_usage_results", ""),
        ("wagtailadmin_home", ""),
    ],
)
def test_no_list_betrays_a_strangers_draft_to_an_author(
    name: str, arguments: str, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    author = person_with(Role.AUTHOR)
    other = UserFactory.create()
    add_object(english.library, author, "Fractions of mine")
    hidden = add_object(english.library, other, "Fractions of a stranger")
    hidden.save_revision(user=other, log_action=True)
    url = reverse(name, args=arguments.split("/")) if "/" in arguments else reverse(name) + arguments
    response = logged_in(author).get(url, follow=True)
    assert response.status_code == 200
    assert "Fractions of a stranger" not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/chosen-multiple/?id={pk}",
        "/admin/bulk/wagtailcore/page/publish/?id={pk}&next=/admin/",
        "/admin/bulk/wagtailcore/page/delete/?id={pk}&next=/admin/",
        "/admin/bulk/wagtailcore/page/move/?id={pk}&next=/admin/",
        "/admin/bulk/wagtailcore/page/unpublish/?id=all&childOf={parent}&next=/admin/",
    ],
)
def test_a_strangers_draft_is_not_betrayed_by_its_number(
    address: str, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    author, editor = person_with(Role.AUTHOR), person_with(Role.EDITOR)
    mine = add_object(english.library, author, "Fractions of mine")
    hidden = add_object(english.library, UserFactory.create(), "Fractions of a stranger")
    url = address.format(pk=f"{hidden.pk}&id={mine.pk}", parent=english.library.pk)
    shown = logged_in(author).get(url, follow=True).content.decode()
    assert "Fractions of a stranger" not in shown
    assert "Fractions of mine" in shown
    assert "Fractions of a stranger" in logged_in(editor).get(url, follow=True).content.decode()


def test_an_editor_s_images_are_chosen_by_all_who_write_and_changed_by_editors(
    english: Site, person_with: Make
) -> None:
    from wagtail.permissions import policy_registry

    from tests.factories.cms import ImageFactory

    image = ImageFactory.create(uploaded_by_user=UserFactory.create())
    policy = policy_registry.get(image)
    for role in WITH_ADMIN:
        person = person_with(role)
        assert policy.user_has_permission_for_instance(person, "choose", image) is (role != Role.REGISTRAR), role
        assert policy.user_has_permission_for_instance(person, "change", image) is (role in {A, E}), role
