"""The site's pages: where they may stand, what they show, what they cost."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction, Site

from cms.models import ArticleIndexPage, ArticlePage, HomePage, StandardPage
from courses.models import CourseIndexPage
from library.models import LibraryIndexPage
from tests.factories.cms import (
    ArticleIndexPageFactory,
    ArticlePageFactory,
    HomePageFactory,
    ImageFactory,
    LocaleFactory,
    StandardPageFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def block(name: str, value: Any) -> dict[str, Any]:
    """A raw block."""
    return {"type": name, "value": value, "id": str(uuid.uuid4())}


def queries_of(client: Client, url: str) -> int:
    """How many queries an answer takes, with nothing in the cache but the site's roots."""
    client.get(url)  # Makes renditions.
    cache.clear()
    assert Site.get_site_root_paths()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def home() -> HomePage:
    """The site's first page."""
    return HomePageFactory(title="Академия", hero_title="Учителя учатся у учителей")


class TestTree:
    """Where pages may stand."""

    def test_a_home_page_holds_the_parts_of_the_site(self) -> None:
        assert set(HomePage.allowed_subpage_models()) == {
            ArticleIndexPage, StandardPage, LibraryIndexPage, CourseIndexPage,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("model", "parents"),
        [
            (HomePage, {Page}),
            (ArticleIndexPage, {HomePage}),
            (ArticlePage, {ArticleIndexPage}),
            (StandardPage, {HomePage, StandardPage}),
        ],
    )
    def test_every_page_stands_where_it_makes_sense(self, model: type[Page], parents: set[type[Page]]) -> None:
        assert set(model.allowed_parent_page_models()) == parents

    def test_an_article_holds_nothing(self) -> None:
        assert ArticlePage.allowed_subpage_models() == []


