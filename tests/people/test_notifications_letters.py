"""Letters about news: at once, one a day, sent again, stopped by a link."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from people import notification_kinds
from people.models import Digest, Notification, User
from people.notifications import Channel, notify, register_kind
from people.services.letters import MOST_ATTEMPTS, send_digests, send_due_letters
from people.services.notifications import preferences, set_preferences
from people.unsubscribing import ALL_DIGESTS, BadLinkError, read_token, unsubscribe_url
from tests.factories.people import UserFactory

AT_ONCE, DAILY = "tests.urgent", "tests.daily"
EIGHT_IN_BISHKEK = datetime.datetime(2026, 3, 2, 2, 0, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db
Committing = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notification_kinds, "_kinds", dict(notification_kinds._kinds))
    register_kind(AT_ONCE, "Urgent news", Channel.EMAIL)
    register_kind(DAILY, "News that can wait", Channel.DIGEST)


def letter_text(index: int = 0) -> str:
    return str(mail.outbox[index].body)


def letter_html(index: int = 0) -> str:
    letter = mail.outbox[index]
    assert isinstance(letter, EmailMultiAlternatives)
    return str(letter.alternatives[0][0])


def test_a_letter_goes_when_the_change_is_committed(django_capture_on_commit_callbacks: Committing) -> None:
    user = UserFactory.create(language="ru")
    with django_capture_on_commit_callbacks(execute=True):
        notify([user], AT_ONCE, "Срок <завтра>", "/ru/account/profile/", detail="Первая строка")
        assert mail.outbox == []
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "Срок <завтра>"
    assert "http://localhost:8000/ru/account/profile/" in letter_text()
    assert "Первая строка" in letter_text()
    assert "Срок &lt;завтра&gt;" in letter_html()
    assert '<html lang="ru">' in letter_html()
    row = Notification.objects.get()
    assert row.mailed_at is not None
    assert row.mail_due_at is None


def test_a_letter_has_a_person_to_itself(django_capture_on_commit_callbacks: Committing) -> None:
    people = [UserFactory.create() for _number in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        notify(people, AT_ONCE, "Hello")
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(user.email for user in people)
    assert all(len(letter.recipients()) == 1 for letter in mail.outbox)


def test_a_line_break_in_the_text_is_no_header() -> None:
    notify([UserFactory.create()], AT_ONCE, "Hello\nBcc: everybody@example.org")
    send_due_letters()
    assert mail.outbox[0].subject == "Hello Bcc: everybody@example.org"


def test_it_is_sent_once_however_often_it_is_asked_for() -> None:
    notify([UserFactory.create()], AT_ONCE, "Hello")
    assert send_due_letters()[0] == 1
    assert send_due_letters() == (0, None)
    assert len(mail.outbox) == 1


def failing(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server refuses so many times."""
    left = [times]
    send = EmailMultiAlternatives.send

    def refuse(self: EmailMultiAlternatives, fail_silently: bool = False) -> int:
        if left[0]:
            left[0] -= 1
            raise SMTPException("451 try again later")
        return send(self, fail_silently)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)


def test_a_refused_letter_is_sent_later(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(2, monkeypatch)
    now = timezone.now()
    notify([UserFactory.create()], AT_ONCE, "Hello", at=now)
    sent, again = send_due_letters(now)
    assert (sent, again) == (0, now + datetime.timedelta(minutes=5))
    assert send_due_letters(now + datetime.timedelta(minutes=4))[0] == 0
    sent, again = send_due_letters(now + datetime.timedelta(minutes=5))
    assert (sent, again) == (0, now + datetime.timedelta(minutes=15))
    assert send_due_letters(now + datetime.timedelta(minutes=15)) == (1, None)
    assert len(mail.outbox) == 1


def test_a_letter_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(99, monkeypatch)
    now = timezone.now()
    notify([UserFactory.create()], AT_ONCE, "Hello", at=now)
    for day in range(MOST_ATTEMPTS + 2):
        send_due_letters(now + datetime.timedelta(days=day))
    row = Notification.objects.get()
    assert row.mail_attempts == MOST_ATTEMPTS
    assert row.mail_due_at is None
    assert row.mailed_at is None


def test_nothing_is_lost_while_the_server_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    notify([UserFactory.create()], AT_ONCE, "Hello")
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.backends.locmem.EmailBackend.open", _no_answer)
        sent, again = send_due_letters()
        assert sent == 0
        assert again is not None
        assert send_digests() == 0
    assert Notification.objects.get().mail_attempts == 0
    assert send_due_letters()[0] == 1


def _no_answer(*args: object) -> None:
    raise ConnectionRefusedError


def test_a_closed_account_gets_no_letters() -> None:
    user = UserFactory.create()
    notify([user], AT_ONCE, "Hello")
    notify([user], DAILY, "Later", at=EIGHT_IN_BISHKEK)
    User.objects.update(is_active=False)
    assert send_due_letters() == (0, None)
    assert send_digests(EIGHT_IN_BISHKEK) == 0


def test_the_daily_letter_comes_in_the_persons_own_morning() -> None:
    bishkek = UserFactory.create(time_zone="Asia/Bishkek")
    lisbon = UserFactory.create(time_zone="Europe/Lisbon")
    before = EIGHT_IN_BISHKEK - datetime.timedelta(hours=3)
    notify([bishkek, lisbon], DAILY, "Hello", at=before)
    assert send_digests(EIGHT_IN_BISHKEK - datetime.timedelta(minutes=1)) == 0
    assert send_digests(EIGHT_IN_BISHKEK) == 1
    assert mail.outbox[0].to == [bishkek.email]
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(hours=6)) == 1
    assert mail.outbox[1].to == [lisbon.email]


