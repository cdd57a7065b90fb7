"""Without Redis, processes agree on whom to stop, and on who is logged in."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from config.caching import ProcessCache
from people.models import User
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def processes() -> tuple[ProcessCache, ProcessCache]:
    """What two processes have: memories of their own."""
    one, other = ProcessCache("one", {}), ProcessCache("another", {})
    one.clear()
    other.clear()
    return one, other


@pytest.mark.parametrize("key", ["allauth:rl:login:ip:127.0.0.1", "allauth.mfa.totp.used?user=1", "limit:code:1"])
def test_counters_are_agreed_on(key: str, processes: tuple[ProcessCache, ProcessCache]) -> None:
    one, other = processes
    assert one.add(key, 1, 60)
    assert not other.add(key, 1, 60), "a code is used once, whichever process it comes to"
    assert other.incr(key) == 2
    assert one.get(key) == 2
    one.set(key, 7, 60)
    assert other.get(key) == 7
    assert other.delete(key)
    assert one.get(key) is None


def test_what_pages_are_made_of_stays_in_each_memory(
    processes: tuple[ProcessCache, ProcessCache], django_assert_num_queries: Callable[..., object]
) -> None:
    one, other = processes
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        one.set("courses.module", "html", 60)
        assert one.get("courses.module") == "html"
        assert other.get("courses.module") is None


def test_a_session_that_was_ended_is_ended_everywhere() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    user: User = UserFactory.create()
    here = Client()
    here.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    stolen = Client()
    stolen.cookies["sessionid"] = here.cookies["sessionid"].value
    assert stolen.get("/en/my-learning/").status_code == 200
    here.post("/en/account/logout/")
    assert stolen.get("/en/my-learning/").status_code == 302
