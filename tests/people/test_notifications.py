"""Telling people: languages, ways, keys; the pages; the bell; what is forgotten."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoAssertNumQueries

from people import notification_kinds, personal_data
from people.models import Notification, User
from people.notifications import Channel, notify, register_kind
from people.services.notifications import (
    clear_notifications,
    mark_all_read,
    mark_read,
    preferences,
    set_preferences,
    unread_count,
)
from tests.factories.people import UserFactory

KIND = "tests.news"
LIST = "/en/notifications/"

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds of our own beside those of the apps."""
    monkeypatch.setattr(notification_kinds, "_kinds", dict(notification_kinds._kinds))
    register_kind(KIND, "News of the tests", Channel.SITE)
    register_kind("tests.other", "Other news", Channel.SITE)


def told(user: User) -> list[str]:
    return list(Notification.objects.of(user).order_by("pk").values_list("text", flat=True))


def test_each_is_told_in_their_language_with_addresses_in_it() -> None:
    russian, english = UserFactory.create(language="ru"), UserFactory.create(language="en")
    assert notify([russian, english], KIND, _("Save"), reverse_lazy("people:profile")) == 2
    assert told(russian) == ["Сохранить"]
    assert told(english) == ["Save"]
    assert [row.url for row in Notification.objects.order_by("pk")] == ["/ru/account/profile/", "/en/account/profile/"]


def test_a_message_may_be_made_for_each_person_in_their_time_zone() -> None:
    noon = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    user = UserFactory.create(time_zone="Asia/Bishkek")
    notify([user], KIND, lambda person: f"{person.given_name}, at {timezone.localtime(noon):%H:%M}")
    assert told(user) == ["Ainura, at 18:00"]


def test_nobody_is_told_twice_under_one_key() -> None:
    first, second = UserFactory.create(), UserFactory.create()
    notify([first], KIND, "Once", key="reply:1")
    notify([first, second], KIND, "Twice", key="reply:1")
    notify([first], KIND, "No key")
    notify([first], KIND, "No key")
    assert told(first) == ["Once", "No key", "No key"]
    assert told(second) == ["Twice"]


def test_somebody_named_twice_is_told_once_and_a_closed_account_not_at_all() -> None:
    user, closed = UserFactory.create(), UserFactory.create(is_active=False)
    assert notify([user, user, closed], KIND, "Hello") == 1
    assert told(closed) == []


def test_who_wants_none_of_a_kind_is_told_nothing_of_it() -> None:
    user = UserFactory.create()
    set_preferences(user, {KIND: Channel.NONE})
    assert notify([user], KIND, "Hello") == 0
    assert notify([user], "tests.other", "Other") == 1
    assert told(user) == ["Other"]


def test_a_kind_nobody_registered_is_refused() -> None:
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        notify([UserFactory.create()], "tests.unknown", "Hello")


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_an_address_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="this site"):
        notify([UserFactory.create()], KIND, "Hello", url)
    assert not Notification.objects.exists()


def test_what_is_undone_has_told_nobody() -> None:
    user = UserFactory.create()
    with transaction.atomic():
        notify([user], KIND, "Hello")
        transaction.set_rollback(True)
    assert told(user) == []


@pytest.mark.parametrize("number", [1, 60])
def test_many_are_told_in_two_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [UserFactory.build(language="en") for _number in range(number)]
    User.objects.bulk_create(people)
    with django_assert_num_queries(2):
        assert notify(people, KIND, "Hello", key="once") == number


def test_the_number_of_unread_is_remembered_and_kept_right(
    django_assert_num_queries: DjangoAssertNumQueries, django_capture_on_commit_callbacks: Callable
) -> None:
    user = UserFactory.create()
    assert unread_count(user) == 0
    with django_assert_num_queries(0):
        assert unread_count(user) == 0
    with django_capture_on_commit_callbacks(execute=True):
        notify([user], KIND, "One")
        notify([user], KIND, "Two")
    assert unread_count(user) == 2
    assert mark_read(user, Notification.objects.order_by("pk")[0].pk)
    assert unread_count(user) == 1
    assert mark_all_read(user) == 1
    assert unread_count(user) == 0


def test_nobody_reads_for_somebody_else(logged_in: LogIn) -> None:
    owner, stranger = UserFactory.create(), UserFactory.create()
    notify([owner], KIND, "Hello")
    row = Notification.objects.get()
    assert not mark_read(stranger, row.pk)
    assert logged_in(stranger).post(f"{LIST}{row.pk}/read/").status_code == 404
    row.refresh_from_db()
    assert not row.is_read


@pytest.mark.parametrize("path", ["", "preferences/", "read/", "1/read/"])
def test_a_visitor_is_asked_to_log_in(client: Client, path: str) -> None:
    response = client.post(LIST + path) if path.endswith("read/") else client.get(LIST + path)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/login/")


