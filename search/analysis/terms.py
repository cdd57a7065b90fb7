"""From text to terms."""

from collections.abc import Iterator

from search.analysis.languages import fold, language
from search.analysis.tokens import Script, Token, tokenise

# Characters of a run of Chinese that are compared: more than anyone types before choosing.
_TYPED = 8


def analyse(text: str, code: str) -> list[str]:
    """The terms of a text in the language of this code, in order, for the index and for phrases alike.

    Words are normalised, folded and stemmed by the table of languages. A run of Chinese becomes its characters and
    pairs of neighbours, interleaved (教育学 → 教 教育 育 育学 学), so that a part of a run is also a part of its terms.
    """
    return [term for token in tokenise(text) for term in token_terms(token, code)]


def token_terms(token: Token, code: str) -> list[str]:
    """The terms of one token in a text of this language."""
    if token.script is Script.HAN:
        return list(han_terms(token.text))
    return [language(code).term(token.text)]


def han_terms(run: str) -> Iterator[str]:
    """Characters and pairs, interleaved."""
    for index, char in enumerate(run):
        yield char
        if index + 1 < len(run):
            yield run[index : index + 2]


def words(text: str) -> list[str]:
    """Whole words, folded, not stemmed: what a beginning of a word is compared with."""
    return [fold(word) for word in whole_words(text)]


def whole_words(text: str) -> list[str]:
    """Whole words, normalised.

    Every suffix of a run of Chinese is a "word", so that a beginning may stand anywhere in it.
    """
    found: list[str] = []
    for token in tokenise(text):
        if token.script is Script.HAN:
            found.extend(token.text[start : start + _TYPED] for start in range(len(token.text)))
        else:
            found.append(token.text)
    return found


def exact_key(text: str) -> str:
    """What two texts share when they are the same but for case, punctuation, accents and letters keyboards lack."""
    return " ".join(fold(token.text) for token in tokenise(text))[:255]


def beginning(token: Token) -> str:
    """What the :func:`words` of a title are asked to begin with, when this was typed."""
    return token.text[:_TYPED] if token.script is Script.HAN else fold(token.text)
