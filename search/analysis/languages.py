"""The table of languages: how a word of a text in each of them becomes a term.

A new language, or a better stemmer for one, is a row here and nothing anywhere else: the embedded engine asks
:meth:`Language.term`, a search server gets the same row as settings of its index.
"""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import snowballstemmer

from search.analysis.letters import FOLDS, UZBEK
from search.analysis.suffixes import BELARUSIAN, KAZAKH, KYRGYZ, Rule
from search.analysis.suffixes import UZBEK as UZBEK_ENDINGS

# Snowball's stemmers keep the word they work on in themselves, so threads must not share one.
_local = threading.local()


def _snowball(algorithm: str, word: str) -> str:
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    return str(stemmers[algorithm].stemWord(word))


@dataclass(frozen=True)
class Language:
    """One row. ``letters`` come on top of the folds of every language, ``snowball`` after the rules.

    The algorithms of Snowball leave words of another script as they are, so several may stand in one row: terms of
    other languages stand in most texts, English ones in Russian, Russian ones in English and Chinese.
    """

    code: str
    snowball: tuple[str, ...] = ()
    rules: Sequence[Rule] = ()
    letters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def folds(self) -> Mapping[str, str]:
        """All letters that are written as others."""
        return {**FOLDS, **self.letters}

    def term(self, word: str) -> str:
        """The term that a normalised word becomes; never empty."""
        return self._cached(word)

    @cached_property
    def _cached(self) -> Callable[[str], str]:
        return lru_cache(maxsize=65_536)(self._term)

    @cached_property
    def _compiled(self) -> Sequence[tuple[re.Pattern[str], str]]:
        return [(re.compile(rule.pattern), rule.replacement.replace("$", "\\")) for rule in self.rules]

    @cached_property
    def _table(self) -> dict[int, str]:
        return str.maketrans(dict(self.folds))

    def _term(self, word: str) -> str:
        term = word.translate(self._table)
        for pattern, replacement in self._compiled:
            term = pattern.sub(replacement, term)
        for algorithm in self.snowball:
            term = _snowball(algorithm, term)
        return term or word


_RUSSIAN_AND_ENGLISH = ("russian", "english")

LANGUAGES: Mapping[str, Language] = {
    row.code: row
    for row in (
        Language("ru", _RUSSIAN_AND_ENGLISH),
        Language("en", _RUSSIAN_AND_ENGLISH),
        Language("zh-hans", _RUSSIAN_AND_ENGLISH),
        Language("kk", ("english",), KAZAKH),
        Language("ky", ("english",), KYRGYZ),
        Language("uz", (), UZBEK_ENDINGS, UZBEK),
        Language("be", ("english",), BELARUSIAN),
    )
}
UNKNOWN = Language("")


def language(code: str) -> Language:
    """The row of a language; words of one that has none are only folded."""
    return LANGUAGES.get(code, UNKNOWN)


def fold(word: str) -> str:
    """A normalised word in the spelling that all its spellings share; not stemmed."""
    return UNKNOWN.term(word)


@lru_cache(maxsize=16_384)
def every_term(word: str) -> frozenset[str]:
    """Every term that this word may have become in a document of some language.

    A Russian keyboard has у for the Uzbek ў, which is another sound: both are tried.
    """
    terms = {row.term(word) for row in (*LANGUAGES.values(), UNKNOWN)}
    if "у" in word:
        terms |= {LANGUAGES["uz"].term(word.replace("у", "ў", count)) for count in (1, -1)}
    return frozenset(terms)
