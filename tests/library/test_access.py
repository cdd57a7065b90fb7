"""Who may see and do what with an object in each state: the whole table, role by role."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from library.models import LearningObjectPage
from people.models import User
from people.roles import Role
from tests.factories.library import LearningObjectPageFactory
from tests.factories.people import UserFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db

PersonWith = Callable[..., User]


@dataclass
class States:
    """One object in each state an object can be in, none of them by the people who look."""

    published: LearningObjectPage
    draft: LearningObjectPage
    private: LearningObjectPage
    withdrawn: LearningObjectPage


@pytest.fixture
def states(libraries: Libraries) -> States:
    def made(title: str, **values: object) -> LearningObjectPage:
        page: LearningObjectPage = LearningObjectPageFactory(
            parent=libraries.en, locale=libraries.en.locale, title=title, owner=UserFactory.create(), **values
        )
        return page

    private = made("Private object")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    withdrawn = made("Withdrawn object")
    withdrawn.unpublish()
    return States(made("Published object"), made("Draft object", live=False), private, withdrawn)


EVERYBODY: list[Role | str | None] = [None, "learner", *Role]


def enter(client: Client, person_with: PersonWith, role: Role | str | None) -> None:
    if role:
        client.force_login(person_with(role) if isinstance(role, Role) else UserFactory.create())


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_public_page(client: Client, states: States, person_with: PersonWith, role: Role | str | None) -> None:
    enter(client, person_with, role)
    assert client.get(states.published.url).status_code == 200
    assert client.get(states.draft.url).status_code == 404
    assert client.get(states.withdrawn.url).status_code == 404
    assert client.get(states.private.url).status_code == (200 if role else 302)


@pytest.mark.parametrize("role", [None, "learner", Role.AUTHOR, Role.EDITOR])
def test_lists_show_everybody_the_same_public_objects(
    client: Client, states: States, libraries: Libraries, person_with: PersonWith, role: Role | str | None
) -> None:
    enter(client, person_with, role)
    html = client.get(libraries.en.url).content.decode()
    assert "Published object" in html
    for title in ("Draft object", "Private object", "Withdrawn object"):
        assert title not in html


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_permalink_opens_nothing_the_page_would_not(
    client: Client, states: States, person_with: PersonWith, role: Role | str | None
) -> None:
    enter(client, person_with, role)
    for page in (states.draft, states.withdrawn):
        assert client.get(f"/en/object/{page.pk}/").status_code == 404
    answer = client.get(f"/en/object/{states.private.pk}/")
    assert (answer.headers["Location"] == states.private.url) == bool(role)
    assert client.get(f"/en/object/{states.published.pk}/").headers["Location"] == states.published.url


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.METHODOLOGIST, Role.EDITOR, Role.ADMINISTRATOR])
def test_the_admin(client: Client, states: States, person_with: PersonWith, role: Role) -> None:
    """Authors and methodologists choose from what is published; editors and administrators work on everything."""
    edits = role in {Role.EDITOR, Role.ADMINISTRATOR}
    client.force_login(person_with(role))
    for page in (states.published, states.draft):
        for name in ("wagtailadmin_pages:edit", "library_used_in"):
            assert (client.get(reverse(name, args=[page.pk])).status_code == 200) == edits
    html = client.get(reverse("learning_object_chooser:choose_results")).content.decode()
    assert "Published object" in html
    assert ("Draft object" in html) == edits
    listed = client.get(reverse("learning_objects:index")).content.decode()
    assert ("Draft object" in listed) == edits


@pytest.mark.parametrize("role", [None, "learner", Role.TUTOR])
def test_those_without_the_admin_get_no_page_of_it(
    client: Client, states: States, person_with: PersonWith, role: Role | str | None
) -> None:
    enter(client, person_with, role)
    addresses = [
        reverse("learning_objects:index"),
        reverse("library_subjects:index"),
        reverse("library_subjects:add"),
        reverse("learning_object_chooser:choose"),
        reverse("learning_object_chooser:chosen", args=[states.published.pk]),
        reverse("library_used_in", args=[states.published.pk]),
        reverse("wagtailadmin_pages:edit", args=[states.published.pk]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {302, 403}
        assert b"Published object" not in answer.content


def test_an_author_chooses_and_edits_their_own_draft(
    client: Client, states: States, libraries: Libraries, person_with: PersonWith
) -> None:
    author = person_with(Role.AUTHOR)
    mine = LearningObjectPageFactory(
        parent=libraries.en, locale=libraries.en.locale, title="My own draft", owner=author, live=False
    )
    client.force_login(author)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).status_code == 200
    assert client.get(reverse("library_used_in", args=[mine.pk])).status_code == 200
    answer = json.loads(client.get(reverse("learning_object_chooser:chosen", args=[mine.pk])).content)
    assert answer["result"]["title"].startswith("My own draft")
    assert client.get(mine.url).status_code == 404, "a draft is a draft for its author too, outside the admin"


@pytest.mark.parametrize("action", ["delete", "unpublish", "move", "copy"])
def test_an_author_takes_nothing_of_others_away(
    client: Client, states: States, person_with: PersonWith, action: str
) -> None:
    client.force_login(person_with(Role.AUTHOR))
    answer = client.post(reverse(f"wagtailadmin_pages:{action}", args=[states.published.pk]))
    assert answer.status_code in {302, 403}
    kept = LearningObjectPage.objects.get(pk=states.published.pk)
    assert kept.live
    assert kept.path == states.published.path
    assert LearningObjectPage.objects.count() == 4


@pytest.mark.parametrize("number", ["99999999999999999999", "18446744073709551615", "0", "x"])
def test_a_number_that_no_object_has_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/en/object/{number}/").status_code == 404
