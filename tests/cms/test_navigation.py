"""What stands around every page: navigation, languages, the academy's name; and what it costs."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import Locale, PageViewRestriction, Site

from cms import chrome
from cms.context_processors import site
from cms.models import ArticlePage, HomePage, Navigation, SiteSettings
from cms.navigation import alternates, navigation, page_language_links, view_language_links
from people.localised import LocalisedText
from tests.factories.cms import (
    ArticleIndexPageFactory,
    ArticlePageFactory,
    HomePageFactory,
    ImageFactory,
    LocaleFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db


def link(title: str = "", page: Any = None, url: str = "") -> dict[str, Any]:
    """A raw main link."""
    value = {"page": page.pk if page else None, "url": url, "title": title}
    return {"type": "link", "value": value, "id": str(uuid.uuid4())}


def column(heading: str, *links: dict[str, Any]) -> dict[str, Any]:
    """A raw column of the foot."""
    value = {"heading": heading, "links": [{**each, "type": "item"} for each in links]}
    return {"type": "column", "value": value, "id": str(uuid.uuid4())}


def make_navigation(main: list[Any], footer: list[Any] | None = None, language: str = "ru", **more: Any) -> Navigation:
    """A navigation of the default site."""
    return Navigation.objects.create(
        site=Site.objects.get(is_default_site=True),
        locale=LocaleFactory.create(language_code=language),
        main=main,
        footer=footer or [],
        **more,
    )


def request(path: str = "/ru/", **more: Any) -> HttpRequest:
    """A request as views get it."""
    made = RequestFactory().get(path, **more)
    made.resolver_match = resolve(made.path_info)
    return made


@pytest.fixture
def home() -> HomePage:
    """The site's first page."""
    return HomePageFactory()


def translate(page: Any, language: str, **changes: Any) -> Any:
    """A published translation."""
    copy = page.copy_for_translation(LocaleFactory.create(language_code=language), copy_parents=True)
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    for ancestor in copy.get_ancestors().filter(depth__gt=1, live=False):
        ancestor.specific.save_revision().publish()
    return copy.__class__.objects.get(pk=copy.pk)


class TestMainLinks:
    """The links at the top."""

    def test_lead_to_pages_and_addresses(self, home: HomePage) -> None:
        about = StandardPageFactory(parent=home, title="О нас", slug="about")
        make_navigation([link(page=about), link("Каталог", url="/catalogue/"), link("Вне", url="https://example.org")])
        shown = [(item.title, item.url) for item in navigation(request()).main]
        assert shown == [("О нас", "/ru/about/"), ("Каталог", "/ru/catalogue/"), ("Вне", "https://example.org")]

    def test_words_given_here_win_over_the_title(self, home: HomePage) -> None:
        make_navigation([link("Про академию", page=StandardPageFactory(parent=home))])
        assert navigation(request()).main[0].title == "Про академию"

    def test_know_where_the_reader_is(self, home: HomePage) -> None:
        index = ArticleIndexPageFactory(parent=home, slug="news")
        make_navigation([link("Первая", page=home), link(page=index), link("Каталог", url="/catalogue/")])
        first, news, catalogue = navigation(request("/ru/news/")).main
        assert (news.is_current, news.is_active) == (True, True)
        assert not (first.is_current)
        assert not (first.is_active)
        assert not (catalogue.is_current)
        assert not (catalogue.is_active)
        beneath = navigation(request("/ru/news/article/")).main[1]
        assert (beneath.is_current, beneath.is_active) == (False, True)
        assert navigation(request("/ru/")).main[0].is_current

    def test_a_page_that_cannot_be_read_is_not_linked_to(self, home: HomePage) -> None:
        draft, private = StandardPageFactory(parent=home, live=False), StandardPageFactory(parent=home)
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        gone = StandardPageFactory(parent=home)
        make_navigation([link(page=draft), link(page=private), link("x", page=gone)])
        gone.delete()
        assert navigation(request()).main == ()

    def test_an_address_that_acts_is_not_linked_to(self, home: HomePage) -> None:
        make_navigation([link("x", url="javascript:alert(1)")])
        assert navigation(request()).main == ()

    def test_an_installation_without_navigation_has_none(self, home: HomePage) -> None:
        shown = navigation(request())
        assert (shown.main, shown.footer, shown.footer_note) == ((), (), "")