def test_the_list_shows_unread_ones_first_and_nobody_elses(logged_in: LogIn) -> None:
    user = UserFactory.create()
    for text in ("Oldest", "Middle", "Latest"):
        notify([user], KIND, text, "/en/account/profile/")
    notify([UserFactory.create()], KIND, "A secret")
    Notification.objects.filter(text="Latest").update(read_at=timezone.now())
    html = logged_in(user).get(LIST).content.decode()
    places = [html.index(f">{text}</a>") for text in ("Middle", "Oldest", "Latest")]
    assert places == sorted(places)
    assert "A secret" not in html
    assert "News of the tests" in html
    assert "2 unread" in html


def test_text_of_people_is_shown_as_text(logged_in: LogIn) -> None:
    user = UserFactory.create()
    notify([user], KIND, "<b>Bold</b>", detail="<script>alert(1)</script>")
    html = logged_in(user).get(LIST).content.decode()
    assert "&lt;b&gt;Bold" in html
    assert "<script>alert" not in html


def test_reading_takes_a_post(logged_in: LogIn) -> None:
    user = UserFactory.create()
    notify([user], KIND, "Hello")
    notify([user], KIND, "World")
    row = Notification.objects.order_by("pk")[0]
    browser = logged_in(user)
    assert browser.get(f"{LIST}{row.pk}/read/").status_code == 405
    assert browser.get(f"{LIST}read/").status_code == 405
    assert browser.post(f"{LIST}{row.pk}/read/").status_code == 302
    assert Notification.objects.unread().get().text == "World"
    assert browser.post(f"{LIST}read/").status_code == 302
    assert not Notification.objects.unread().exists()


def test_the_list_costs_the_same_at_any_length(logged_in: LogIn, django_assert_max_num_queries: Any) -> None:
    few, many = UserFactory.create(), UserFactory.create()
    notify([few], KIND, "Hello")
    for number in range(70):
        notify([many], KIND, f"News {number}")
    costs = set()
    for person in (few, many):
        browser = logged_in(person)
        browser.get(LIST)  # Warms what all pages share.
        with django_assert_max_num_queries(5) as made:  # session, person, bell, count, rows
            html = browser.get(LIST).content.decode()
        costs.add(len(made.captured_queries))
    assert len(costs) == 1
    assert html.count("news__item--unread") == 30
    assert "page=3" in html


def test_one_chooses_kind_by_kind(logged_in: LogIn) -> None:
    user = UserFactory.create()
    browser = logged_in(user)
    values = {name.replace(".", "__"): str(channel) for name, channel in preferences(user).items()}
    assert browser.post(f"{LIST}preferences/", {**values, "tests__news": "email"}).status_code == 302
    assert preferences(user)[KIND] == Channel.EMAIL
    assert preferences(user)["tests.other"] == Channel.SITE
    assert browser.post(f"{LIST}preferences/", {**values, "tests__news": "pigeon"}).status_code == 422
    assert preferences(user)[KIND] == Channel.EMAIL


def test_the_page_of_preferences_names_every_kind(logged_in: LogIn) -> None:
    html = logged_in(UserFactory.create(email="teacher@example.org")).get(f"{LIST}preferences/").content.decode()
    assert "News of the tests" in html
    assert "teacher@example.org" in html


@pytest.mark.parametrize("bad", [{"tests.unknown": "site"}, {KIND: "pigeon"}])
def test_unknown_preferences_are_refused_whole(bad: dict[str, str]) -> None:
    user = UserFactory.create()
    with pytest.raises((LookupError, ValueError)):
        set_preferences(user, {"tests.other": "none", **bad})
    assert not user.notification_preferences.exists()


def test_old_ones_are_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    user = UserFactory.create()
    now = timezone.now()
    for text in ("read long ago", "read", "unread", "unread for years"):
        notify([user], KIND, text)
    Notification.objects.filter(text="read long ago").update(read_at=now - datetime.timedelta(days=91))
    Notification.objects.filter(text="read").update(read_at=now - datetime.timedelta(days=89))
    Notification.objects.filter(text="unread for years").update(created_at=now - datetime.timedelta(days=366))
    call_command("clear_notifications")
    assert "2 notifications" in capsys.readouterr().out
    assert told(user) == ["read", "unread"]
    assert clear_notifications() == 0


def test_a_person_gets_what_they_were_told_with_their_data() -> None:
    user = UserFactory.create()
    set_preferences(user, {KIND: Channel.DIGEST})
    notify([user], KIND, "Hello", detail="At length")
    mine = personal_data.collect(user)["notifications"]
    assert mine["preferences"] == {KIND: "digest"}
    assert mine["told"][0]["text"] == "Hello"
    assert mine["told"][0]["detail"] == "At length"


def test_the_bell_is_for_people_who_are_logged_in(client: Client, logged_in: LogIn) -> None:
    assert "notification-bell" not in client.get("/en/account/login/").content.decode()
    user = UserFactory.create()
    html = logged_in(user).get("/en/account/profile/").content.decode()
    assert "notification-bell" in html
    assert "notification-bell__count" not in html


@pytest.mark.parametrize("language", ["ru", "be", "en", "zh-hans"])
def test_the_bell_counts_by_every_languages_plurals(client: Client, language: str) -> None:
    user = UserFactory.create()
    notify([user], KIND, "News")
    client.force_login(user)

    assert "notification-bell__count" in client.get(f"/{language}/notifications/").content.decode()
