"""The table of languages: which stemmer a word of which script gets in a text of which language.

A new language, or a better stemmer for one, is a row here and nothing anywhere else.
"""

import threading
from collections.abc import Callable, Mapping
from functools import lru_cache

import snowballstemmer

from search.analysis.tokens import APOSTROPHE, Script

Stemmer = Callable[[str], str]

# Snowball's stemmers keep the word they work on in themselves, so threads must not share one.
_local = threading.local()


def _snowball(algorithm: str, word: str) -> str:
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    return str(stemmers[algorithm].stemWord(word))


@lru_cache(maxsize=65_536)
def russian(word: str) -> str:
    """«кандидатами» → «кандидат»."""
    return _snowball("russian", word)


@lru_cache(maxsize=65_536)
def english(word: str) -> str:
    """ "teachers'" and "teacher's" → "teacher"."""
    return _snowball("english", word.removesuffix(f"{APOSTROPHE}s").replace(APOSTROPHE, ""))


def unchanged(word: str) -> str:
    """For languages that have no stemmer here."""
    return word


# Terms of other languages stand in most texts: English ones in Russian, Russian ones in English and Chinese.
_RUSSIAN_AND_ENGLISH: Mapping[Script, Stemmer] = {Script.CYRILLIC: russian, Script.OTHER: english}
_OWN_CYRILLIC: Mapping[Script, Stemmer] = {Script.CYRILLIC: unchanged, Script.OTHER: english}
_NONE: Mapping[Script, Stemmer] = {Script.CYRILLIC: unchanged, Script.OTHER: unchanged}

STEMMERS: Mapping[str, Mapping[Script, Stemmer]] = {
    "ru": _RUSSIAN_AND_ENGLISH,
    "en": _RUSSIAN_AND_ENGLISH,
    "zh-hans": _RUSSIAN_AND_ENGLISH,
    "kk": _OWN_CYRILLIC,
    "ky": _OWN_CYRILLIC,
    "be": _OWN_CYRILLIC,
    "uz": _NONE,
}


def stemmer(language: str, script: Script) -> Stemmer:
    """The stemmer of the table; words of a language that is not in it pass through."""
    return STEMMERS.get(language, _NONE)[script]


def all_stemmers(script: Script) -> frozenset[Stemmer]:
    """Every way a word of this script may have been stemmed in some document."""
    return frozenset({row[script] for row in STEMMERS.values()} | {unchanged})
