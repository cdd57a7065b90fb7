"""The server makes the same terms of the same words as Python does, by the same table."""

from pathlib import Path

import pytest

from search.analysis import analyse
from search.analysis.tokens import plain
from search.engines.elastic import ElasticEngine
from search.engines.elastic.settings import index_settings
from tests.search.treebanks import read

_AT_ONCE = 1_500


def on_the_server(elastic: ElasticEngine, code: str, texts: list[str]) -> list[str]:
    """The terms the server makes of texts in a language."""
    name = f"{elastic.indexes.name}-agreement"
    client = elastic.indexes.client
    elastic.indexes.drop([name])
    client.indices.create(index=name, **index_settings(code))
    terms: list[str] = []
    for start in range(0, len(texts), _AT_ONCE):
        chunk = [plain(text) for text in texts[start : start + _AT_ONCE]]
        terms += [each["token"] for each in client.indices.analyze(index=name, analyzer="text", text=chunk)["tokens"]]
    elastic.indexes.drop([name])
    return terms


@pytest.mark.parametrize("code", ["kk", "ky", "uz", "be"])
def test_every_form_of_the_treebanks(elastic: ElasticEngine, shared_data: Path, code: str) -> None:
    forms = read(shared_data / "treebanks" / f"{code}.conllu.gz").values()
    words = sorted({word for group in forms for word in group})
    assert on_the_server(elastic, code, words) == [term for word in words for term in analyse(word, code)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ru", "Ёлки: «кандидатами» № 5, И\u0306од, teacher’s ＡＩ教育, Қазақстан"),
        ("en", "Teachers’ résumé; don't stop — 2024"),
        ("uz", "Ўқитувчиларнинг ёрдами, O‘qituvchi, togʻ"),
        ("zh-hans", "课堂教育评估方法，AI教育 评"),
    ],
)
def test_spellings(elastic: ElasticEngine, code: str, text: str) -> None:
    assert set(on_the_server(elastic, code, [text])) == set(analyse(text, code))
