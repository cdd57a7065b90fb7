"""What counts as the same word, in seven languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import (
    alternatives,
    analyse,
    beginning,
    exact_key,
    normalise,
    other_layout,
    phrases,
    query_terms,
    sort_key,
    tokenise,
    words,
)
from search.analysis.languages import LANGUAGES as TABLE
from search.analysis.queries import MAX_TERMS
from search.analysis.tokens import MAX_TOKEN_LENGTH

LANGUAGES = list(TABLE)


def meets(query: str, text: str, language: str) -> bool:
    """Whether a document with this text has every word of the query."""
    document = set(analyse(text, language))
    terms = query_terms(query)
    return bool(terms) and all(term.forms & document for term in terms)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("кандидат", "Кандидаты на должность директора", "ru"),
        ("кандидаты", "Кандидат на должность директора", "ru"),
        ("кандидатами", "О кандидате", "ru"),
        ("елка", "Ёлки в школе", "ru"),
        ("ёлка", "Елки в школе", "ru"),
        ("teacher", "Teachers' books", "en"),
        ("teachers", "The teacher’s book", "en"),
        ("assessments", "Formative assessment", "en"),
        ("assessment", "Что такое formative assessments", "ru"),
        ("o'quv", "Oʻquv rejasi", "uz"),
        ("oʻquv", "O‘quv rejasi", "uz"),
        ("ta`lim", "Taʼlim sifati", "uz"),
        ("tog'", "Togʻ haqida", "uz"),
        ("БАҒАЛАУ", "Қалыптастырушы бағалау", "kk"),
        ("ацэньванне", "Фарміруючае ацэньванне", "be"),
        ("教育", "形成性教育评估", "zh-hans"),
        ("评估方法", "课堂评估方法与工具", "zh-hans"),
        ("评", "课堂评估", "zh-hans"),
        ("ＡＩ 教育", "AI教育", "zh-hans"),
        ("урок: наблюдение", "Наблюдение урока", "ru"),
        ("йод", "и\u0306од и опыты", "ru"),
        ("оқушы", "Оқушыларының жетістігі", "kk"),
        ("окушы", "Оқушыларының жетістігі", "kk"),
        ("кабілет", "Қабілеттерін дамыту", "kk"),
        ("мугалим", "Мугалимдердин билими", "ky"),
        ("окуу", "Окуунун сапасы", "ky"),
        ("o'qituvchi", "O‘qituvchilarning bilimi", "uz"),
        ("ўқитувчи", "Oʻqituvchilarning bilimi", "uz"),
        ("o'qituvchilar", "Ўқитувчи билими", "uz"),
        ("узбек тили", "Oʻzbek tili", "uz"),
        ("халк таълими", "Xalq taʼlimi", "uz"),
        ("ёрдам", "Yordamchi dastur yordami", "uz"),
        ("урок", "Урокі мовы", "be"),
        ("настаўнік", "Настаўнікі і вучні", "be"),
        ("настауник", "Настаўнікі і вучні", "be"),
        ("resume", "Résumé of a teacher", "en"),
    ],
)
def test_a_query_meets_a_document(query: str, text: str, language: str) -> None:
    assert meets(query, text, language)


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("кандидат", "Кандидоз", "ru"),
        ("教育", "教师培育", "zh-hans"),
        ("school", "Preschool", "en"),
        ("мир", "Мирный", "kk"),
    ],
)
def test_other_words_are_not_met(query: str, text: str, language: str) -> None:
    assert not meets(query, text, language)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("j,hfpjdfybt", "образование"),
        ("Ehjr 5", "Урок 5"),
        ("еуфсрук", "teacher"),
        ("привет world", None),
        ("2024", None),
        ("", None),
    ],
)
def test_keys_in_the_other_layout(typed: str, meant: str | None) -> None:
    assert other_layout(typed) == meant


def test_normalising_unifies_spellings() -> None:
    assert normalise("Ёж ﬁne ＡＢＣ O’QUV") == "ёж fine abc oʻquv"


def test_tokens_point_into_the_text() -> None:
    text = "«Ёлка», o'quv; 教育AI."
    found = [(token.text, text[token.start : token.end]) for token in tokenise(text)]
    assert found == [("ёлка", "Ёлка"), ("oʻquv", "o'quv"), ("教育", "教育"), ("ai", "AI")]


def test_chinese_becomes_characters_and_pairs_in_order() -> None:
    assert analyse("教育学", "zh-hans") == ["教", "教育", "育", "育学", "学"]


def test_a_part_of_a_chinese_run_is_a_phrase_of_its_terms() -> None:
    whole, part = analyse("课堂教育评估", "zh-hans"), analyse("教育评", "zh-hans")
    assert any(whole[at : at + len(part)] == part for at in range(len(whole)))


def test_a_single_chinese_character_is_asked_for_alone_only_when_it_stands_alone() -> None:
    assert [term.forms for term in query_terms("教育学 评")] == [{"教育"}, {"育学"}, {"评"}]


def test_stop_words_are_not_insisted_on() -> None:
    assert [term.forms for term in query_terms("наблюдение за уроком и в классе")] == [
        alternatives(token) for token in tokenise("наблюдение уроком классе")
    ]


def test_stop_words_alone_are_a_query() -> None:
    assert len(query_terms("the and")) == 2


def test_the_same_word_twice_is_asked_for_once() -> None:
    assert len(query_terms("урок урок УРОК")) == 1


def test_a_query_has_a_bounded_number_of_terms() -> None:
    assert len(query_terms(" ".join(f"слово{number}" for number in range(200)))) == MAX_TERMS


def test_a_phrase_keeps_stop_words_and_each_way_of_stemming() -> None:
    ways = phrases("оценивание для обучения")
    assert ways[0] == ("оцениван", "для", "обучен")
    assert len(ways) == len(set(ways))
    assert {len(way) for way in ways} == {3}


def test_a_very_long_token_is_cut() -> None:
    assert analyse("щ" * 5000, "kk") == ["щ" * MAX_TOKEN_LENGTH]


def test_a_language_that_is_not_in_the_table_passes_through() -> None:
    assert analyse("Кандидаты", "xx") == ["кандидаты"]


def test_words_are_whole_and_chinese_begins_anywhere() -> None:
    assert words("Кандидаты наук") == ["кандидаты", "наук"]
    assert words("教育学") == ["教育学", "育学", "学"]


def test_what_is_typed_of_chinese_is_compared_by_as_much_as_is_kept() -> None:
    (token,) = tokenise("一二三四五六七八九十")
    assert any(word.startswith(beginning(token)) for word in words("零一二三四五六七八九十"))


def test_exact_key_ignores_case_and_punctuation() -> None:
    assert exact_key("Урок: «Ёлка»!") == exact_key("урок елка")


def test_titles_sort_by_their_alphabet() -> None:
    kazakh = ["Әліппе", "Атлас", "Аяз", "Бағалау", "Қазақ тілі", "Кітап", "Лекция"]
    assert sorted(kazakh, key=lambda title: sort_key(title, "kk")) == [
        "Атлас", "Аяз", "Әліппе", "Бағалау", "Кітап", "Қазақ тілі", "Лекция",
    ]  # fmt: skip


def test_uzbek_digraphs_sort_behind_z() -> None:
    titles = ["Choy", "Zamon", "Oʻquv", "Ona", "Shahar", "Savol"]
    assert sorted(titles, key=lambda title: sort_key(title, "uz")) == [
        "Ona", "Savol", "Zamon", "Oʻquv", "Shahar", "Choy",
    ]  # fmt: skip


def test_numbers_in_titles_sort_by_value() -> None:
    assert sort_key("Урок 9", "ru") < sort_key("Урок 10", "ru")


@given(language=st.sampled_from(LANGUAGES), text=st.text())
def test_whatever_the_text_terms_are_plain(language: str, text: str) -> None:
    for term in analyse(text, language):
        assert term
        assert len(term) <= MAX_TOKEN_LENGTH + 2
        assert not set(term) & set(" '\"\\:*&|!()<>\x00")


@given(
    language=st.sampled_from(LANGUAGES), text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
)
def test_a_text_is_found_by_itself(language: str, text: str) -> None:
    if query_terms(text):
        assert meets(text, text, language)


@given(text=st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = [token.text for token in tokenise(text)]
    assert [token.text for token in tokenise(" ".join(once))] == once
