"""The engine every test runs on, and pages for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import Page

from courses.models import CourseIndexPage
from library.models import LibraryIndexPage
from search.engines import get_engine
from search.engines.base import Engine
from tests.factories.courses import home_page
from tests.factories.library import LibraryIndexPageFactory


@pytest.fixture
def engine(db: None) -> Engine:
    """The engine of this installation, empty."""
    found = get_engine()
    found.clear()
    return found


@dataclass
class Site:
    """The Russian site: a library, and a list of courses."""

    library: LibraryIndexPage
    courses: CourseIndexPage


@pytest.fixture
def site(engine: Engine) -> Site:
    """Pages with addresses, and an empty index."""
    home = home_page()
    library: LibraryIndexPage = LibraryIndexPageFactory(parent=home)
    courses = home.add_child(instance=CourseIndexPage(title="Курсы", slug="courses"))
    return Site(library, courses)


@pytest.fixture
def publish(django_capture_on_commit_callbacks: Any) -> Callable[[Page], Page]:
    """Publishes a page as an editor does, with all that follows when that is committed."""

    def publish_page(page: Page) -> Page:
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        page.refresh_from_db()
        return page

    return publish_page


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], AbstractContextManager[Any]]:
    """``with committed():`` does what follows when the block's changes are committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
