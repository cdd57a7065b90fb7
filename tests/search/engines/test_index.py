"""What every engine does with documents: storing, replacing, removing, building anew, suggesting, correcting."""

from dataclasses import replace
from typing import Any

import pytest

from search.engines.base import Engine, RebuildSupersededError
from search.query import SearchQuery
from tests.factories.search import document

MATHS: dict[str, Any] = {"subjects": ("maths",), "subject_labels": ({"ru": "Математика", "en": "Mathematics"},)}


def found(engine: Engine, text: str = "") -> list[str]:
    """Titles of the first page of results, in alphabetical order."""
    hits = engine.search(SearchQuery("ru", text)).hits
    return sorted(hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits)


class TestStoring:
    def test_a_document_replaces_the_one_with_its_key(self, engine: Engine) -> None:
        first = document("Старое", tags=("прежняя",))
        engine.index([first])
        engine.index([replace(first, title="Новое", tags=())])
        assert found(engine) == ["Новое"]
        assert found(engine, "старое") == found(engine, "прежняя") == []
        assert "tag" not in engine.search(SearchQuery("ru")).counts
        assert engine.suggest("стар", "ru", 5) == []

    def test_storing_nothing_is_no_error(self, engine: Engine) -> None:
        engine.index([])
        assert engine.status().documents == 0

    def test_removing(self, engine: Engine) -> None:
        one, two = document("Раз"), document("Два")
        engine.index([one, two])
        engine.remove([one.key, "page:0"])
        assert found(engine) == ["Два"]
        engine.remove([])
        assert found(engine) == ["Два"]

    def test_more_documents_than_one_statement_takes_are_removed(self, engine: Engine) -> None:
        documents = [document(f"Урок {number}") for number in range(1_100)]
        engine.index(documents)
        engine.remove([each.key for each in documents])
        assert engine.status().documents == 0
        assert found(engine, "урок") == []

    def test_clearing(self, engine: Engine) -> None:
        engine.index([document("Оценивание")])
        engine.clear()
        assert found(engine) == []
        assert engine.correct("оценивние") is None

    def test_hostile_and_very_long_texts_are_stored(self, engine: Engine) -> None:
        engine.index(
            [
                document(
                    "Урок ' \" \\ : * & | ! %s {}",
                    summary="щ" * 5_000,
                    body="слово 'x' \\ " * 9_000 + "教育" * 5_000,
                    tags=("x" * 300, "'", "%"),
                )
            ]
        )
        assert len(found(engine, "урок")) == 1
        assert len(found(engine, "教育")) == 1


class TestRebuilding:
    def test_readers_see_the_old_index_until_the_new_one_is_whole(self, engine: Engine) -> None:
        engine.index([document("Старое")])
        with engine.rebuilding() as new:
            new.add([document("Новое")])
            new.add([document("Новейшее")])
            assert found(engine) == ["Старое"]
            assert engine.status().building
            assert [each.title for each in engine.suggest("н", "ru", 5)] == []
        assert found(engine) == ["Новейшее", "Новое"]
        assert not engine.status().building
        assert engine.status().built_at is not None

    def test_a_rebuild_that_fails_changes_nothing(self, engine: Engine) -> None:
        engine.index([document("Старое")])
        with pytest.raises(ZeroDivisionError), engine.rebuilding() as new:  # noqa: PT012
            new.add([document("Новое")])
            raise ZeroDivisionError
        assert found(engine) == ["Старое"]
        assert not engine.status().building

    def test_what_changes_during_a_rebuild_is_in_the_new_index(self, engine: Engine) -> None:
        stale, gone = document("Старое"), document("Удалено")
        engine.index([stale, gone])
        with engine.rebuilding() as new:
            new.add([stale, gone])
            engine.index([replace(stale, title="Исправлено")])
            engine.remove([gone.key])
            assert found(engine) == ["Исправлено"]
        assert found(engine) == ["Исправлено"]

    def test_a_document_changed_first_is_replaced_by_its_present_state(self, engine: Engine) -> None:
        first = document("Старое")
        with engine.rebuilding() as new:
            engine.index([first])
            new.add([replace(first, title="Нынешнее")])
        assert found(engine) == ["Нынешнее"]

    def test_of_two_rebuilds_the_later_wins(self, engine: Engine) -> None:
        engine.index([document("Старое")])
        with pytest.raises(RebuildSupersededError), engine.rebuilding() as first:  # noqa: PT012
            first.add([document("Первая")])
            with engine.rebuilding() as second:
                second.add([document("Вторая")])
                with pytest.raises(RebuildSupersededError):
                    first.add([document("Опоздала")])
        assert found(engine) == ["Вторая"]

    def test_what_an_interrupted_rebuild_left_is_cleaned_up(self, engine: Engine) -> None:
        interrupted = engine.rebuilding()
        interrupted.__enter__().add([document("Брошено")])
        with engine.rebuilding() as new:
            new.add([document("Новое")])
        assert found(engine) == ["Новое"]


