"""Near spellings: words at one or two slips of the finger from each other.

Two words are near when leaving out at most one letter of each can make them equal, so all of one letter added, lost,
changed or swapped with its neighbour is found by comparing keys alone (symmetric deletion), however many
words there are.
"""

from collections.abc import Iterable, Mapping

from search.analysis import Token, token_terms, tokenise, whole_words

MIN_LENGTH = 4
"""Shorter words are near to far too many others."""

MAX_LENGTH = 32

_STEMMED = "ru"
"""The row of the table that stems Russian and English."""


def is_correctable(word: str) -> bool:
    """Whether the word is long enough, short enough and made of letters."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and not any(char.isdigit() for char in word)


def keys(word: str) -> set[str]:
    """The word, and the word with each one of its letters left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def vocabulary(texts: Iterable[str]) -> set[str]:
    """The words of the texts that misspelt ones may be compared with."""
    return {word for text in texts for word in whole_words(text) if is_correctable(word)}


def distance(first: str, second: str) -> int:
    """Letters to add, leave out, change or swap with a neighbour to get from one word to the other."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        previous, row = row, [i] + [0] * len(second)
        for j, other in enumerate(second, 1):
            row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                row[j] = min(row[j], before[j - 2] + 1)
        before = previous
    return row[-1]


def corrected(text: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """The text with each unknown word replaced by the nearest known one, or nothing if no word was.

    ``known`` gives the known words under each key. Another form of a known word is no slip. Of two equally near words
    the one that begins alike is taken.
    """
    pieces, end, changed = [], 0, False
    for token in tokenise(text):
        word = _nearest(token, known)
        changed |= word != token.text
        pieces += [text[end : token.start], word if word != token.text else text[token.start : token.end]]
        end = token.end
    return "".join([*pieces, text[end:]]) if changed else None


def _nearest(token: Token, known: Mapping[str, Iterable[str]]) -> str:
    word = token.text
    if not is_correctable(word):
        return word
    near = {candidate for key in keys(word) for candidate in known.get(key, ())}
    if not near or any(_is_form(token, other) for other in near):
        return word
    return min(near, key=lambda other: (distance(word, other), other[0] != word[0], other))


def _is_form(token: Token, other: str) -> bool:
    # By Snowball's stemmers alone: endings of Kazakh or Belarusian would make forms of each other of Russian words.
    terms = token_terms(token, _STEMMED)
    return any(terms == token_terms(known, _STEMMED) for known in tokenise(other))
