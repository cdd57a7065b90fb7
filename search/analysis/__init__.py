"""How text becomes searchable terms: one analysis for documents and for queries, in every language.

The engines store and compare what :func:`analyse` returns, so that what is found does not depend on a database's or
a server's own idea of a language.
"""

from search.analysis.letters import other_layout
from search.analysis.queries import QueryTerm, alternatives, phrases, query_terms
from search.analysis.sorting import sort_key
from search.analysis.terms import analyse, beginning, exact_key, token_terms, whole_words, words
from search.analysis.tokens import Token, normalise, tokenise
from search.analysis.wording import Phrase, Ways, Wording, wording

__all__ = [
    "Phrase",
    "QueryTerm",
    "Token",
    "Ways",
    "Wording",
    "alternatives",
    "analyse",
    "beginning",
    "exact_key",
    "normalise",
    "other_layout",
    "phrases",
    "query_terms",
    "sort_key",
    "token_terms",
    "tokenise",
    "whole_words",
    "wording",
    "words",
]
