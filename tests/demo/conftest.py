"""The academy as it is loaded: once for all tests of a file, in a transaction that is taken back at the end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.demo.loaded import load


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """The academy, and what was reported while it was loaded."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def academy(loaded: list[str], db: None) -> list[str]:
    """The academy, for one test."""
    return loaded
