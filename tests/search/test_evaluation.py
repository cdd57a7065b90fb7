"""The measures, and the file they are taken from."""

import pytest

from search.documents import Document
from search.engines.base import Engine
from search.evaluation import evaluate, measures, object_of, read


def test_the_measures() -> None:
    assert measures(["a", "b"], frozenset({"a"})) == (1.0, 1.0, 1.0)
    assert measures(["x", "a"], frozenset({"a"}))[1:] == (0.5, 1.0)
    assert measures(["x", "a"], frozenset({"a"}))[0] == pytest.approx(0.6309, abs=1e-4)
    assert measures([], frozenset({"a"})) == (0.0, 0.0, 0.0)
    assert measures([*"bcdefghijkl", "a"], frozenset({"a"})) == (0.0, 0.0, 0.0)


def test_translations_of_an_object_share_a_key() -> None:
    documents, judgments = read(
        [
            '{"object": "p1", "language": "ru", "title": "Урок"}',
            '{"object": "p1", "language": "en", "title": "Lesson"}',
            "",
            '{"query": "урок", "language": "ru", "relevant": ["p1"]}',
        ]
    )
    first, second = documents
    assert isinstance(first, Document)
    assert first.translation_key == second.translation_key
    assert {object_of(each.key) for each in documents} == {"p1"}
    assert judgments[0].relevant == {"p1"}


@pytest.mark.parametrize("line", ["{", '{"query": "x"}', '{"language": "ru"}', "[1]"])
def test_a_line_that_is_neither_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="Line 2 is neither"):
        read(["", line])


def test_an_engine_is_measured_by_language(engine: Engine) -> None:
    documents, judgments = read(
        [
            '{"object": "a", "language": "ru", "title": "Наблюдение урока"}',
            '{"object": "b", "language": "en", "title": "Assessment"}',
            '{"query": "наблюдения", "language": "ru", "relevant": ["a"]}',
            '{"query": "assessments", "language": "en", "relevant": ["b"]}',
            '{"query": "nothing like it", "language": "en", "relevant": ["b"]}',
        ]
    )
    engine.index(documents)
    quality = evaluate(engine, judgments)
    assert (quality["ru"].mrr, quality["ru"].queries) == (1.0, 1)
    assert (quality["en"].ndcg, quality["en"].recall) == (0.5, 0.5)
