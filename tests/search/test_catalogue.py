"""The catalogue's page, for readers with and without scripts, and its suggestions."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from library.vocabularies import ResourceType
from people.localised import LocalisedText
from search import presentation
from search.catalogue import Catalogue
from search.documents import DOCUMENT_TYPES
from search.engines.base import Engine
from search.facets import FACETS
from search.query import FACET_NAMES, PAGE_SIZE, SearchQuery
from tests.factories.library import SubjectFactory
from tests.factories.search import document
from tests.search.conftest import Site

URL = "/ru/catalogue/"
MATHS: dict[str, Any] = {
    "subjects": ("sciences", "maths"),
    "subject_labels": ({"ru": "Науки", "en": "Sciences"}, {"ru": "Математика"}),
}


class Links(HTMLParser):
    """Addresses by the text of their links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._href: str | None = None
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href, self._text = dict(attrs).get("href"), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            self.found[" ".join(self._text.split())] = self._href
            self._href = None


def get(client: Client, address: str = "", **headers: str) -> str:
    response = client.get(f"{URL}{address}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def part(client: Client, address: str = "") -> str:
    return get(client, address, **{"HX-Request": "true"})


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


@pytest.fixture(autouse=True)
def _site(site: Site) -> None:
    sciences = SubjectFactory(code="sciences", labels=LocalisedText({"ru": "Науки", "en": "Sciences"}))
    SubjectFactory(parent=sciences, code="maths", labels=LocalisedText({"ru": "Математика", "en": "Mathematics"}))


@pytest.fixture
def _three(engine: Engine) -> None:
    engine.index(
        [
            document("Дроби", level="primary", duration_minutes=45, tags=("счет",), **MATHS),
            document("Спектр света", level="higher", licence="CC0-1.0", resource_type="video"),
            document("Курс дробей", type="course", resource_type="", licence="", duration_minutes=36 * 45),
        ]
    )


@pytest.mark.usefixtures("_three")
class TestPage:
    def test_results_facets_and_count(self, client: Client) -> None:
        html = get(client, "?q=дробь")
        with translation.override("ru"):
            assert Catalogue(SearchQuery("ru", "дробь")).count in text_of(html)
        assert "<mark>Дроби</mark>" in html
        assert "Курс <mark>дробей</mark>" in html
        assert "Спектр света" not in text_of(html)
        assert "Математика" in html

    def test_it_is_a_form_that_works_without_scripts(self, client: Client) -> None:
        html = get(client, "?q=дробь&level=primary&sort=title")
        assert re.search(r'<form [^>]*action="/ru/catalogue/" method="get"', html)
        assert re.search(r'name="q"[^>]* value="дробь"', html)
        assert re.search(r'name="level" value="primary" checked', html)
        assert re.search(r'<option value="title" selected', html)
        assert "catalogue__apply" in html

    def test_nothing_is_inline(self, client: Client) -> None:
        html = get(client, "?q=дробь")
        assert not re.search(r"<script(?![^>]* src=)[^>]*>|<style|\sstyle=|\son[a-z]+=", html)

    def test_labels_are_in_the_language_of_the_interface(self, client: Client) -> None:
        html = client.get("/en/catalogue/").content.decode()
        assert "Mathematics" in html
        assert "Learning objects" in html
        assert 'lang="ru"' in html

    def test_chips_remove_one_value_each(self, client: Client) -> None:
        html = get(client, "?level=primary&level=higher&tag=счет")
        links = {text: parse_qs(urlsplit(url).query) for text, url in Links(html).found.items()}
        remove = next(text for text in links if text.endswith("счет"))
        assert links[remove] == {"level": ["higher", "primary"]}

    def test_a_selected_value_that_is_no_more_can_be_removed(self, client: Client) -> None:
        html = get(client, "?subject=gone&tag=gone-too")
        assert "gone-too" in text_of(html)

    def test_pages_keep_the_question(self, client: Client, engine: Engine) -> None:
        engine.index([document(f"Урок {number}") for number in range(PAGE_SIZE + 1)])
        html = get(client, "?q=урок&level=primary")
        (address,) = {url for url in Links(html).found.values() if "page=2" in url}
        assert parse_qs(urlsplit(address).query) == {"q": ["урок"], "level": ["primary"], "page": ["2"]}
        assert get(client, address).count('class="card__title"') == 1

    def test_a_cards_language_is_marked_when_it_is_not_the_readers(self, client: Client) -> None:
        assert 'class="card__title" lang="ru"' in client.get("/kk/catalogue/").content.decode()
        assert 'class="card__title" lang=' not in get(client)

    @pytest.mark.parametrize(
        "address",
        [
            "?page=1000000000",
            "?page=-1&sort=x&type=&level=%00",
            "?q=%00%ED%A0%80%E2%80%AE%22%27%5C%3A%2A",
            "?q=" + "%D1%89" * 3000,
            "?q=%FF%FE",
            "?" + "&".join(f"tag=t{number}" for number in range(1000)),
            "?q=" + quote('"NEAR( } AND NOT'),
        ],
    )
    def test_hostile_addresses_are_answered(self, client: Client, address: str) -> None:
        get(client, address)
        assert client.get(f"{URL}suggest/{address}").status_code == 200

    @pytest.mark.parametrize("url", [URL, f"{URL}suggest/"])
    def test_it_is_only_read(self, client: Client, url: str) -> None:
        assert client.post(url).status_code == 405
        assert client.head(url).status_code == 200

    def test_a_question_is_not_offered_to_search_engines_the_catalogue_is(self, client: Client) -> None:
        assert 'content="index, follow"' in get(client)
        assert 'content="noindex, follow"' in get(client, "?q=дробь")

    def test_a_hostile_query_stays_text(self, client: Client) -> None:
        html = get(client, "?q=" + quote('"><script>alert(1)</script>'))
        assert "<script>alert" not in html


@pytest.mark.usefixtures("_three")
class TestParts:
    def test_htmx_gets_what_changes_and_the_address_it_is_under(self, client: Client) -> None:
        response = client.get(f"{URL}?sort=relevance&page=1&tag=&level=primary&q=дробь", headers={"HX-Request": "true"})
        html = response.content.decode()
        assert "<html" not in html
        assert 'id="catalogue"' in html
        assert 'id="catalogue-form"' not in html
        assert response["HX-Push-Url"] == f"{URL}?q={quote('дробь')}&level=primary"
        assert "HX-Request" in response["Vary"]

    def test_everything_has_the_bare_address(self, client: Client) -> None:
        response = client.get(f"{URL}?q=&sort=relevance", headers={"HX-Request": "true"})
        assert response["HX-Push-Url"] == URL

    def test_the_count_is_told_to_screen_readers(self, client: Client) -> None:
        html = part(client, "?q=дробь")
        count = Catalogue(SearchQuery("ru", "дробь")).count
        assert f'<p id="catalogue-status" hx-swap-oob="innerHTML">{count}' in html
        assert '<p class="visually-hidden" id="catalogue-status" role="status">' in get(client)

    def test_the_title_of_the_window_follows(self, client: Client) -> None:
        assert re.search("<title>[^<]*дробь[^<]*</title>", part(client, "?q=дробь"))

    def test_going_back_gives_a_whole_page(self, client: Client) -> None:
        html = get(client, "", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
        assert "<html" in html


class TestNothingFound:
    def test_filters_are_offered_for_removal_with_what_each_would_give(self, client: Client, engine: Engine) -> None:
        engine.index([document("Дроби", level="primary"), document("Дроби в тени", level="higher", licence="CC0-1.0")])
        links = Links(get(client, "?q=дроби&level=primary&licence=CC0-1.0")).found
        addresses = {url for url in links.values() if url.startswith("?q=")}
        asked = [parse_qs(urlsplit(url).query) for url in addresses]
        assert {"q": ["дроби"], "level": ["primary"]} in asked
        assert {"q": ["дроби"], "licence": ["CC0-1.0"]} in asked
        assert {"q": ["дроби"]} in asked
        catalogue = Catalogue(
            SearchQuery("ru", "дроби").with_value("level", "primary").with_value("licence", "CC0-1.0")
        )
        assert [link.count for link in catalogue.relaxations] == [1, 1, 2]

    def test_a_filter_whose_removal_gives_nothing_is_not_offered(self, engine: Engine) -> None:
        engine.index([document("Дроби", level="primary")])
        query = SearchQuery("ru", "дроби").with_value("level", "higher").with_value("tag", "нет")
        catalogue = Catalogue(query)
        assert [(link.name, link.count) for link in catalogue.relaxations] == [("", 1)]

    def test_a_slip_is_mended(self, client: Client, engine: Engine) -> None:
        engine.index([document("Оценивание")])
        links = Links(get(client, "?q=оценивние&level=primary")).found
        assert parse_qs(urlsplit(links["оценивание"]).query) == {"q": ["оценивание"], "level": ["primary"]}

    def test_a_slip_is_mended_without_filters_when_with_them_it_gives_nothing(self, engine: Engine) -> None:
        engine.index([document("Оценивание", level="primary")])
        correction = Catalogue(SearchQuery("ru", "оценивние").with_value("level", "higher")).correction
        assert correction is not None
        assert (correction.label, correction.count) == ("оценивание", 1)
        assert "level" not in correction.url

    def test_a_slip_among_other_words_is_mended_above_what_some_words_found(
        self, client: Client, engine: Engine
    ) -> None:
        engine.index([document("Оценивание урока"), document("План урока")])
        html = get(client, "?q=оценивние урока")
        assert "план" in html.lower()
        assert "оценивание урока" in Links(html).found

    def test_a_word_that_filters_hide_is_no_slip(self, engine: Engine) -> None:
        engine.index([document("Кандидаты", level="primary"), document("Кандидат")])
        assert Catalogue(SearchQuery("ru", "кандидата").with_value("level", "higher")).correction is None

    def test_words_are_offered_without_signs_that_find_nothing(self, engine: Engine) -> None:
        engine.index([document("Урок математики"), document("Математика вне урока")])
        correction = Catalogue(SearchQuery("ru", '"математики урок"')).correction
        assert correction is not None
        assert (correction.label, correction.count) == ("математики урок", 2)
        assert Catalogue(SearchQuery("ru", "-урок -математика")).correction is None

    def test_the_signs_are_explained(self, client: Client, site: Site) -> None:
        page = get(client, "?q=%22a+b%22+-c")
        assert 'aria-describedby="catalogue-help"' in page
        assert 'value="&quot;a b&quot; -c"' in page

    def test_a_correction_to_what_nobody_may_read_is_not_offered(self, engine: Engine) -> None:
        secret = document("Секретность")
        engine.index([secret])
        engine.remove([secret.key])
        assert Catalogue(SearchQuery("ru", "секретнасть")).correction is None

    def test_popular_subjects_are_a_way_on(self, client: Client, engine: Engine) -> None:
        engine.index([document("Дроби", **MATHS)])
        links = Links(get(client, "?q=абракадабра")).found
        assert links["Науки 1"] == "?subject=sciences"

    def test_an_empty_catalogue_is_a_page_too(self, client: Client) -> None:
        assert "nothing" in get(client)


class TestSuggestions:
    def test_options_lead_to_pages(self, client: Client, engine: Engine) -> None:
        given = document("Формирующее оценивание", language="kk")
        engine.index([given])
        html = client.get(f"{URL}suggest/", {"q": "форм"}).content.decode()
        assert f'data-url="{given.url}"' in html
        assert 'role="option"' in html
        assert 'lang="kk"' in html
        assert "data-status=" in html

    @pytest.mark.parametrize("typed", ["", "абракадабра", "<b>", "'"])
    def test_nothing_to_suggest(self, client: Client, engine: Engine, typed: str) -> None:
        engine.index([document()])
        assert 'role="option"' not in client.get(f"{URL}suggest/", {"q": typed}).content.decode()

    def test_a_hostile_title_stays_text(self, client: Client, engine: Engine) -> None:
        engine.index([document('<img src=x onerror="alert(1)"> урок', url='/ru/"><script>')])
        html = client.get(f"{URL}suggest/", {"q": "урок"}).content.decode()
        assert "<img" not in html
        assert "<script" not in html


class TestCost:
    @pytest.mark.parametrize("address", ["", "?q=урок", "?q=урок&level=primary&tag=x&subject=maths", "?q=нетникак"])
    def test_the_number_of_queries_does_not_depend_on_the_number_of_documents(
        self, client: Client, engine: Engine, address: str
    ) -> None:
        get(client, address)  # warms what the site's frame caches
        numbers = []
        for number in (3, 60):
            engine.clear()
            engine.index([document(f"Урок {place}", tags=(f"x{place}", "x"), **MATHS) for place in range(number)])
            with CaptureQueriesContext(connection) as captured:
                get(client, address)
            numbers.append(len(captured))
        assert numbers[0] == numbers[1]

    def test_suggestions_cost_two_queries(self, client: Client, engine: Engine) -> None:
        engine.index([document(f"Урок {number}") for number in range(30)])
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{URL}suggest/", {"q": "урок"})
        assert len(captured) == 2


class TestWording:
    @pytest.mark.parametrize(
        ("type_name", "minutes", "words"),
        [
            ("object", None, ""),
            ("object", 0, ""),
            ("object", 1, "1 minute"),
            ("object", 45, "45 minutes"),
            ("object", 120, "2 hours"),
            ("object", 130, "2 hours 10 minutes"),
            ("course", 36 * 45, "36 academic hours"),
        ],
    )
    def test_durations(self, type_name: str, minutes: int | None, words: str) -> None:
        with translation.override("en"):
            assert presentation.duration(type_name, minutes) == words

    def test_every_type_has_a_picture(self) -> None:
        icons = {presentation.icon("object", value) for value in ResourceType.values}
        assert "" not in icons
        assert presentation.icon("course", "") == "course"

    def test_every_facet_of_addresses_is_there_in_their_order(self) -> None:
        assert tuple(facet.name for facet in FACETS) == FACET_NAMES

    def test_every_kind_of_document_has_words(self) -> None:
        with translation.override("en"):
            assert {presentation.kind(kind.name, "") for kind in DOCUMENT_TYPES} == {
                "Course",
                "Learning object",
                "Programme",
            }