class TestLanguages:
    """Another language's navigation."""

    def test_each_language_has_its_own(self, home: HomePage) -> None:
        make_navigation([link("Каталог", url="/catalogue/")])
        make_navigation([link("Catalogue", url="/catalogue/")], language="en")
        with translation.override("en"):
            assert [item.title for item in navigation(request("/en/")).main] == ["Catalogue"]

    def test_a_language_without_one_gets_that_of_the_installation_leading_to_its_own_pages(
        self, home: HomePage
    ) -> None:
        about = StandardPageFactory(parent=home, title="О нас", slug="about")
        other = StandardPageFactory(parent=home, title="Правила", slug="rules")
        translate(about, "kk", title="Біз туралы")
        make_navigation(
            [link(page=about), link(page=other), link("Каталог", url="/catalogue/")],
            [column("Академия", link(page=about))],
            footer_note="Учебная установка",
        )
        with translation.override("kk"):
            shown = navigation(request("/kk/"))
        assert [(item.title, item.url) for item in shown.main] == [
            ("Біз туралы", "/kk/about/"),
            ("Правила", "/ru/rules/"),
            ("Каталог", "/kk/catalogue/"),
        ]
        assert [(col.heading, [item.url for item in col.links]) for col in shown.footer] == [
            ("Академия", ["/kk/about/"])
        ]
        assert shown.footer_note == "Учебная установка"


