"""An academy in two languages with people of every role, for the tests of this app."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils.text import slugify
from wagtail.models import Locale, Page

from cms.models import ArticleIndexPage, HomePage
from courses.models import CourseIndexPage, CoursePage
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage
from people.models import Organisation, User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.people import OrganisationFactory, UserFactory


@dataclass(frozen=True)
class Site:
    """The tops of the trees of one language, and a collection of editors in its library."""

    home: Page
    articles: Page
    library: Page
    courses: Page
    collection: Page


def build_site(language: str) -> Site:
    """The pages that page permissions are given on, in one language."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title=f"Home {language}", slug=f"home-{language}", locale=locale))
    articles = home.add_child(instance=ArticleIndexPage(title="News", slug="news", locale=locale))
    library = home.add_child(instance=LibraryIndexPage(title="Library", slug="library", locale=locale))
    courses = home.add_child(instance=CourseIndexPage(title="Courses", slug="courses", locale=locale))
    collection = library.add_child(instance=CollectionPage(title="Mathematics", slug="mathematics", locale=locale))
    return Site(home, articles, library, courses, collection)


@pytest.fixture
def english(db: None) -> Site:
    """The English part of the site, with the roles' permissions on it."""
    site = build_site("en")
    sync_roles()
    return site


@pytest.fixture
def kazakh(english: Site) -> Site:
    """The Kazakh part of the site beside it."""
    return build_site("kk")


@pytest.fixture
def chief(db: None) -> User:
    """Somebody who may do everything."""
    return User.objects.create_superuser("chief@example.org", "Three-cranes-over-the-lake", language="en")


@pytest.fixture
def administrator(chief: User) -> User:
    """An administrator of the whole installation, who is no superuser."""
    return with_role(Role.ADMINISTRATOR, chief)


def with_role(
    role: Role, by: User, *, organisation: Organisation | None = None, languages: tuple[str, ...] = ()
) -> User:
    """Somebody new with a role, as the objects are after a login: nothing remembered."""
    user = UserFactory.create()
    assign_role(user, role, by=by, organisation=organisation, languages=languages)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def person_with(chief: User) -> Callable[..., User]:
    """A function from a role (and where, and in which languages) to somebody who holds it."""

    def make(role: Role, **where: object) -> User:
        return with_role(role, chief, **where)  # type: ignore[arg-type]

    return make


@pytest.fixture
def school(db: None) -> Organisation:
    """A school in a town in a region in a country."""
    country = OrganisationFactory.create(kind="country", labels={"en": "Kyrgyzstan"})
    region = OrganisationFactory.create(kind="region", labels={"en": "Naryn Region"}, parent=country)
    town = OrganisationFactory.create(kind="municipality", labels={"en": "Naryn"}, parent=region)
    return OrganisationFactory.create(labels={"en": "School no. 4", "ru": "Школа № 4"}, parent=town)


def add_object(parent: Page, owner: User | None, title: str, *, live: bool = False) -> LearningObjectPage:
    """A learning object of somebody."""
    page = LearningObjectPage(title=title, slug=slugify(title), owner=owner, live=live)
    page.locale = parent.locale
    added: LearningObjectPage = parent.__class__.objects.get(pk=parent.pk).add_child(instance=page)
    added.save_revision(user=owner)
    return added


def add_course(parent: Page, owner: User | None, title: str, *, live: bool = False) -> CoursePage:
    """A course of somebody."""
    page = CoursePage(title=title, slug=slugify(title), owner=owner, live=live, locale=parent.locale)
    added: CoursePage = parent.__class__.objects.get(pk=parent.pk).add_child(instance=page)
    added.save_revision(user=owner)
    return added


@pytest.fixture
def logged_in(client: Client) -> Callable[[User], Client]:
    """A function that gives a browser in which somebody is logged in."""

    def log_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return log_in
