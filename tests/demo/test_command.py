"""``manage.py demo``."""

from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from demo.management.commands.demo import PASSWORD
from demo.people import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_password_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def printed(**options: object) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


class TestPassword:
    def test_outside_development_the_known_password_is_refused(self, settings: Settings) -> None:
        settings.DEBUG = False
        with patch("demo.management.commands.demo.Academy") as academy, pytest.raises(CommandError, match="--password"):
            call_command("demo", stdout=StringIO())
        academy.assert_not_called()

    @pytest.mark.parametrize("by_variable", [True, False])
    def test_outside_development_one_can_be_given(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, by_variable: bool
    ) -> None:
        settings.DEBUG = False
        options = {} if by_variable else {"password": "given-by-hand"}
        if by_variable:
            monkeypatch.setenv("DEMO_PASSWORD", "given-by-hand")
        with patch("demo.management.commands.demo.Academy") as academy:
            call_command("demo", stdout=StringIO(), **options)
        assert academy.call_args.args[0] == "given-by-hand"

    def test_in_development_there_is_one_for_all(self, settings: Settings) -> None:
        settings.DEBUG = True
        with patch("demo.management.commands.demo.Academy") as academy:
            call_command("demo", stdout=StringIO())
        assert academy.call_args.args[0] == PASSWORD


class TestAccounts:
    def test_every_account_is_listed_with_the_address_of_the_site(self, settings: Settings) -> None:
        settings.DEBUG = True
        text = printed(accounts=True, base_url="http://localhost:8010/")
        assert "http://localhost:8010/\n" in text
        assert "http://localhost:8010/admin/" in text
        assert PASSWORD in text
        for account in accounts():
            assert account.email in text
            assert account.email.endswith("@turna.example")

    def test_nothing_is_loaded(self) -> None:
        with patch("demo.management.commands.demo.Academy") as academy:
            printed(accounts=True)
        academy.assert_not_called()

    def test_outside_development_the_known_password_is_not_told(self, settings: Settings) -> None:
        settings.DEBUG = False
        assert PASSWORD not in printed(accounts=True)

    def test_before_loading_it_says_so(self) -> None:
        assert "do not exist yet" in printed(accounts=True)
