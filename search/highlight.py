"""Marking the words of a query in a text, and choosing the part of a long text that shows them.

Words are found by the analysis that indexed them, so other forms are marked too. Every piece of text is escaped
before it is joined to a mark: nothing in a title or a body can become markup.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import QueryTerm, Token, token_terms, tokenise
from search.analysis.letters import APOSTROPHES, FOLDS
from search.analysis.tokens import Script

Span = tuple[int, int]

FRAGMENT = 260
"""Characters of a fragment: about three lines of a card."""

LOOKED_THROUGH = 30_000
"""Characters of a body in which a fragment is looked for: beyond, a page of results would take too long."""

_MOST_WINDOWS = 40

_SPELLINGS: dict[str, str] = {}
for _letter, _folded in FOLDS.items():
    _SPELLINGS[_folded] = _SPELLINGS.get(_folded, "") + _letter
_APOSTROPHE = f"[{re.escape(APOSTROPHES)}]?"


class Highlighter:
    """Marks the words of one query in any number of texts."""

    def __init__(self, terms: Iterable[QueryTerm]) -> None:
        self._forms = frozenset(form for term in terms for form in term.forms)
        self._beginnings = _beginnings(self._forms)

    def mark(self, text: str, language: str) -> SafeString:
        """The whole text, escaped, the query's words in ``<mark>``."""
        return _marked(text, self.spans(text, language))

    def spans(self, text: str, language: str) -> list[Span]:
        """Where the query's words stand, in order, those that touch joined."""
        joined: list[Span] = []
        for start, end in self._found(text, language) if self._forms else ():
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def fragment(self, text: str, language: str, length: int = FRAGMENT) -> SafeString | None:
        """The part of a text with the most different words of the query, marked; nothing if it has none."""
        best: tuple[int, str] | None = None
        for window in self._windows(text[:LOOKED_THROUGH], length):
            found = {window[start:end].casefold() for start, end in self.spans(window, language)}
            if found and (best is None or len(found) > best[0]):
                best = (len(found), window)
        return self.mark(best[1], language) if best else None

    def _found(self, text: str, language: str) -> Iterator[Span]:
        for token in tokenise(text):
            if token.script is Script.HAN:
                yield from self._found_in_run(token)
            elif not self._forms.isdisjoint(token_terms(token, language)):
                yield token.start, token.end

    def _found_in_run(self, token: Token) -> Iterator[Span]:
        for at in range(len(token.text)):
            for size in (1, 2):
                if token.text[at : at + size] in self._forms:
                    yield token.start + at, min(token.start + at + size, token.end)

    def _windows(self, text: str, length: int) -> Iterator[str]:
        """Parts of the text around places where a word of the query may begin, found by its beginning alone."""
        last = -length
        count = 0
        for match in self._beginnings.finditer(text) if self._beginnings else ():
            if match.start() < last + length // 2:
                continue
            last, count = match.start(), count + 1
            yield excerpt(text, max(0, last - length // 4), length)
            if count == _MOST_WINDOWS:
                return


def summary_of(summary: str, text: str, language: str, highlighter: Highlighter) -> SafeString:
    """The part of a summary, or else of a text, that shows why it was found; else the beginning."""
    for source in (summary, text):
        if fragment := highlighter.fragment(source, language):
            return fragment
    return highlighter.mark(excerpt(summary or text), language)


def excerpt(text: str, start: int = 0, length: int = FRAGMENT) -> str:
    """About ``length`` characters from ``start`` on, cut between words, with … where something was left out."""
    end = min(len(text), start + length)
    if start > 0:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space != -1 else start
    if end < len(text):
        space = text.rfind(" ", max(start, end - 30), end)
        end = space if space != -1 else end
    part = " ".join(text[start:end].split())
    return f"{'… ' if start > 0 else ''}{part}{' …' if end < len(text) else ''}"


def _marked(text: str, spans: Iterable[Span]) -> SafeString:
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308  (every piece was escaped above)


def _beginnings(forms: Iterable[str]) -> re.Pattern[str] | None:
    # A stem may end otherwise than its word begins («party» → «parti»), so its last letter is not insisted on.
    stems = {form if len(form) < 4 else form[:-1] for form in forms}
    if not stems:
        return None
    return re.compile("|".join("".join(map(_spelt, stem)) for stem in sorted(stems)), re.IGNORECASE)


def _spelt(letter: str) -> str:
    """A pattern for the letters that are folded to this one, with an apostrophe behind them or without."""
    return f"[{re.escape(letter + _SPELLINGS.get(letter, ''))}]{_APOSTROPHE}"
