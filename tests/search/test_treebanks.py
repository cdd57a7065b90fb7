"""How well the stemmers of the table do. ``pytest tests/search/test_treebanks.py -n0 -s`` prints the figures."""

from pathlib import Path

import pytest

from search.analysis.languages import LANGUAGES, fold
from tests.search.treebanks import Stemming, measure, read

SIMPLE = {"kk": 0.49, "ky": 0.53, "uz": 0.46, "be": 0.71}
"""F1 of a first draft of one pattern per language: what the table has to beat."""


@pytest.mark.parametrize("code", list(SIMPLE))
def test_stemming_brings_forms_together_and_keeps_words_apart(shared_data: Path, code: str) -> None:
    forms = read(shared_data / "treebanks" / f"{code}.conllu.gz")
    found = measure(forms, LANGUAGES[code].term)
    print(f"{code}: {sum(map(len, forms.values()))} forms: {found}")  # noqa: T201 - the figures are asked for
    assert found.f1 > SIMPLE[code]
    assert found.f1 > measure(forms, lambda form: fold(form)[:5]).f1
    assert found.recall > 0.5
    assert found.precision > 0.6


def test_the_measure_itself() -> None:
    forms = {"урок": {"урок", "уроки"}, "урочище": {"урочище"}}
    assert measure(forms, lambda form: form) == Stemming(0.0, 0.0)
    assert measure(forms, lambda form: form[:4]) == Stemming(1.0, 1.0)
    assert measure(forms, lambda form: form[:3]) == Stemming(1.0, 1 / 3)
    assert "understemming 0.000" in str(measure(forms, lambda form: form[:3]))
    assert Stemming(0.0, 0.0).f1 == 0.0
