"""From what a person typed to the terms a document must have.

The language of a query is not known, and a document in whatever language should meet it. So each word of a query
stands for all the terms it may have become in some document: its stem in every language of the table, and itself.
"""

from dataclasses import dataclass

from search.analysis.languages import LANGUAGES, every_term, fold
from search.analysis.stopwords import STOP_WORDS
from search.analysis.terms import analyse, han_terms
from search.analysis.tokens import Script, Token, tokenise

MAX_TERMS = 32
"""More words than this add nothing to a query but work."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query: a document has it when it has any of ``forms``."""

    forms: frozenset[str]


def alternatives(token: Token) -> frozenset[str]:
    """Every term this word may have become in a document."""
    if token.script is Script.HAN:
        return frozenset(_han_query(token.text))
    return every_term(token.text)


def query_terms(text: str) -> tuple[QueryTerm, ...]:
    """What a document must have, in the query's order and without repetition.

    Stop words are left out unless there is nothing else; Chinese is asked for by pairs of characters, a single
    character only when it stands alone.
    """
    tokens = list(tokenise(text))
    meaningful = [token for token in tokens if fold(token.text) not in STOP_WORDS] or tokens
    terms: dict[frozenset[str], None] = {}
    for token in meaningful:
        if token.script is Script.HAN:
            terms.update((frozenset({term}), None) for term in _han_query(token.text))
        else:
            terms[alternatives(token)] = None
    return tuple(QueryTerm(forms) for forms in list(terms)[:MAX_TERMS])


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The query as a phrase, once for each different way some language analyses it."""
    ways = (tuple(analyse(text, code)[: 2 * MAX_TERMS]) for code in LANGUAGES)
    return tuple(dict.fromkeys(way for way in ways if way))


def _han_query(run: str) -> list[str]:
    return [term for term in han_terms(run) if len(term) > 1] or [run]