class TestBreadcrumbs:
    """The way from the first page."""

    def test_lead_from_the_first_page_to_this_one_in_one_query(
        self, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        about = StandardPageFactory(parent=home, title="О нас", slug="about")
        deep = StandardPageFactory(
            parent=StandardPageFactory(parent=about, title="Люди", slug="people"), title="Совет", slug="board"
        )
        page = StandardPage.objects.get(pk=deep.pk)
        assert Site.get_site_root_paths()
        with django_assert_num_queries(1):
            way = [(crumb.title, crumb.url) for crumb in page.breadcrumbs]
        assert way == [("Академия", "/ru/"), ("О нас", "/ru/about/"), ("Люди", "/ru/about/people/"), ("Совет", "")]

    def test_leave_out_what_cannot_be_read(self, home: HomePage) -> None:
        draft = StandardPageFactory(parent=home, title="Черновик", live=False)
        page = StandardPageFactory(parent=draft)
        assert "Черновик" not in [crumb.title for crumb in page.breadcrumbs]

    def test_there_are_none_on_the_first_page(self, home: HomePage, client: Client) -> None:
        assert home.breadcrumbs == []
        assert 'class="breadcrumbs"' not in client.get("/ru/").content.decode()

    def test_are_shown(self, home: HomePage, client: Client) -> None:
        StandardPageFactory(parent=home, title="О нас", slug="about")
        html = client.get("/ru/about/").content.decode()
        assert '<a href="/ru/">Академия</a>' in html
        assert '<span aria-current="page">О нас</span>' in html


class TestHome:
    """The first page."""

    def test_says_what_it_is_and_where_to_go(self, home: HomePage, client: Client) -> None:
        target = StandardPageFactory(parent=home, title="О нас", slug="about")
        home.hero_text, home.action_page = "Библиотека и курсы", target
        way = {"page": None, "url": "/catalogue/", "title": "Найти", "text": "Уроки", "icon": "search"}
        home.ways_in = [block("way", way)]
        home.featured = [block("page", target.pk)]
        home.body = [block("paragraph", "<p>Текст</p>")]
        home.save()
        html = client.get("/ru/").content.decode()
        assert re.search(r"<h1[^>]*>Учителя учатся у учителей</h1>", html)
        assert re.search(r'<a\s+class="button[^>]*href="/ru/about/"', html)
        assert '<a href="/ru/catalogue/">Найти</a>' in html
        assert "<p>Текст</p>" in html
        assert html.count(">О нас</a>") == 1

    def test_an_empty_one_is_still_a_page(self, home: HomePage, client: Client) -> None:
        HomePage.objects.update(hero_title="")
        html = client.get("/ru/").content.decode()
        assert re.search(r"<h1[^>]*>Академия</h1>", html)
        assert "<h2" not in html.split("<footer")[0].split("<main")[1]

    def test_the_button_leads_to_the_page_in_the_homes_language(self, home: HomePage, client: Client) -> None:
        target = StandardPageFactory(parent=home, slug="about")
        home.action_page = target
        home.save()
        english = home.copy_for_translation(LocaleFactory.create(language_code="en"))
        english.save_revision().publish()
        copy = target.copy_for_translation(LocaleFactory.create(language_code="en"))
        copy.save_revision().publish()
        assert 'href="/en/about/"' in client.get("/en/").content.decode()

    def test_costs_the_same_with_two_featured_pages_and_eight(self, home: HomePage, client: Client) -> None:
        index = ArticleIndexPageFactory(parent=home)
        counts = []
        for size in (2, 8):
            pages = [ArticlePageFactory(parent=index, image=ImageFactory()) for _ in range(size)]
            way = {"page": pages[0].pk, "url": "", "title": "", "text": "", "icon": "search"}
            home.featured = [block("page", page.pk) for page in pages]
            home.ways_in = [block("way", {**way, "page": page.pk}) for page in pages]
            home.save()
            counts.append(queries_of(client, "/ru/"))
        assert counts[0] == counts[1] <= 27

    def test_a_featured_page_shows_its_own_image_and_a_pattern_without_one(
        self, home: HomePage, client: Client
    ) -> None:
        index = ArticleIndexPageFactory(parent=home)
        pictured, plain = ArticlePageFactory(parent=index, image=ImageFactory()), ArticlePageFactory(parent=index)
        home.featured = [block("page", pictured.pk), block("page", plain.pk)]
        home.save()
        first, second = client.get("/ru/").content.decode().split('class="card__cover"')[1:]
        assert pictured.image.get_rendition("fill-640x320|format-webp").url in first
        assert "<img" not in second.split("<footer")[0]
        assert "covers.svg#cover-" in second


class TestArticles:
    """The list and the articles."""

    @pytest.fixture
    def index(self, home: HomePage) -> ArticleIndexPage:
        """An empty list."""
        return ArticleIndexPageFactory(parent=home, title="Новости", slug="news")

    def test_the_newest_come_first(self, index: ArticleIndexPage) -> None:
        today = date(2026, 5, 1)
        for days in (3, 1, 2):
            ArticlePageFactory(parent=index, title=f"{days}", published_on=today - timedelta(days=days))
        assert [article.title for article in index.articles()] == ["1", "2", "3"]

    def test_drafts_private_articles_and_other_lists_are_left_out(
        self, home: HomePage, index: ArticleIndexPage
    ) -> None:
        shown = ArticlePageFactory(parent=index)
        ArticlePageFactory(parent=index, live=False)
        PageViewRestriction.objects.create(page=ArticlePageFactory(parent=index), restriction_type="login")
        ArticlePageFactory(parent=ArticleIndexPageFactory(parent=home))
        assert [article.pk for article in index.articles()] == [shown.pk]

    def test_costs_the_same_with_three_articles_and_twelve(self, index: ArticleIndexPage, client: Client) -> None:
        counts = []
        for size in (3, 9):
            for _ in range(size):
                ArticlePageFactory(parent=index, image=ImageFactory.create())
            counts.append(queries_of(client, "/ru/news/"))
        assert counts[0] == counts[1] <= 20

    def test_a_long_list_has_pages_and_an_odd_number_leads_to_the_nearest(
        self, index: ArticleIndexPage, client: Client
    ) -> None:
        for _ in range(13):
            ArticlePageFactory(parent=index)
        assert len(client.get("/ru/news/").context["articles"]) == 12
        for asked in ("2", "99", "-1"):
            assert len(client.get("/ru/news/", {"page": asked}).context["articles"]) == 1
        assert client.get("/ru/news/", {"page": "abc"}).context["articles"].number == 1

    def test_an_empty_list_says_so(self, index: ArticleIndexPage, client: Client) -> None:
        with translation.override("ru"):
            assert 'class="empty-state"' in client.get("/ru/news/").content.decode()

    def test_an_article_shows_who_wrote_it_and_when(self, index: ArticleIndexPage, client: Client) -> None:
        image = ImageFactory.create()
        ArticlePageFactory(
            parent=index, slug="a", image=image, authors="Сауле Примерова", published_on=date(2026, 3, 8),
            body=[block("heading", {"text": f"Часть {n}", "level": "2"}) for n in range(3)],
        )  # fmt: skip
        html = client.get("/ru/news/a/").content.decode()
        assert '<time datetime="2026-03-08">8 марта 2026' in html
        assert "Сауле Примерова" in html
        assert 'alt="A crane over a lake"' in html
        anchors = re.findall(r'href="#(s-\w+)"', html)
        assert len(anchors) == 3
        assert all(f'id="{anchor}"' in html for anchor in anchors)

    def test_a_short_article_has_no_contents(self, index: ArticleIndexPage, client: Client) -> None:
        ArticlePageFactory(parent=index, slug="a", body=[block("heading", {"text": "Одна", "level": "2"})])
        assert 'href="#s-' not in client.get("/ru/news/a/").content.decode()

    def test_costs_little(self, index: ArticleIndexPage, client: Client) -> None:
        ArticlePageFactory(parent=index, slug="a", image=ImageFactory.create())
        client.get("/ru/news/a/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/ru/news/a/")
        # Nine of them are Wagtail's: the site, two for each level of the tree, who may read it.
        assert len(queries) == 12

    def test_other_sites_are_told_of_it(self, index: ArticleIndexPage, client: Client) -> None:
        ArticlePageFactory(parent=index, slug="a", title='Кавычки "и" <скобки>', image=ImageFactory.create())
        html = client.get("/ru/news/a/").content.decode()
        assert '<meta property="og:title" content="Кавычки &quot;и&quot; &lt;скобки&gt;">' in html
        assert '<meta property="og:type" content="article">' in html
        assert re.search(r'<meta property="og:image" content="http://testserver/media/images/[^"]+\.jpg">', html)
        assert '<link rel="canonical" href="http://testserver/ru/news/a/">' in html


class TestStandardPages:
    """Pages about the academy."""

    def test_lead_to_those_beneath(self, home: HomePage, client: Client) -> None:
        about = StandardPageFactory(parent=home, slug="about")
        StandardPageFactory(parent=about, title="Контакты", introduction="Где мы")
        StandardPageFactory(parent=about, title="Черновик", live=False)
        html = client.get("/ru/about/").content.decode()
        assert ">Контакты</a>" in html
        assert "Где мы" in html
        assert "Черновик" not in html

    def test_cost_the_same_with_three_pages_beneath_and_thirty(self, home: HomePage, client: Client) -> None:
        about = StandardPageFactory(parent=home, slug="about")
        counts = []
        for size in (3, 27):
            for _ in range(size):
                StandardPageFactory(parent=about)
            counts.append(queries_of(client, "/ru/about/"))
        assert counts[0] == counts[1] <= 20

    @pytest.mark.parametrize("page_type", [StandardPage, HomePage, ArticlePage, ArticleIndexPage])
    def test_cards_say_what_sort_of_page_it_is(self, page_type: type[Any]) -> None:
        with translation.override("en"):
            label = page_type().kind_label
        assert label[0].isupper()

    def test_cards_show_the_introduction_else_the_description_for_search_engines(self) -> None:
        page = StandardPage(introduction="", search_description="Для поиска")
        assert page.teaser == "Для поиска"
        page.introduction = "Введение"
        assert page.teaser == "Введение"


class TestPrivatePages:
    """Pages of a closed circle."""

    @pytest.fixture
    def page(self, home: HomePage) -> StandardPage:
        """A page of the site."""
        return StandardPageFactory(parent=home, slug="about", title="Только свои")

    def test_a_stranger_is_led_to_our_log_in_page_and_back(self, page: StandardPage, client: Client) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        response = client.get("/ru/about/")
        assert response.status_code == 302
        assert response["Location"] == "/ru/account/login/?next=/ru/about/"
        client.force_login(UserFactory.create())
        response = client.get("/ru/about/")
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]

    def test_what_is_beneath_is_private_too(self, page: StandardPage, client: Client) -> None:
        StandardPageFactory(parent=page, slug="deep")
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert client.get("/ru/about/deep/").status_code == 302

    def test_a_group_excludes_those_who_are_not_in_it(self, page: StandardPage, client: Client) -> None:
        from django.contrib.auth.models import Group

        restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
        group = Group.objects.create(name="Board")
        restriction.groups.add(group)
        user = UserFactory.create()
        client.force_login(user)
        assert client.get("/ru/about/").status_code == 302
        user.groups.add(group)
        assert client.get("/ru/about/").status_code == 200

    def test_a_password_opens_it(self, page: StandardPage, client: Client) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="crane")
        response = client.get("/ru/about/")
        html = response.content.decode()
        assert 'type="password"' in html
        assert "Только свои" not in html.split("<main")[1]
        action = re.search(r'<form class="stack" action="([^"]+)"', html)
        assert action
        wrong = client.post(action[1], {"password": "x", "return_url": "/ru/about/"})
        assert wrong.status_code == 200
        right = client.post(action[1], {"password": "crane", "return_url": "/ru/about/"})
        assert right["Location"] == "/ru/about/"
        assert client.get("/ru/about/").status_code == 200
