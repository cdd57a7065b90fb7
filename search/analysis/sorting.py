"""The order of titles, the same on every database, whatever its collation."""

import re
from collections.abc import Mapping

from search.analysis.tokens import normalise, tokenise

_NUMBER = re.compile(r"\d+")
# Private-use characters sort behind every letter: «ә» as «а» and one of them stands behind all of «а», before «б».
_AFTER, _LATER, _LATER_STILL, _LAST = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3"
_CENTRAL_ASIAN = {
    "ә": f"а{_AFTER}", "ғ": f"г{_AFTER}", "қ": f"к{_AFTER}", "ң": f"н{_AFTER}", "ө": f"о{_AFTER}",
    "ұ": f"у{_AFTER}", "ү": f"у{_LATER}", "һ": f"х{_AFTER}", "і": f"ы{_AFTER}",
}  # fmt: skip
_ORDER: Mapping[str, Mapping[str, str]] = {
    "kk": _CENTRAL_ASIAN,
    "ky": _CENTRAL_ASIAN,
    "be": {"і": f"з{_AFTER}", "ў": f"у{_AFTER}"},
    "uz": {"oʻ": f"z{_AFTER}", "gʻ": f"z{_LATER}", "sh": f"z{_LATER_STILL}", "ch": f"z{_LAST}"},
}


def sort_key(title: str, language: str) -> str:
    """A string that compares as the title stands in its alphabet, numbers by value, punctuation ignored."""
    key = " ".join(token.text for token in tokenise(normalise(title).replace("ё", "е")))
    for letter, place in _ORDER.get(language, {}).items():
        key = key.replace(letter, place)
    return _NUMBER.sub(lambda number: number.group().zfill(8), key)[:255]
