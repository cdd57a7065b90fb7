"""What every engine has to answer, whichever it is: finding, ranking, translations, facets, pages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import Engine, Results
from search.query import PAGE_SIZE, SearchQuery, Sort
from tests.factories.search import document

MATHS: dict[str, Any] = {
    "subjects": ("sciences", "maths"),
    "subject_labels": ({"ru": "Науки", "en": "Sciences"}, {"ru": "Математика", "en": "Mathematics"}),
}
PHYSICS: dict[str, Any] = {
    "subjects": ("sciences", "physics"),
    "subject_labels": ({"ru": "Науки"}, {"ru": "Физика", "en": "Physics"}),
}


def ask(engine: Engine, text: str = "", language: str = "ru", **selected: Any) -> Results:
    query = SearchQuery(
        language,
        text,
        sort=selected.pop("sort", Sort.RELEVANCE),
        page=selected.pop("page", 1),
    )
    for facet, values in selected.items():
        for value in [values] if isinstance(values, str) else values:
            query = replace(query.with_value(facet, value), page=query.page)
    return engine.search(query)


def titles(results: Results) -> list[str]:
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in results.hits]


class TestFinding:
    @pytest.mark.parametrize(
        ("query", "title", "language"),
        [
            ("кандидат", "Кандидаты на должность", "ru"),
            ("кандидаты", "Кандидат на должность", "ru"),
            ("assessments", "Formative assessment", "en"),
            ("ёлка", "Елка в школе", "ru"),
            ("Урок: «начало»", "Урок: начало", "ru"),
            ("Урок:начало", "Урок: начало", "ru"),
            ("o'quv", "O‘quv rejasi", "uz"),
            ("评估", "课堂评估方法", "zh-hans"),
            ("бағалау", "Қалыптастырушы бағалау", "kk"),
        ],
    )
    def test_a_title_is_found_by_its_words(self, engine: Engine, query: str, title: str, language: str) -> None:
        engine.index([document(title, language=language), document("Совсем другое")])
        assert titles(ask(engine, query)) == [title]

    def test_every_word_must_stand_somewhere(self, engine: Engine) -> None:
        engine.index(
            [
                document("Наблюдение", summary="О том, что видно на уроке."),
                document("Наблюдение за птицами"),
                document("Урок", body="Текст без второго слова."),
            ]
        )
        results = ask(engine, "наблюдение урока")
        assert titles(results) == ["Наблюдение"]
        assert not results.some_words

    def test_when_nothing_has_all_words_some_will_do(self, engine: Engine) -> None:
        engine.index([document("Наблюдение за птицами"), document("Планирование"), document("Наблюдение птиц весной")])
        results = ask(engine, "наблюдение птиц зимой в африке")
        assert results.some_words
        assert titles(results)[-1] != "Планирование"
        assert results.total == 2

    @pytest.mark.parametrize(("typed", "meant"), [("yf,k.ltybt", "наблюдение"), ("дуыыщт", "lesson")])
    def test_the_other_keyboard_layout_is_understood(self, engine: Engine, typed: str, meant: str) -> None:
        engine.index([document("Наблюдение"), document("Lesson", language="en")])
        results = ask(engine, typed)
        assert (results.total, results.instead, results.some_words) == (1, meant, False)
        assert titles(results)[0].lower() == meant

    def test_what_is_found_as_typed_is_not_taken_for_another_layout(self, engine: Engine) -> None:
        engine.index([document("Ghbdtn"), document("Привет")])
        results = ask(engine, "ghbdtn")
        assert (titles(results), results.instead) == (["Ghbdtn"], "")

    def test_filters_do_not_make_a_query_look_for_fewer_words(self, engine: Engine) -> None:
        engine.index([document("Наблюдение урока", level="primary"), document("Наблюдение", level="higher")])
        results = ask(engine, "наблюдение урока", level="higher")
        assert (results.total, results.some_words) == (0, False)

    def test_authors_and_text_are_found_in_the_body(self, engine: Engine) -> None:
        engine.index([document("Памятка", body="Составила Айжан Образцова")])
        assert titles(ask(engine, "образцовой")) == ["Памятка"]

    def test_subjects_carry_a_query_into_other_languages(self, engine: Engine) -> None:
        engine.index([document("Дроби", **MATHS)])
        assert titles(ask(engine, "mathematics", "en")) == ["Дроби"]
        assert titles(ask(engine, "sciences", "en")) == ["Дроби"]

    def test_tags_are_found(self, engine: Engine) -> None:
        engine.index([document("Памятка", tags=("инклюзия",))])
        assert titles(ask(engine, "инклюзии")) == ["Памятка"]

    @pytest.mark.parametrize("text", ["!!!", ":", '"', "« »", "🐦"])
    def test_a_text_without_words_finds_nothing(self, engine: Engine, text: str) -> None:
        engine.index([document()])
        assert ask(engine, text).total == 0

    def test_an_empty_index_answers(self, engine: Engine) -> None:
        results = ask(engine, "урок", subject="maths", sort=Sort.TITLE, page=7)
        assert (results.hits, results.total, results.page, results.pages) == ((), 0, 1, 1)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.one_of(
            st.text(max_size=200),
            st.text(alphabet="'\"\\:*&|!()<>-^{}%_~ \u202eаa教1", max_size=60),
            st.sampled_from(
                ["NEAR(a b)", 'title:"', "a AND NOT b", "a <-> b", "'; DROP TABLE search_entry; --", "a:*"]
            ),
        ),
        value=st.text(min_size=1, max_size=30),
    )
    def test_no_text_and_no_value_breaks_a_search(self, engine: Engine, text: str, value: str) -> None:
        query = SearchQuery("ru").with_text(text).with_value("subject", value).with_value("tag", value)
        assert engine.search(query).total == 0
        engine.suggest(query.text, "ru", 5)
        engine.correct(query.text)


class TestRanking:
    def test_an_exact_title_is_first_then_a_phrase_in_a_title_then_weight(self, engine: Engine) -> None:
        engine.index(
            [
                document("Памятка", body="Наблюдение урока. " * 30),
                document("Урок без наблюдения"),
                document("Как вести наблюдение урока", body="слова " * 200),
                document("Наблюдение урока!", body="слова " * 500),
                document("Наблюдение урока, наблюдение урока: наблюдение урока"),
            ]
        )
        assert titles(ask(engine, "наблюдение урока"))[0] == "Наблюдение урока!"
        assert set(titles(ask(engine, "наблюдение урока"))[1:3]) == {
            "Как вести наблюдение урока",
            "Наблюдение урока, наблюдение урока: наблюдение урока",
        }

    def test_a_phrase_is_a_phrase_in_other_forms_too(self, engine: Engine) -> None:
        engine.index(
            [document("Урок, наблюдение, кандидат и наука"), document("О кандидатах наук " + "и прочем " * 20)]
        )
        assert titles(ask(engine, "кандидат наук"))[0].startswith("О кандидатах")

    def test_title_then_tags_then_summary_then_body(self, engine: Engine) -> None:
        filler = "прочее слово " * 3
        engine.index(
            [
                document("Четвертый", body=f"оценивание {filler}"),
                document("Третий", summary=f"оценивание {filler}"),
                document("Второй", tags=("оценивание",)),
                document("Оценивание: первый"),
            ]
        )
        assert titles(ask(engine, "оценивание")) == ["Оценивание: первый", "Второй", "Третий", "Четвертый"]

    def test_without_words_the_readers_language_and_the_newest_come_first(self, engine: Engine) -> None:
        engine.index(
            [
                document("Old", language="en", published_at=datetime(2020, 1, 1, tzinfo=UTC)),
                document("Новое", language="ru", published_at=datetime(2026, 5, 1, tzinfo=UTC)),
                document("New", language="en", published_at=datetime(2024, 1, 1, tzinfo=UTC)),
                document("Undated", language="en", published_at=None),
            ]
        )
        assert titles(ask(engine, language="en")) == ["New", "Old", "Undated", "Новое"]

    def test_newest_first(self, engine: Engine) -> None:
        engine.index(
            [document(f"Урок {year}", published_at=datetime(year, 1, 1, tzinfo=UTC)) for year in (2021, 2025, 2023)]
        )
        assert titles(ask(engine, "урок", sort=Sort.NEWEST)) == ["Урок 2025", "Урок 2023", "Урок 2021"]

    def test_by_title_in_the_order_of_the_alphabet(self, engine: Engine) -> None:
        names = ["Урок 10", "«Азбука»", "урок 9", "Ёлка", "Еда", "Жизнь"]
        engine.index([document(name) for name in names])
        assert titles(ask(engine, sort=Sort.TITLE)) == ["«Азбука»", "Еда", "Ёлка", "Жизнь", "урок 9", "Урок 10"]


class TestTranslations:
    def test_translations_of_one_object_are_one_hit(self, engine: Engine) -> None:
        russian = document("Математика", **MATHS)
        english = document("Mathematics", language="en", translation_of=russian, **MATHS)
        kazakh = document("Математика", language="kk", translation_of=russian, **MATHS)
        engine.index([russian, english, kazakh, document("Физика")])
        results = ask(engine, "математика", "en")
        assert results.total == 1
        assert results.hits[0].language == "en"
        assert [(each.language, each.url) for each in results.hits[0].translations] == [
            ("kk", kazakh.url),
            ("ru", russian.url),
        ]

    @pytest.mark.parametrize(("reader", "shown"), [("ru", "ru"), ("en", "en"), ("kk", "ru"), ("zh-hans", "en")])
    def test_the_nearest_language_is_shown(self, engine: Engine, reader: str, shown: str) -> None:
        russian = document("Дроби")
        engine.index([document("Fractions", language="en", translation_of=russian), russian])
        assert [hit.language for hit in ask(engine, language=reader).hits] == [shown]

    def test_only_a_translation_that_has_the_words_is_shown(self, engine: Engine) -> None:
        russian = document("Дроби")
        engine.index([document("Fractions", language="en", translation_of=russian), russian])
        assert titles(ask(engine, "fraction", "ru")) == ["Fractions"]

    def test_a_language_selected_shows_that_translation(self, engine: Engine) -> None:
        russian = document("Дроби")
        engine.index([document("Fractions", language="en", translation_of=russian), russian])
        assert titles(engine.search(SearchQuery("ru").with_value("language", "en"))) == ["Fractions"]


class TestFacets:
    @pytest.fixture(autouse=True)
    def _documents(self, engine: Engine) -> None:
        russian = document("Дроби", level="primary", tags=("счет",), **MATHS)
        engine.index(
            [
                russian,
                document("Fractions", language="en", level="primary", translation_of=russian, **MATHS),
                document("Свет", level="higher", licence="CC0-1.0", resource_type="video", **PHYSICS),
                document("Тень", level="higher", **PHYSICS),
                document("Курс", type="course", resource_type="", level="higher", licence="", tags=("счет",)),
            ]
        )

    def test_every_facet_is_counted_in_objects(self, engine: Engine) -> None:
        counts = ask(engine).counts
        assert counts["type"] == {"object": 3, "object.article": 2, "object.video": 1, "course": 1}
        assert counts["subject"] == {"sciences": 3, "maths": 1, "physics": 2}
        assert counts["level"] == {"primary": 1, "higher": 3}
        assert counts["language"] == {"ru": 4, "en": 1}
        assert counts["licence"] == {"CC-BY-4.0": 2, "CC0-1.0": 1}
        assert counts["tag"] == {"счет": 2}

    def test_inside_a_facet_any_value_will_do(self, engine: Engine) -> None:
        assert ask(engine, subject=["maths", "physics"]).total == 3

    def test_across_facets_each_must_be_met(self, engine: Engine) -> None:
        assert titles(ask(engine, subject=["maths", "physics"], level="higher", licence="CC0-1.0")) == ["Свет"]

    def test_a_subject_includes_those_beneath_it(self, engine: Engine) -> None:
        assert ask(engine, subject="sciences").total == 3

    def test_counts_of_a_facet_ignore_its_own_selection_alone(self, engine: Engine) -> None:
        counts = engine.search(SearchQuery("ru").with_value("level", "primary").with_value("language", "ru")).counts
        assert counts["level"] == {"primary": 1, "higher": 3}
        assert counts["language"] == {"ru": 1, "en": 1}
        assert counts["subject"] == {"sciences": 1, "maths": 1}

    def test_what_dropping_a_facet_would_give(self, engine: Engine) -> None:
        results = ask(engine, level="primary", licence="CC0-1.0", tag="нет")
        assert results.total == 0
        assert results.without == {"level": 0, "licence": 0, "tag": 0}
        assert results.without_filters == 4
        results = ask(engine, level="primary", licence="CC0-1.0")
        assert results.without == {"level": 1, "licence": 1}

    def test_the_words_count_too(self, engine: Engine) -> None:
        assert ask(engine, "свет").counts["level"] == {"higher": 1}

    def test_a_value_that_does_not_exist_gives_nothing(self, engine: Engine) -> None:
        assert ask(engine, subject="x' OR 1=1 --").total == 0


class TestPages:
    def test_pages_follow_each_other_without_gaps_or_repetition(self, engine: Engine) -> None:
        engine.index([document(f"Урок {number:03}") for number in range(PAGE_SIZE * 2 + 5)])
        found = [title for page in (1, 2, 3) for title in titles(ask(engine, "урок", page=page))]
        assert len(found) == len(set(found)) == PAGE_SIZE * 2 + 5

    def test_a_page_beyond_the_last_is_the_last(self, engine: Engine) -> None:
        engine.index([document(f"Урок {number:03}") for number in range(PAGE_SIZE + 1)])
        results = ask(engine, "урок", page=500)
        assert (results.page, results.pages, len(results.hits)) == (2, 2, 1)


class TestHits:
    def test_a_hit_carries_what_a_card_shows(self, engine: Engine) -> None:
        given = document("Урок", summary="О главном.", duration_minutes=15)
        engine.index([given])
        (hit,) = ask(engine).hits
        assert (hit.key, hit.type, hit.page_id, hit.url) == (given.key, "object", given.page_id, given.url)
        assert (hit.language, hit.level, hit.licence, hit.resource_type) == ("ru", "primary", "CC-BY-4.0", "article")
        assert (hit.duration_minutes, hit.published_at, hit.summary) == (15, given.published_at, "О главном.")

    def test_forms_of_the_words_are_marked(self, engine: Engine) -> None:
        engine.index([document("Кандидаты", summary="Для кандидатов <b>и всех</b>.")])
        (hit,) = ask(engine, "кандидат").hits
        assert hit.title == "<mark>Кандидаты</mark>"
        assert hit.summary == "Для <mark>кандидатов</mark> &lt;b&gt;и всех&lt;/b&gt;."

    def test_a_fragment_of_the_body_shows_why_it_was_found(self, engine: Engine) -> None:
        engine.index(
            [document("Памятка", summary="Коротко.", body="Начало. " * 80 + "Здесь про кандидатов. " + "Конец. " * 80)]
        )
        (hit,) = ask(engine, "кандидат").hits
        assert "про <mark>кандидатов</mark>" in hit.summary

    def test_a_hostile_title_stays_text(self, engine: Engine) -> None:
        engine.index([document("<img src=x onerror=alert(1)> урок", summary="</p><script>урок</script>")])
        (hit,) = ask(engine, "урок").hits
        assert "<img" not in hit.title
        assert "<script" not in hit.summary


class TestTime:
    def test_what_has_expired_is_not_found_even_before_it_is_unpublished(self, engine: Engine) -> None:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        russian = document("Временное", expires_at=now)
        english = document("Temporary", language="en", translation_of=russian, tags=("x",))
        engine.index([russian, english])
        before, after = now - timedelta(seconds=1), now + timedelta(seconds=1)
        assert engine.search(SearchQuery("ru", "временное"), before).total == 1
        assert engine.search(SearchQuery("ru", "временное"), after).total == 0
        assert engine.search(SearchQuery("ru"), after).counts["language"] == {"en": 1}
        assert engine.search(SearchQuery("ru"), after).hits[0].translations == ()
        assert len(engine.suggest("врем", "ru", 5, before)) == 1
        assert engine.suggest("врем", "ru", 5, after) == []


class TestCost:
    @pytest.mark.parametrize(
        "query",
        [
            SearchQuery("ru"),
            SearchQuery("ru", "урок"),
            SearchQuery("ru", "урок физики")
            .with_value("level", "primary")
            .with_value("tag", "x")
            .with_value("tag", "y"),
        ],
    )
    def test_the_number_of_statements_does_not_depend_on_the_number_of_documents(
        self, engine: Engine, query: SearchQuery
    ) -> None:
        numbers = []
        for number in (3, 60):
            engine.clear()
            engine.index([document(f"Урок физики {place}", tags=("x",), **MATHS) for place in range(number)])
            with CaptureQueriesContext(connection) as captured:
                results = engine.search(query)
            assert results.total == number
            numbers.append(len(captured))
        assert numbers[0] == numbers[1] <= 5
