"""What stands outside the languages, and what every answer says: robots, sitemap, first address, faults, policies."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction, Site

from cms.languages import codes
from cms.models import HomePage, StandardPage
from cms.sitemaps import LanguageSitemap
from config.urls import urlpatterns as site_urls
from tests.factories.cms import HomePageFactory, LocaleFactory, StandardPageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def fail(request: Any) -> Any:
    """A view with a mistake in it."""
    raise RuntimeError("a secret of the installation")


urlpatterns = [path("ru/broken/", fail), *site_urls]


@pytest.fixture
def home() -> HomePage:
    """The site's first page."""
    return HomePageFactory()


def entries(client: Client, language: str = "ru", **query: Any) -> dict[str, dict[str, str]]:
    """The sitemap of a language: for each address its alternates by language."""
    response = client.get(f"/sitemap-{language}.xml", query)
    assert response.status_code == 200
    return {
        url.findtext("s:loc", "", SITEMAP): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", SITEMAP)
        }
        for url in ET.fromstring(response.content).findall("s:url", SITEMAP)
    }


class TestRobots:
    """``/robots.txt``."""

    def test_says_where_the_map_is_and_what_to_leave_alone(self, client: Client) -> None:
        response = client.get("/robots.txt")
        assert response["Content-Type"] == "text/plain"
        lines = response.content.decode().splitlines()
        assert "Disallow: /admin/" in lines
        assert "Sitemap: http://testserver/sitemap.xml" in lines
        assert "Disallow: /" not in lines

    def test_costs_nothing(self, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(0):
            client.get("/robots.txt")


class TestSitemap:
    """``/sitemap.xml`` and its files."""

    def test_has_a_file_for_every_language(self, home: HomePage, client: Client) -> None:
        content = client.get("/sitemap.xml").content
        found = [node.text for node in ET.fromstring(content).iter(f"{{{SITEMAP['s']}}}loc")]
        assert found == [f"http://testserver/sitemap-{code}.xml" for code in codes()]

    def test_lists_what_anybody_may_read(self, home: HomePage, client: Client) -> None:
        StandardPageFactory(parent=home, slug="about")
        StandardPageFactory(parent=home, slug="draft", live=False)
        private = StandardPageFactory(parent=home, slug="private")
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        StandardPageFactory(parent=private, slug="beneath")
        assert set(entries(client)) == {"http://testserver/ru/", "http://testserver/ru/about/"}

    def test_names_the_versions_in_other_languages(self, home: HomePage, client: Client) -> None:
        for language in ("en", "kk"):
            home.copy_for_translation(LocaleFactory.create(language_code=language)).save_revision().publish()
        kazakh = HomePage.objects.get(locale__language_code="kk")
        PageViewRestriction.objects.create(page=kazakh, restriction_type="login")
        expected = {
            "ru": "http://testserver/ru/", "en": "http://testserver/en/", "x-default": "http://testserver/ru/",
        }  # fmt: skip
        assert entries(client) == {"http://testserver/ru/": expected}
        assert entries(client, "en") == {"http://testserver/en/": expected}
        assert entries(client, "kk") == {}

    def test_leaves_out_what_makes_no_sense_alone(
        self, home: HomePage, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        StandardPageFactory(parent=home, slug="about")
        monkeypatch.setattr(StandardPage, "in_sitemap", False)
        assert set(entries(client)) == {"http://testserver/ru/"}

    def test_costs_the_same_for_three_pages_and_thirty(self, home: HomePage, client: Client) -> None:
        counts = []
        entries(client)  # content types are looked up once in a process
        for size in (3, 27):
            for _ in range(size):
                StandardPageFactory(parent=home)
            assert Site.get_site_root_paths()
            with CaptureQueriesContext(connection) as queries:
                assert entries(client)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9

    def test_a_large_site_has_several_files(
        self, home: HomePage, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(LanguageSitemap, "limit", 2)
        for _ in range(3):
            StandardPageFactory(parent=home)
        assert b"/sitemap-ru.xml?p=2" in client.get("/sitemap.xml").content
        assert len(entries(client)) == len(entries(client, p=2)) == 2
        assert client.get("/sitemap-ru.xml", {"p": 3}).status_code == 404

    @pytest.mark.parametrize("language", ["xx", "..", "RU"])
    def test_a_language_that_is_not_there_has_none(self, home: HomePage, client: Client, language: str) -> None:
        assert client.get(f"/sitemap-{language}.xml").status_code == 404


class TestFirstAddress:
    """``/``."""

    @pytest.mark.parametrize(
        ("accepted", "expected"),
        [("en-GB,en;q=0.9", "/en/"), ("kk-KZ", "/kk/"), ("zh-CN", "/zh-hans/"), ("fr", "/ru/"), ("", "/ru/")],
    )
    def test_leads_to_the_readers_language(self, client: Client, accepted: str, expected: str) -> None:
        response = client.get("/", headers={"accept-language": accepted})
        assert response.status_code == 302
        assert response["Location"] == expected

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_a_page_says_its_language(self, home: HomePage, client: Client, language: str) -> None:
        if language != "ru":
            home.copy_for_translation(LocaleFactory.create(language_code=language)).save_revision().publish()
        response = client.get(f"/{language}/")
        assert response["Content-Language"] == language
        assert f'<html lang="{language}"' in response.content.decode()


class TestFaults:
    """What a reader sees when something is wrong."""

    @pytest.mark.parametrize("language", ["ru", "en", "kk"])
    def test_nothing_there(self, home: HomePage, client: Client, language: str) -> None:
        response = client.get(f"/{language}/nothing/")
        assert response.status_code == 404
        html = response.content.decode()
        assert f'<html lang="{language}"' in html
        assert "<h1" in html
        assert "Traceback" not in html

    def test_not_for_you(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        response = client.get("/ru/styleguide/")
        assert response.status_code == 403
        assert '<html lang="ru"' in response.content.decode()

    @override_settings(ROOT_URLCONF=__name__)
    def test_a_mistake_of_ours_tells_nothing_of_itself(self) -> None:
        client = Client(raise_request_exception=False)
        response = client.get("/ru/broken/")
        assert response.status_code == 500
        html = response.content.decode()
        assert "a secret of the installation" not in html
        assert "Traceback" not in html
        assert "<h1" in html


class TestPolicies:
    """Content-Security-Policy: what a page may do."""

    @pytest.mark.parametrize("address", ["/ru/", "/ru/nothing/", "/ru/account/login/", "/robots.txt", "/sitemap.xml"])
    def test_readers_pages_are_strict(self, home: HomePage, client: Client, address: str) -> None:
        policy = client.get(address)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "object-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy

    def test_no_page_of_ours_needs_more(self, home: HomePage, client: Client) -> None:
        html = client.get("/ru/").content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html)
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert "<style" not in html

    def test_the_editor_gets_what_it_needs_and_no_more(self, client: Client) -> None:
        client.force_login(UserFactory.create(is_superuser=True))
        policy = client.get("/admin/")["Content-Security-Policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert directives["script-src"] == "'self' 'unsafe-inline'"
        assert directives["style-src"] == "'self' 'unsafe-inline'"
        assert "unsafe-eval" not in policy
        assert directives["default-src"] == "'self'"

    @pytest.mark.parametrize("address", ["/ru/admin/", "/administration/", "/documents/1/admin/"])
    def test_an_address_that_only_looks_like_the_editors_is_strict(self, client: Client, address: str) -> None:
        assert "unsafe" not in client.get(address, follow=True)["Content-Security-Policy"]
