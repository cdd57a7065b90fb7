"""What the signs in a query mean: "words in quotation marks" stand together, -words must not stand at all.

Signs that make no sense (a quotation mark without its other, a dash between words, «-н-» as linguists write it) are
punctuation, so no text fails.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from search.analysis.queries import QueryTerm, phrases, query_terms

Ways = tuple[tuple[str, ...], ...]
"""A phrase as each language analyses it: one of them has to stand in a document, term by term."""

MOST_SIGNS = 16
"""More phrases and exclusions than this are taken for words: they add nothing to a query but work."""

_MINUS = "[-\u2212]"
# A mark opens where a word may begin and closes where one may end: «5" disk» and «ghb"dtn» open nothing.
_QUOTED = r'(?<!\w)(?:"([^"]*)"|«([^«»]*)»|[“„]([^“”„]*)[”“])(?!\w)'
_SIGN = re.compile(rf"(?P<minus>(?<!\S){_MINUS})?{_QUOTED}|(?<!\S){_MINUS}(?P<word>[^\s\-\u2212\"«»“”„][^\s\"«»“”„]*)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together, as they were written and as they are compared."""

    text: str
    ways: Ways


@dataclass(frozen=True, slots=True)
class Wording:
    """A query taken apart."""

    text: str
    """The words to look for, those of phrases among them, without any sign."""
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def terms(self) -> tuple[QueryTerm, ...]:
        """What a document must have."""
        return query_terms(self.text)

    @property
    def has_signs(self) -> bool:
        """Whether it says more than its words do."""
        return bool(self.phrases or self.excluded)


@lru_cache(maxsize=1_024)
def wording(text: str) -> Wording:
    """The query of this text. Never raises."""
    looked_for: list[str] = []
    required: list[Phrase] = []
    excluded: list[Phrase] = []
    end = 0
    for sign in _SIGN.finditer(text):
        said = next((group for group in sign.groups()[1:] if group is not None), "")
        phrase = Phrase(said, phrases(said))
        if not phrase.ways or _is_notation(sign) or len(required) + len(excluded) == MOST_SIGNS:
            continue
        looked_for.append(text[end : sign.start()])
        end = sign.end()
        if sign["minus"] or sign["word"]:
            excluded.append(phrase)
        else:
            looked_for.append(said)
            if any(len(way) > 1 for way in phrase.ways):
                required.append(phrase)
    left = " ".join("".join([*(f" {part} " for part in looked_for), text[end:]]).split())
    return Wording(left, tuple(dict.fromkeys(required)), tuple(dict.fromkeys(excluded)))


def _is_notation(sign: re.Match[str]) -> bool:
    """«-н-» and «-нн-» name parts of words."""
    return bool(sign["word"]) and sign["word"].endswith("-")
