"""What every test gets: one migrated database per run, no network, a fixed seed, an empty cache."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from tests.databases import drop_copy, restore_copy, use_copy

# How long an example takes says how busy the machine is, and nothing else.
properties.register_profile("academy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("academy")

SHARED = Path(os.environ.get("TURNA_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files nobody here wrote; they are not part of the repository."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip("the real files are not beside this repository (../shared/data, or TURNA_SHARED)")
    return data


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the migrated database for this process."""
    with django_db_blocker.unblock():
        use_copy()
    yield
    with django_db_blocker.unblock():
        drop_copy()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", []))
    return bool(marker and marker.kwargs.get("transaction")) or bool({"live_server", "transactional_db"} & names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See ``use_copy``: without this, Django would announce new migrations after each test that committed."""
    for item in items:
        if _commits(item):
            item.fixturenames.append("django_db_serialized_rollback")  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """After a test that committed, the next one finds what the migrations had made (root page, locale, site)."""
    try:
        yield
    finally:
        # After the last one the copy is gone already.
        if nextitem and _commits(item):
            with item.config.stash[blocking_manager_key].unblock():
                restore_copy()


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Where everything is installed, a test that is left out is a fault: NO_SKIPS=1 makes it one."""
    if os.environ.get("NO_SKIPS") and call.excinfo and call.excinfo.errisinstance(pytest.skip.Exception):
        reason = str(call.excinfo.value)
        call.excinfo = pytest.ExceptionInfo.from_exc_info(
            (AssertionError, AssertionError(f"left out, but nothing may be: {reason}"), call.excinfo.tb)
        )


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """No test sees what another left in the cache or in the language of the thread."""
    from django.conf import settings
    from django.utils import translation

    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture
def in_english() -> Iterator[None]:
    """English is what is spoken outside of requests too."""
    from django.utils import translation

    with translation.override("en"):
        yield
