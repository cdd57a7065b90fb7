"""Phrases in quotation marks and exclusions, on every engine."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import Engine
from search.query import SearchQuery
from tests.factories.search import document
from tests.search.engines.test_search import ask, titles


def test_a_phrase_stands_word_by_word_in_any_form(engine: Engine) -> None:
    engine.index(
        [
            document("Анализ урока математики"),
            document("Математика: анализ посещённого урока"),
            document("Памятка", body="После анализа уроков математики учитель пишет вывод."),
        ]
    )
    assert sorted(titles(ask(engine, '"анализ урока математики"'))) == ["Анализ урока математики", "Памятка"]
    assert ask(engine, "анализ урока математики").total == 3


@pytest.mark.parametrize(
    ("query", "title", "other", "language"),
    [
        ("«формативті бағалау»", "Формативті бағалау құралдары", "Бағалау формативті ме?", "kk"),
        ("“课堂评估”", "有效的课堂评估", "课堂管理与评估", "zh-hans"),
        ('"o\'quv rejasi"', "O‘quv rejasi namunasi", "Rejasi bor o‘quv", "uz"),
        ('"lesson observation"', "Lesson observations", "Observation of a lesson", "en"),
    ],
)
def test_phrases_of_other_languages(engine: Engine, query: str, title: str, other: str, language: str) -> None:
    engine.index([document(title, language=language), document(other, language=language)])
    assert titles(ask(engine, query, language)) == [title]


def test_tags_and_subjects_have_phrases_too(engine: Engine) -> None:
    engine.index([document("Памятка", tags=("раннее развитие",)), document("Развитие раннее")])
    assert "Памятка" in titles(ask(engine, '"раннее развитие"'))


def test_a_phrase_holds_when_some_words_are_missing(engine: Engine) -> None:
    engine.index([document("Анализ урока"), document("Урок и анализ зимой"), document("Зимой")])
    results = ask(engine, '"анализ урока" зимой')
    assert (titles(results), results.some_words) == (["Анализ урока"], True)


def test_a_phrase_nobody_wrote_finds_nothing(engine: Engine) -> None:
    engine.index([document("Анализ урока")])
    results = ask(engine, '"урока анализ"')
    assert (results.total, results.instead) == (0, "")


def test_what_is_excluded_is_not_found_in_any_form(engine: Engine) -> None:
    engine.index([document("Урок: дроби"), document("Урок", body="О дробях."), document("Урок: степени")])
    assert titles(ask(engine, "урок -дробь")) == ["Урок: степени"]
    assert titles(ask(engine, "-дробь")) == ["Урок: степени"]


def test_a_phrase_is_excluded_as_a_whole(engine: Engine) -> None:
    engine.index([document("Урок устного счёта"), document("Счёт: устный урок")])
    assert titles(ask(engine, 'урок -"устный счёт"')) == ["Счёт: устный урок"]


def test_an_object_is_excluded_in_all_its_languages(engine: Engine) -> None:
    key = uuid.uuid4()
    russian = replace(document("Тест по дробям", tags=("контроль",)), translation_key=key)
    english = replace(document("Quiz on fractions", language="en", tags=("контроль",)), translation_key=key)
    engine.index([russian, english, document("Контроль")])
    assert ask(engine, "контроль").total == 2
    assert titles(ask(engine, "контроль -тест")) == ["Контроль"]


def test_excluded_words_are_not_marked(engine: Engine) -> None:
    engine.index([document("Урок физики")])
    assert ask(engine, "урок -дроби").hits[0].title == "<mark>Урок</mark> физики"
    assert ask(engine, "физики -дроби").without_filters == 1


def test_some_words_never_bring_back_what_was_excluded(engine: Engine) -> None:
    engine.index([document("Урок дробей"), document("Урок степеней")])
    results = ask(engine, "урок зимой -дроби")
    assert (titles(results), results.some_words) == (["Урок степеней"], True)


def test_counts_know_of_phrases_and_exclusions(engine: Engine) -> None:
    engine.index([document("Урок дробей", level="primary"), document("Урок степеней", level="higher")])
    assert ask(engine, "урок -дроби").counts["level"] == {"higher": 1}
    assert ask(engine, '"урок дробей"').counts["level"] == {"primary": 1}
    assert ask(engine, "урок -дроби", level="primary").without == {"level": 1}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "-", "\u2212", "--"]),
            st.sampled_from(['"{}"', "«{}»", "“{}”", '"{}', "{}»", "{}"]),
            st.text(alphabet="абвab教育 '*:()&|!<>\\^{}%-", max_size=12),
        ),
        max_size=12,
    )
)
def test_no_signs_break_a_search(engine: Engine, parts: list[tuple[str, str, str]]) -> None:
    text = " ".join(minus + marks.format(said) for minus, marks, said in parts)
    query = SearchQuery("ru").with_text(text)
    assert engine.search(query).total == 0
    engine.suggest(query.text, "ru", 5)
    engine.correct(query.text)
