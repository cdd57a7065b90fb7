"""Rules over plain values: placeholders of a wording, patterns of numbers, digests, what a stranger sees of a name."""

import hashlib
import json
import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PLACEHOLDERS = (
    "name", "title", "hours", "started", "finished", "issued", "number", "registration_number", "organisation",
    "area", "qualification", "study_mode", "holder_number",
)  # fmt: skip
"""What a wording may ask for, in braces."""

NUMBER_PLACEHOLDERS = ("number", "year", "kind")

STATE_LANGUAGES: Mapping[str, str] = {
    "RU": "ru",
    "KZ": "kk",
    "KG": "ky",
    "UZ": "uz",
    "BY": "be",
    "CN": "zh-hans",
}
"""The language a country's papers are kept in, by its ISO 3166-1 code."""

_FORMATTER = string.Formatter()
_WIDTH = re.compile(r"0?[1-9]?\d?")


class PatternError(ValueError):
    """A wording or pattern that cannot be used; ``code`` says why, ``what`` is the part at fault."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}" if what else code)
        self.code = code
        self.what = what


@dataclass(frozen=True)
class _Field:
    name: str
    form: str


def _fields(text: str) -> list[_Field]:
    try:
        parts = list(_FORMATTER.parse(text))
    except ValueError as error:
        raise PatternError("braces") from error
    found = []
    for _literal, name, form, conversion in parts:
        if name is None:
            continue
        if conversion:
            raise PatternError("braces", name)
        found.append(_Field(name, form or ""))
    return found


def check_wording(text: str) -> None:
    """Raise :class:`PatternError`, ``unknown`` or ``braces``, unless every placeholder is known and plain."""
    for field in _fields(text):
        if field.name not in PLACEHOLDERS:
            raise PatternError("unknown", field.name)
        if field.form:
            raise PatternError("braces", field.name)


def check_number_pattern(pattern: str) -> None:
    """Raise :class:`PatternError` unless the pattern makes different numbers of one series.

    ``unknown`` names a placeholder there is none of; ``number`` says that the running number is missing.
    """
    names = set()
    for field in _fields(pattern):
        if field.name not in NUMBER_PLACEHOLDERS:
            raise PatternError("unknown", field.name)
        if not _WIDTH.fullmatch(field.form) or (field.form and field.name == "kind"):
            raise PatternError("braces", field.name)
        names.add(field.name)
    if "number" not in names:
        raise PatternError("number")


def fill(wording: str, values: Mapping[str, str]) -> list[str]:
    """A checked wording with its placeholders replaced, as paragraphs: blank lines part them.

    Values are put in as they are, braces and all; one that is missing leaves nothing behind.
    """
    known = {name: values.get(name, "") for name in PLACEHOLDERS}
    text = wording.format_map(known)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def restarts_each_year(pattern: str) -> bool:
    """Whether the running number begins again with the year: only where the year is part of the number."""
    return any(field.name == "year" for field in _fields(pattern))


def format_number(pattern: str, *, number: int, year: int, kind: str) -> str:
    """A checked pattern as the number of one document."""
    return pattern.format(number=number, year=year, kind=kind)


def digest(data: Any) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def family_key(family: str) -> str:
    """A family name as it is compared: case, ё, apostrophes of any sort and white space make no difference."""
    folded = unicodedata.normalize("NFC", family).casefold().replace("ё", "е")
    # Lm: the apostrophes of Uzbek are letters to Unicode.
    return "".join(sign for sign in folded if sign.isalnum() and unicodedata.category(sign) != "Lm")


def shortened(family: str, given: str, patronymic: str) -> str:
    """What a stranger sees of a name whose holder hides it: «Сейтқали Айгүл» is «С. А.»."""
    return " ".join(f"{part[0]}." for part in (family, given, patronymic) if part)


def offered_languages(worded: Iterable[str], titled: Collection[str], state_language: str | None) -> list[str]:
    """The languages a document prints in: those it is worded in, of which the title's come first.

    The state language leads; a document whose wording lacks it does without.
    """
    languages = list(worded)
    rank = {code: (code != state_language, code not in titled) for code in languages}
    return sorted(languages, key=lambda code: (rank[code], languages.index(code)))