class TestSuggesting:
    @pytest.fixture(autouse=True)
    def _documents(self, engine: Engine) -> None:
        russian = document("Формирующее оценивание")
        engine.index(
            [
                russian,
                document("Formative assessment", language="en", translation_of=russian),
                document("Оценивание портфолио: рубрики", type="course", resource_type=""),
                document("Кандидат наук"),
                document("课堂评估方法", language="zh-hans"),
                document("Oʻquv rejasi", language="uz"),
            ]
        )

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("форм", "Формирующее оценивание"),
            ("ФОРМИРУЮЩЕЕ оцен", "Формирующее оценивание"),
            ("оцен форм", "Формирующее оценивание"),
            ("кандидаты", "Кандидат наук"),
            ("评估方", "课堂评估方法"),
            ("o'q", "Oʻquv rejasi"),
        ],
    )
    def test_words_of_a_title_that_begin_as_typed(self, engine: Engine, typed: str, expected: str) -> None:
        assert [each.title for each in engine.suggest(typed, "ru", 5)] == [expected]

    def test_titles_that_begin_so_come_first(self, engine: Engine) -> None:
        assert [each.title for each in engine.suggest("оценив", "ru", 5)] == [
            "Оценивание портфолио: рубрики",
            "Формирующее оценивание",
        ]

    def test_an_object_is_suggested_once_in_the_readers_language(self, engine: Engine) -> None:
        russian = document("Портфолио")
        engine.index([russian, document("Портфолио!", language="kk", translation_of=russian)])
        found = [each.title for each in engine.suggest("портфолио", "kk", 5)]
        assert found == ["Портфолио!", "Оценивание портфолио: рубрики"]

    def test_a_suggestion_says_what_it_is(self, engine: Engine) -> None:
        (course, _) = engine.suggest("оценив", "ru", 2)
        assert (course.type, course.resource_type, course.language) == ("course", "", "ru")
        assert course.url.startswith("/ru/")

    def test_no_more_than_asked_for(self, engine: Engine) -> None:
        assert len(engine.suggest("о", "ru", 1)) == 1

    @pytest.mark.parametrize("typed", ["", "  ", "'", '"', "*", "абвгд", "summary"])
    def test_nothing_to_suggest(self, engine: Engine, typed: str) -> None:
        assert engine.suggest(typed, "ru", 5) == []

    def test_bodies_are_not_suggested(self, engine: Engine) -> None:
        engine.index([document("Памятка", summary="рефлексия", body="рефлексия", tags=("рефлексия",))])
        assert engine.suggest("рефл", "ru", 5) == []


class TestCorrecting:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("оценивние", "оценивание"),
            ("матиматика", "математика"),
            ("mathmatics", "mathematics"),
            ("инклузия", "инклюзия"),
            ("инклюзию", None),
            ("оценивание", None),
            ("совершенно", None),
            ("", None),
        ],
    )
    def test_titles_subjects_and_tags_teach_words(self, engine: Engine, typed: str, meant: str | None) -> None:
        engine.index([document("Оценивание", tags=("инклюзия",), **MATHS)])
        assert engine.correct(typed) == meant

    def test_the_rest_of_the_query_stays(self, engine: Engine) -> None:
        engine.index([document("Оценивание урока")])
        assert engine.correct("«Оценивние» + урока!") == "«оценивание» + урока!"


class TestStatus:
    def test_documents_are_counted_by_type_and_language(self, engine: Engine) -> None:
        engine.index([document(), document(language="en"), document(type="course")])
        status = engine.status()
        assert status.documents == 3
        assert status.by_type == {"course": 1, "object": 2}
        assert status.by_language == {"en": 1, "ru": 2}
        assert status.built_at is None
        assert not status.building
