"""Words with their dictionary forms, as linguists wrote them down, and how well a stemmer brings them together."""

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from search.analysis import normalise

_NOT_WORDS = {"PUNCT", "NUM", "SYM", "X"}


@dataclass(frozen=True)
class Stemming:
    """Of pairs of forms of one word, the share made equal; of pairs made equal, the share that are of one word."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        """The two as one number."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0

    def __str__(self) -> str:
        under, over = 1 - self.recall, 1 - self.precision
        return (
            f"recall {self.recall:.3f} (understemming {under:.3f}), "
            f"precision {self.precision:.3f} (overstemming {over:.3f}), F1 {self.f1:.3f}"
        )


def read(treebank: Path) -> Mapping[str, set[str]]:
    """The forms of each word."""
    forms: dict[str, set[str]] = defaultdict(set)
    with gzip.open(treebank, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if len(fields) == 10 and fields[0].isdigit() and fields[3] not in _NOT_WORDS and fields[2] != "_":
                form, lemma = fields[1], fields[2].lower()
                if not {" ", "-"} & set(form):
                    forms[lemma].add(normalise(form))
    return forms


def measure(forms: Mapping[str, set[str]], stem: Callable[[str], str]) -> Stemming:
    """How well the stemmer does on these words."""
    words_of: dict[str, set[str]] = defaultdict(set)
    for lemma, group in forms.items():
        for form in group:
            words_of[form].add(lemma)
    related = [pair for group in forms.values() for pair in combinations(sorted(group), 2)]
    stems: dict[str, list[str]] = defaultdict(list)
    for form in sorted(words_of):
        stems[stem(form)].append(form)
    equal = [pair for group in stems.values() for pair in combinations(group, 2)]
    return Stemming(
        _share(stem(first) == stem(second) for first, second in related),
        _share(bool(words_of[first] & words_of[second]) for first, second in equal),
    )


def _share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed) if listed else 0.0
