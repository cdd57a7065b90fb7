"""Choosers and the API of the admin: each role finds there what its permissions are for."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from cms.models import AcademyDocument, AcademyImage
from people.models import User
from people.roles import Role
from people.services.groups import sync_roles
from tests.factories.interop import png
from tests.factories.people import UserFactory
from tests.people.conftest import Site, add_object

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]
Make = Callable[..., User]

ADMIN_ROLES = [role for role in Role if role != Role.TUTOR]
KEEPERS = {Role.EDITOR, Role.ADMINISTRATOR}
CHOOSERS = {Role.AUTHOR, Role.METHODOLOGIST, Role.PARTNER_TRANSLATOR, *KEEPERS}


def api(client: Client, kind: str, **query: str) -> list[str]:
    response = client.get(f"/admin/api/main/{kind}/", query)
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


def refused(client: Client, url: str, **query: str) -> bool:
    return client.get(url, query).status_code in (302, 403, 404)


@pytest.fixture
def files(english: Site) -> None:
    AcademyDocument.objects.create(title="Plan", file=ContentFile(b"%PDF", name="plan.pdf"))
    AcademyImage.objects.create(title="Scheme", file=ContentFile(png(), name="scheme.png"))


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_the_api_finds_pages_for_every_role_by_what_they_see(
    role: Role, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    person = person_with(role)
    add_object(english.library, UserFactory.create(), "Ally of another")
    if role in (Role.AUTHOR, Role.METHODOLOGIST):
        add_object(english.library, person, "Ally of mine")
    found = api(logged_in(person), "pages", search="Ally")
    if role in (Role.AUTHOR, Role.METHODOLOGIST):
        assert found == ["Ally of mine"]
    else:
        assert found == ([] if role == Role.REGISTRAR else ["Ally of another"])


def test_the_api_lists_an_author_the_shelves_they_may_use(english: Site, person_with: Make, logged_in: LogIn) -> None:
    client = logged_in(person_with(Role.AUTHOR))
    assert "Mathematics" in api(client, "pages")
    assert api(client, "pages", search="Mathematics") == ["Mathematics"]


@pytest.mark.parametrize("search", [{}, {"search": "Plan Scheme", "search_operator": "or"}])
@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_the_api_lists_files_to_who_may_choose_them(
    role: Role, search: dict[str, str], files: None, person_with: Make, logged_in: LogIn
) -> None:
    client = logged_in(person_with(role))
    found = [*api(client, "documents", **search), *api(client, "images", **search)]
    assert found == (["Plan", "Scheme"] if role in CHOOSERS else [])


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_the_api_shows_one_file_to_who_may_choose_it(
    role: Role, files: None, person_with: Make, logged_in: LogIn
) -> None:
    client = logged_in(person_with(role))
    for kind, file in (("documents", AcademyDocument.objects.get()), ("images", AcademyImage.objects.get())):
        assert refused(client, f"/admin/api/main/{kind}/{file.pk}/") is (role not in CHOOSERS)


def test_the_api_keeps_to_the_collections_one_may_choose_from(
    files: None, person_with: Make, logged_in: LogIn, chief: User
) -> None:
    root = Collection.get_first_root_node()
    root.add_child(instance=Collection(name="Exams"))
    sync_roles()
    assert api(logged_in(chief), "documents") == ["Plan"]
    author = person_with(Role.AUTHOR)
    author.groups.clear()
    assert refused(logged_in(author), "/admin/api/main/documents/")


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_the_chooser_of_pages_is_for_who_has_pages_to_link_from(
    role: Role, english: Site, person_with: Make, logged_in: LogIn
) -> None:
    add_object(english.library, UserFactory.create(), "Live fractions", live=True)
    client = logged_in(person_with(role))
    urls = [
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_child", args=[english.library.pk]),
        reverse("wagtailadmin_choose_page_search"),
    ]
    if role == Role.REGISTRAR:
        assert all(refused(client, url, q="fractions") for url in urls)
        return
    assert not any(refused(client, url) for url in urls)
    assert "Live fractions" in client.get(urls[1]).json()["html"]
    assert "Live fractions" in client.get(urls[2], {"q": "fractions"}).content.decode()


def test_the_chooser_finds_an_author_no_drafts_of_others(english: Site, person_with: Make, logged_in: LogIn) -> None:
    hidden = add_object(english.library, UserFactory.create(), "Hidden fractions")
    client = logged_in(person_with(Role.AUTHOR))
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "fractions"}).content.decode()
    assert "Hidden fractions" not in found
    assert refused(client, reverse("wagtailadmin_choose_page_child", args=[hidden.pk]))


def test_the_chooser_is_not_for_visitors(client: Client, english: Site) -> None:
    for name in ("wagtailadmin_choose_page", "wagtailadmin_choose_page_search"):
        assert client.get(reverse(name)).status_code == 302