class TestCost:
    """What it costs to show, which every page pays."""

    @pytest.mark.parametrize("links", [2, 8])
    def test_a_cold_cache_costs_the_same_for_few_links_and_many(self, home: HomePage, links: int) -> None:
        pages = [StandardPageFactory(parent=home) for _ in range(links)]
        make_navigation([link(page=page) for page in pages], [column("A", *[link(page=page) for page in pages])])
        assert Site.get_site_root_paths()
        with CaptureQueriesContext(connection) as queries:
            assert len(navigation(request()).main) == links
        assert len(queries) == 7

    def test_a_warm_cache_costs_nothing(
        self, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_navigation([link(page=StandardPageFactory(parent=home))])
        article = ArticlePageFactory()
        template = engines["django"].from_string(
            "{% for link in navigation.main %}{{ link.title }}{% endfor %}{{ site_settings.name }}"
            "{% for link in language_links %}{{ link.url }}{% endfor %}"
            "{% for link in alternates %}{{ link.url }}{% endfor %}"
        )
        fresh = ArticlePage.objects.select_related("locale").get(pk=article.pk)
        for expected in (None, 0):
            context = {**site(request()), "page_links": page_language_links(fresh)}
            if expected is None:
                template.render(context, request())
                continue
            with django_assert_num_queries(expected):
                page_language_links(fresh)
                template.render(context, request())

    def test_nothing_is_looked_up_for_a_template_that_shows_none_of_it(
        self, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            site(request())
            engines["django"].from_string("plain").render({}, request())


def test_showing_a_page_writes_nothing(home: HomePage) -> None:
    navigation(request())
    assert not SiteSettings.objects.exists()


class TestFreshness:
    """A change is seen."""

    def title(self) -> list[str]:
        """The main links' words as they are shown now."""
        return [item.title for item in navigation(request()).main]

    def test_a_changed_navigation(
        self, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        made = make_navigation([link("Старое", url="/a/")])
        assert self.title() == ["Старое"]
        with django_capture_on_commit_callbacks(execute=True):
            main: Any = [("link", {"page": None, "url": "/a/", "title": "Новое"})]
            made.main = main
            made.save()
        assert self.title() == ["Новое"]

    @pytest.mark.parametrize("change", ["rename", "unpublish", "delete", "restrict", "move"])
    def test_a_changed_page(
        self, home: HomePage, change: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        page: Any = StandardPageFactory(parent=home, title="Старое")
        other = StandardPageFactory(parent=home)
        make_navigation([link(page=page)])
        assert self.title() == ["Старое"]
        before = navigation(request()).main[0].url
        with django_capture_on_commit_callbacks(execute=True):
            if change == "rename":
                page.title = "Новое"
                page.save_revision().publish()
            elif change == "unpublish":
                page.unpublish()
            elif change == "delete":
                page.delete()
            elif change == "restrict":
                PageViewRestriction.objects.create(page=page, restriction_type="login")
            else:
                page.move(other, pos="last-child")
        if change == "rename":
            assert self.title() == ["Новое"]
        elif change == "move":
            assert navigation(request()).main[0].url != before
        else:
            assert self.title() == []

    def test_changed_settings(
        self, home: HomePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        assert chrome.chrome(request()).academy.name == ""
        with django_capture_on_commit_callbacks(execute=True):
            settings.name = LocalisedText(ru="Академия", en="Academy")
            settings.logo = settings.social_image = ImageFactory.create()
            settings.save()
        academy = chrome.chrome(request()).academy
        assert (academy.name, academy.logo[:8]) == ("Академия", "/media/i")
        with translation.override("kk"):
            assert chrome.chrome(request("/kk/")).academy.name == "Академия"

    def test_nothing_changes_before_the_transaction_is_over(self, home: HomePage) -> None:
        made = make_navigation([link("Старое", url="/a/")])
        version = cache.get(chrome.VERSION_KEY)
        with transaction.atomic():
            made.save()
            assert cache.get(chrome.VERSION_KEY) == version


class TestLanguageSwitch:
    """The switch stays on the page."""

    def test_leads_to_the_pages_version_where_there_is_one(self, home: HomePage, client: Client) -> None:
        article = ArticlePageFactory(parent=ArticleIndexPageFactory(parent=home, slug="news"), slug="observe")
        translate(article, "en", title="Observe")
        links = {item.code: item for item in page_language_links(ArticlePage.objects.get(pk=article.pk))}
        assert (links["en"].url, links["en"].is_same) == ("/en/news/observe/", True)
        assert (links["ru"].url, links["ru"].is_current) == ("/ru/news/observe/", True)
        assert (links["kk"].url, links["kk"].is_same) == ("/kk/", False)
        with translation.override("ru"):
            html = client.get("/en/news/observe/").content.decode()
        kazakh = html[html.index('href="/kk/" lang="kk"') :].split("</a>")[0]
        assert 'lang="en">first page<' in kazakh
        html = client.get("/ru/news/observe/").content.decode()
        assert 'href="/en/news/observe/" lang="en"' in html
        assert '<link rel="alternate" hreflang="en" href="http://testserver/en/news/observe/">' in html
        assert '<link rel="alternate" hreflang="x-default" href="http://testserver/ru/news/observe/">' in html
        assert 'hreflang="kk" href="http://testserver' not in html

    @pytest.mark.parametrize("hidden", ["draft", "private"])
    def test_does_not_lead_to_a_version_that_cannot_be_read(self, home: HomePage, hidden: str) -> None:
        page = StandardPageFactory(parent=home, slug="about")
        copy = translate(page, "en")
        if hidden == "draft":
            copy.unpublish()
        else:
            PageViewRestriction.objects.create(page=copy, restriction_type="login")
        links = {item.code: item for item in page_language_links(page)}
        assert links["en"].url == "/en/"
        assert not links["en"].is_same

    def test_keeps_the_view_and_its_query(self) -> None:
        links = {
            item.code: item.url
            for item in view_language_links(request("/ru/catalogue/?q=%D1%83%D1%80%D0%BE%D0%BA&type=video"))
        }
        assert links["zh-hans"] == "/zh-hans/catalogue/?q=%D1%83%D1%80%D0%BE%D0%BA&type=video"

    def test_does_not_repeat_a_query_that_nobody_shares(self) -> None:
        links = view_language_links(request(f"/ru/catalogue/?q={'a' * 30_000}"))
        assert [item.url for item in links if item.code == "en"] == ["/en/catalogue/"]

    def test_offers_every_language_by_its_own_name(self, home: HomePage) -> None:
        names = [item.name for item in page_language_links(home)]
        assert names == ["Русский", "English", "中文", "Қазақша", "Кыргызча", "Oʻzbekcha", "Беларуская"]

    def test_an_address_that_leads_nowhere_offers_first_pages(self, home: HomePage, client: Client) -> None:
        html = client.get("/ru/nothing/here/").content.decode()
        assert 'href="/en/" lang="en"' in html
        assert 'hreflang="en" href="http' not in html

    def test_a_page_in_one_language_has_no_alternates(self, home: HomePage) -> None:
        page = StandardPageFactory(parent=home)
        assert alternates(page_language_links(page)) == []

    def test_thirty_translations_would_cost_what_one_does(self, home: HomePage) -> None:
        page = StandardPageFactory(parent=home, slug="about")
        counts = []
        for language in ("en", "kk"):
            translate(page, language)
            translate(page, {"en": "uz", "kk": "be"}[language])
            cache.clear()
            assert Site.get_site_root_paths()
            with CaptureQueriesContext(connection) as queries:
                page_language_links(page)
            counts.append(len(queries))
        assert counts[0] == counts[1] == 2


def test_every_language_of_the_settings_has_a_name_of_its_own(settings: Any) -> None:
    from cms.languages import OWN_NAMES, codes

    assert set(OWN_NAMES) == set(codes())
    assert Locale.objects.filter(language_code__in=codes()).exists()
