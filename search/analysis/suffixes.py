"""Endings that are cut from words of languages for which Snowball has no stemmer.

Each rule is a pattern and what stands in its place, of the syntax that Python and Java share, over letters folded by
``search.analysis.letters`` (so that vowel harmony leaves two or three variants of an ending, not six). Rules follow
each other. How well they do is measured on treebanks by ``tests/search/test_treebanks.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Something cut from a word, or changed at its end. Groups are written ``$1``."""

    pattern: str
    replacement: str = ""


def _cut(shortest: int, *endings: str) -> Rule:
    """The longest of the endings, as long as so many letters stay."""
    return Rule(rf"^(.{{{shortest},}}?)(?:{'|'.join(endings)})$", "$1")


# The last letter of a stem before a vowel: «кітап», «кітабы».
_HARD = (Rule("г$", "к"), Rule("б$", "п"))


def _kazakh() -> Sequence[Rule]:
    a, y = "[ае]", "[ыи]"
    plural = f"(?:[лдт]{a}р)?"
    whose = f"(?:{y}?м{y}з|{y}?н{y}з|{y}м|с?{y}н?|н)?"
    case = f"(?:[ндт]{y}н|[ндт]{y}|[гк]{a}|н?{a}|н?[дт]{a}н?|н{a}н|[мбп]ен)?"
    noun = f"{plural}{whose}{case}(?:[дгк]{y}|с{y}з|л{y}|л{y}к|д{a}й)?"
    participle = f"(?:у|[гк]{a}н|{a}т{y}н|у?ш{y})"
    tense = f"(?:у|[гк]{a}н|{a}т{y}н|йт{y}н|{y}п|п|{a}д{y}|йд{y}|[дт]{y}|с{a}|{a}р|м{a}к|у?ш{y}|[гк]{y}з)?"
    verb = f"(?:[мбп]{a}|й)?{tense}(?:м{y}н|с{y}н|м{y}з|м|к|т{y})?"
    voice = (f"{y}?[лнс]", "т", f"л{a}н?", f"д{y}р")
    return (_cut(3, noun, verb, participle + noun), _cut(4, *voice), *_HARD)


def _kyrgyz() -> Sequence[Rule]:
    a, y = "[аео]", "[ыиу]"
    plural = f"(?:[лдт]{a}р)?"
    whose = f"(?:{y}?б{y}з|{y}?н{y}з|{y}м|с?{y}н?|н)?"
    case = f"(?:[ндт]{y}н|[ндт]{y}|[гк]{a}|н?{a}|н?[дт]{a}н?|н{a}н)?"
    noun = f"{plural}{whose}{case}(?:г{y}|с{y}з|[лдт]{y}{y}?к?|д{a}й|ч{a})?"
    participle = f"(?:{a}?[уо][уо]|[гк]{a}н|{y}[уш]|{y}?ш|{a}?{a}р|[ойаеу]?[уч]+{y})"
    denied = f"(?:[бп]{a})?"
    verb = f"{denied}(?:{participle}|{y}?п|[аеой]т|[дт]{y}|с{a}|{a})?(?:м{y}н|с{y}н|б{y}з|м|к|[дт]{y})?"
    voice = (f"{y}?[лнш]", "т", f"л{a}н?", f"[дт]{y}р")
    return (_cut(3, noun, verb, denied + participle + noun), _cut(4, *voice), *_HARD)


def _uzbek() -> Sequence[Rule]:
    noun = "(?:lar)?(?:i?miz|i?ngiz|im|ing|s?i)?(?:ning|ni|n?[gk]a|d?agi|n?da|n?dan|gacha|dek|dir|siz|cha)?"
    participle = "(?:ish|sh|gan|kan|ayotgan|yotgan|adigan|ydigan|uvchi|vchi|mokda)"
    tense = f"(?:{participle}|i?b|a?di|i?ndi|ydi|sa|ar|r|mas|ay|sin|gach|mok|magan|a)?"
    verb = f"(?:ma|may)?{tense}(?:man|san|miz|siz|m|ng|k|lar|dir)?"
    made = ("i?l", "i?n", "tir", "lik", "liki", "lan", "la", "lash", "roq")
    # Cyrillic ц is «s» or «ts», е at the beginning is «ye».
    spelling = (Rule("ts", "s"), Rule("^ye", "e"))
    endings = _cut(3, noun, verb, f"(?:ma)?{participle}{noun}")
    return (*spelling, endings, endings, _cut(4, *made), Rule("g$", "k"))


def _belarusian() -> Sequence[Rule]:
    vowel, some = "[аяоеэыиуюь]", "[аяыеоиуэ]"
    endings = (
        f"{vowel}?(?:м[иу]?|х|га|го|й)",
        f"{vowel}+",
        f"{some}?л[аои]",
        f"{some}?у(?:шы)?",
        f"{some}?ю?(?:ц[ье]?|ш|т|м)",
        "[аяы]ва(?:ць|у|ла|ли|н|ю|е)+.{0,2}",
        "у[юе](?:ць|м|ш|ц)?",
        f"{vowel}+(?:ць|м|х|й|у|га|му|ми)",
    )
    itself = ("с[ьц]?ся", "[цт]*ца", "ся")
    return (_cut(3, *itself), _cut(2, *endings), Rule("^(.+)[ьй]$", "$1"))


KAZAKH, KYRGYZ, UZBEK, BELARUSIAN = _kazakh(), _kyrgyz(), _uzbek(), _belarusian()
