"""The library as it stands in a site: a home page and a library for Russian and for English."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from cms.models import HomePage
from library.models import LibraryIndexPage
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.people import UserFactory


@dataclass
class Libraries:
    """Both libraries; each is the other's translation."""

    ru: LibraryIndexPage
    en: LibraryIndexPage


def _home(language: str) -> HomePage:
    root = Page.objects.get(depth=1)
    locale, _ = Locale.objects.get_or_create(language_code=language)
    home: HomePage = root.add_child(instance=HomePage(title=f"Home {language}", slug=language, locale=locale))
    return home


@pytest.fixture
def libraries(db: None) -> Libraries:
    """A site whose root is the Russian home page, with the English one beside it."""
    Page.objects.filter(depth__gt=1).delete()
    homes = {language: _home(language) for language in ("ru", "en")}
    homes["en"].translation_key = homes["ru"].translation_key
    homes["en"].save()
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=homes["ru"], is_default_site=True)
    ru: LibraryIndexPage = homes["ru"].add_child(
        instance=LibraryIndexPage(title="Библиотека", slug="library", locale=homes["ru"].locale)
    )
    en: LibraryIndexPage = homes["en"].add_child(
        instance=LibraryIndexPage(
            title="Library", slug="library", locale=homes["en"].locale, translation_key=ru.translation_key
        )
    )
    return Libraries(ru, en)


@pytest.fixture
def library(libraries: Libraries) -> LibraryIndexPage:
    """The English library."""
    return libraries.en


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """How many queries a call makes, once what may be kept in the process is kept."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture
def person_with(libraries: Libraries) -> Callable[..., User]:
    """Makes an account with the permissions of a role, as the academy gives them."""
    sync_roles()
    administrator = UserFactory.create(is_superuser=True)

    def made(role: Role) -> User:
        person: User = UserFactory.create()
        assign_role(person, role, by=administrator)
        return User.objects.get(pk=person.pk)

    return made
