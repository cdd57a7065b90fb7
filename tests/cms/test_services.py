"""Preparing an empty installation."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from cms.languages import codes
from cms.models import HomePage
from cms.services import ensure_site
from tests.factories.cms import StandardPageFactory

pytestmark = pytest.mark.django_db


class TestEnsureSite:
    """:func:`cms.services.ensure_site`."""

    def test_makes_every_language_and_a_first_page_for_each(self, client: Client) -> None:
        ensure_site()
        assert set(Locale.objects.values_list("language_code", flat=True)) == set(codes())
        homes = HomePage.objects.select_related("locale")
        assert {home.locale.language_code for home in homes} == set(codes())
        assert len({home.translation_key for home in homes}) == 1
        for code in codes():
            assert client.get(f"/{code}/").status_code == 200

    def test_the_default_site_has_the_given_address(self) -> None:
        site = ensure_site("https://academy.example.org")
        assert (site.hostname, site.port, site.is_default_site) == ("academy.example.org", 443, True)
        assert site.site_name == settings.WAGTAIL_SITE_NAME

    @pytest.mark.parametrize(
        ("address", "expected"),
        [("http://localhost:8010", ("localhost", 8010)), ("http://a.example", ("a.example", 80))],
    )
    def test_ports(self, address: str, expected: tuple[str, int]) -> None:
        site = ensure_site(address)
        assert (site.hostname, site.port) == expected

    def test_the_welcome_page_goes(self) -> None:
        assert Page.objects.filter(slug="home").exists()
        ensure_site()
        assert not Page.objects.filter(slug="home").exists()
        assert {page.specific_class for page in Page.objects.filter(depth=2)} == {HomePage}

    def test_once_more_changes_nothing(self) -> None:
        first = ensure_site("https://academy.example.org")
        before = list(Page.objects.order_by("pk").values_list("pk", "title", "slug", "path", "last_published_at"))
        second = ensure_site("https://another.example.org")
        assert first == second
        assert second.hostname == "academy.example.org"
        assert before == list(
            Page.objects.order_by("pk").values_list("pk", "title", "slug", "path", "last_published_at")
        )

    def test_what_people_wrote_stays(self) -> None:
        site = ensure_site()
        home = site.root_page.specific
        StandardPageFactory(parent=home, slug="about")
        HomePage.objects.filter(pk=home.pk).update(title="Академия")
        Site.objects.update(site_name="Наш сайт")
        site = ensure_site()
        assert site.site_name == "Наш сайт"
        assert site.root_page.title == "Академия"
        assert Page.objects.filter(slug="about").exists()

    def test_a_missing_language_is_added(self) -> None:
        ensure_site()
        Page.objects.get(locale__language_code="kk", depth=2).delete()
        ensure_site()
        assert HomePage.objects.filter(locale__language_code="kk").count() == 1

    def test_a_page_of_somebody_else_at_the_top_stays(self) -> None:
        Page.objects.get(depth=1).add_child(instance=HomePage(title="Another", slug="another"))
        ensure_site()
        assert Page.objects.filter(slug="another").exists()

    def test_a_failure_leaves_nothing_half_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.services._remove_welcome_page", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ensure_site()
        assert not HomePage.objects.exists()


def test_the_command_says_what_there_is() -> None:
    out = StringIO()
    call_command("setup_site", base_url="https://academy.example.org", stdout=out)
    assert out.getvalue() == f"https://academy.example.org: home pages in {', '.join(codes())}\n"
