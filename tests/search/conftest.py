"""The engine every test runs on, and pages for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import Page

from courses.models import CourseIndexPage
from library.models import LibraryIndexPage
from scripts import search_engine
from search.engines import get_engine
from search.engines.base import Engine
from search.engines.elastic import ElasticEngine
from tests.factories.courses import home_page
from tests.factories.library import LibraryIndexPageFactory


@pytest.fixture(scope="session")
def search_server() -> Iterator[str]:
    """The address of a search server: that of ELASTICSEARCH_URL, or one started for the run (SEARCH_SERVER says which).

    Skips where there is neither, with the reason.
    """
    if url := os.environ.get("ELASTICSEARCH_URL"):
        yield url
        return
    name = os.environ.get("SEARCH_SERVER", "")
    if not name:
        pytest.skip("no search server: set ELASTICSEARCH_URL, or SEARCH_SERVER to one of scripts/search_engine.py")
    try:
        yield search_engine.start(name)
    except search_engine.MissingError as missing:
        pytest.skip(str(missing))
    search_engine.stop(name)


@pytest.fixture
def elastic(search_server: str, worker_id: str) -> Iterator[ElasticEngine]:
    """The engine on the server, empty; what is put in can be searched at once."""
    found = ElasticEngine(search_server, f"turna-test-{worker_id}", refresh=True)
    found.clear()
    yield found
    found.clear()


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