def test_the_daily_letter_holds_everything_and_comes_once_a_day() -> None:
    user = UserFactory.create(language="en")
    early = EIGHT_IN_BISHKEK - datetime.timedelta(hours=1)
    notify([user], DAILY, "First", "/en/account/profile/", at=early)
    notify([user], DAILY, "Second", at=early)
    assert send_digests(EIGHT_IN_BISHKEK) == 1
    assert "First" in letter_text()
    assert "Second" in letter_html()
    assert mail.outbox[0].subject == "2 pieces of news for you"
    notify([user], DAILY, "Third", at=EIGHT_IN_BISHKEK)
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(hours=3)) == 0
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(days=1)) == 1
    assert "Third" in letter_text(1)
    assert "First" not in letter_text(1)
    assert Digest.objects.filter(sent_at__isnull=False).count() == 2


def test_what_was_seen_on_the_site_is_not_in_the_daily_letter() -> None:
    user = UserFactory.create()
    notify([user], DAILY, "Seen", at=EIGHT_IN_BISHKEK)
    Notification.objects.update(read_at=EIGHT_IN_BISHKEK)
    assert send_digests(EIGHT_IN_BISHKEK) == 0
    assert not Digest.objects.exists()


def test_a_daily_letter_that_failed_is_tried_again_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(1, monkeypatch)
    notify([UserFactory.create()], DAILY, "Hello", at=EIGHT_IN_BISHKEK)
    assert send_digests(EIGHT_IN_BISHKEK) == 0
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(minutes=1)) == 0
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(hours=1)) == 1
    assert len(mail.outbox) == 1


def test_a_long_daily_letter_says_how_much_more_there_is() -> None:
    user = UserFactory.create(language="en")
    for number in range(55):
        notify([user], DAILY, f"News {number}", at=EIGHT_IN_BISHKEK)
    send_digests(EIGHT_IN_BISHKEK)
    assert "There are 5 more on the site" in letter_text()
    assert "/en/notifications/" in letter_text()


def test_the_command_sends_what_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    user = UserFactory.create(time_zone="UTC")
    notify([user], AT_ONCE, "Now")
    call_command("send_digests")
    assert "1 others" in capsys.readouterr().out


# --- Stopping letters --------------------------------------------------------------------------


def stop_link(index: int = 0) -> str:
    value = str(mail.outbox[index].extra_headers["List-Unsubscribe"])
    assert value.startswith("<http://localhost:8000/")
    return value.strip("<>").removeprefix("http://localhost:8000")


def test_a_mail_program_stops_letters_by_itself() -> None:
    user = UserFactory.create()
    notify([user], AT_ONCE, "Hello")
    send_due_letters()
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(stop_link(), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert preferences(user)[AT_ONCE] == Channel.SITE
    assert preferences(user)[DAILY] == Channel.DIGEST
    notify([user], AT_ONCE, "Again")
    assert send_due_letters()[0] == 0


def test_opening_the_link_stops_nothing_yet(client: Client) -> None:
    user = UserFactory.create()
    notify([user], AT_ONCE, "Hello")
    send_due_letters()
    html = client.get(stop_link()).content.decode()
    assert "Urgent news" in html
    assert preferences(user)[AT_ONCE] == Channel.EMAIL


def test_the_daily_letter_is_stopped_whole(client: Client) -> None:
    user = UserFactory.create()
    notify([user], DAILY, "Hello", at=EIGHT_IN_BISHKEK)
    send_digests(EIGHT_IN_BISHKEK)
    notify([user], DAILY, "Waits", at=EIGHT_IN_BISHKEK)
    assert client.post(stop_link()).status_code == 200
    assert preferences(user)[DAILY] == Channel.SITE
    assert preferences(user)[AT_ONCE] == Channel.EMAIL
    assert send_digests(EIGHT_IN_BISHKEK + datetime.timedelta(days=1)) == 0


def test_all_letters_are_stopped_from_the_same_page(client: Client) -> None:
    user = UserFactory.create()
    set_preferences(user, {"tests.urgent": Channel.EMAIL})
    client.post(unsubscribe_url(user, AT_ONCE), {"what": "all"})
    assert not {Channel.EMAIL, Channel.DIGEST} & set(preferences(user).values())


def test_who_wants_nothing_of_a_kind_still_gets_nothing_after_stopping_letters(client: Client) -> None:
    user = UserFactory.create()
    set_preferences(user, {DAILY: Channel.NONE})
    client.post(unsubscribe_url(user, AT_ONCE), {"what": "all"})
    assert preferences(user)[DAILY] == Channel.NONE


def test_a_letter_that_waits_is_not_sent_after_its_kind_was_stopped(client: Client) -> None:
    user = UserFactory.create()
    notify([user], AT_ONCE, "Hello")
    client.post(unsubscribe_url(user, AT_ONCE))
    assert send_due_letters()[0] == 0


def test_a_changed_link_stops_nobodys_letters(client: Client) -> None:
    user = UserFactory.create()
    url = unsubscribe_url(user, AT_ONCE)
    assert client.post(url[:-3] + "x/").status_code == 404
    assert client.post(url.replace("unsubscribe/", "unsubscribe/x")).status_code == 404
    token = url.rstrip("/").rsplit("/", 1)[-1]
    assert read_token(token) == (user, AT_ONCE)
    user.delete()
    with pytest.raises(BadLinkError):
        read_token(token)
    assert client.get(url).status_code == 404


def test_a_link_of_a_daily_letter_says_what_it_stops(client: Client) -> None:
    user = UserFactory.create(language="en")
    html = client.get(unsubscribe_url(user, ALL_DIGESTS)).content.decode()
    assert "News that can wait" in html
    assert "Urgent news" not in html
