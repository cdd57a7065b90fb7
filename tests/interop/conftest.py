"""Lists of courses to import into, people who may and may not, and what must not be left behind."""

from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings
from wagtail.models import Page

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage
from interop.models import ImportedItem
from library.models import LibraryIndexPage
from people.models import User
from people.roles import Role
from people.services.groups import sync_roles
from people.services.roles import assign_role
from tests.factories.courses import home_page
from tests.factories.people import UserFactory


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """A storage of this test's own."""
    folder = tmp_path / "media"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def index(db: None, media: Path) -> CourseIndexPage:
    """The English list of courses, beside the English library."""
    home = home_page("en")
    home.add_child(instance=LibraryIndexPage(title="Library", slug="library", locale=home.locale))
    page: CourseIndexPage = home.add_child(
        instance=CourseIndexPage(title="Courses", slug="courses", locale=home.locale)
    )
    return page


@pytest.fixture
def administrator(db: None) -> User:
    """Who gives the roles."""
    return User.objects.create_superuser(email="root@example.org", password="x")


@pytest.fixture
def people(index: CourseIndexPage, administrator: User) -> dict[Role, User]:
    """A person of every role."""
    sync_roles()
    made: dict[Role, User] = {}
    for role in Role:
        made[role] = UserFactory.create()
        assign_role(made[role], role, by=administrator)
    return made


class Traces:
    """What an import could leave behind."""

    def __init__(self) -> None:
        self.before = self.now()

    @staticmethod
    def now() -> tuple[int, int, int, int, int]:
        """Numbers of pages, images, documents, remembered items and stored files."""
        files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
        models = (Page, AcademyImage, AcademyDocument, ImportedItem)
        pages, images, documents, items = (model._default_manager.count() for model in models)
        return pages, images, documents, items, len(files)

    def assert_none(self) -> None:
        """Everything is as it was."""
        assert self.now() == self.before


@pytest.fixture
def traces(index: CourseIndexPage) -> Traces:
    """To compare with, once the list of courses is there."""
    return Traces()
