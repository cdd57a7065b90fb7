"""The numbers of orders, made of a pattern that is data. Plain values."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DEFAULT_PATTERN = "{number}/{year}"
_TOKEN = re.compile(r"\{(number|year|yy)(?::(\d{1,2}))?\}")
_WIDEST = 12


def validate_pattern(pattern: str) -> None:
    """Raises ``ValidationError`` for a pattern without the number, or with a brace that is no known part."""
    widths = [int(width) for _name, width in _TOKEN.findall(pattern) if width]
    names = [name for name, _width in _TOKEN.findall(pattern)]
    if "number" not in names:
        raise ValidationError(_("The pattern needs {number}: otherwise all orders would be called the same."))
    if re.search(r"[{}]", _TOKEN.sub("", pattern)) or any(width > _WIDEST for width in widths):
        raise ValidationError(_("Only {number}, {number:4}, {year} and {yy} can stand in braces."))


def numbered(pattern: str, number: int, year: int) -> str:
    """The number as it stands on the paper: ``numbered("{number:3}/{yy}", 7, 2026)`` is ``"007/26"``."""

    def value(match: re.Match[str]) -> str:
        name, width = match.groups()
        text = {"number": str(number), "year": str(year), "yy": f"{year % 100:02}"}[name]
        return text.zfill(int(width)) if width else text

    return _TOKEN.sub(value, pattern)
