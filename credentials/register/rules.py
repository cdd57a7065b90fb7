"""Rules of the register's values: pure, over texts and dates."""

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_UNCHECKED_UP_TO = 1_001_998
"""Insurance numbers up to 001-001-998 were given out before there were check digits."""

EARLIEST = date(1900, 1, 1)


def snils_check(body: int) -> int:
    """The two check digits of the nine digits of an insurance number."""
    total = sum(place * int(figure) for place, figure in zip(range(9, 0, -1), f"{body:09}", strict=True))
    rest = total % 101
    return 0 if rest == 100 else rest


def snils_digits(text: str) -> str:
    """An insurance number as the register writes it, 112-233-445 95; what is none comes back as it was."""
    figures = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{11}", figures):
        return text
    return f"{figures[:3]}-{figures[3:6]}-{figures[6:9]} {figures[9:]}"


def snils_problem(text: str) -> Promise | None:
    """What is wrong with an insurance number."""
    figures = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{11}", figures):
        return _("An insurance number (SNILS) has eleven digits.")
    body = int(figures[:9])
    if body == 0:
        return _("There is no insurance number (SNILS) of zeros.")
    if body > _UNCHECKED_UP_TO and int(figures[9:]) != snils_check(body):
        return _("The check digits of the insurance number (SNILS) are wrong: look for a mistyped digit.")
    return None


def citizenship_problem(text: str) -> Promise | None:
    """What is wrong with a country's code."""
    return None if re.fullmatch(r"[0-9]{3}", text) else _("A country is three digits: 643 is Russia, 398 Kazakhstan.")


def written_date(day: date | None) -> str:
    """A date as the register writes it: DD.MM.YYYY."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}" if day else ""


def read_date(text: str) -> date | None:
    """The reverse of :func:`written_date`; ``None`` for what is no date so written."""
    found = re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", text)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def date_problem(text: str) -> Promise | None:
    """What is wrong with a date."""
    day = read_date(text)
    if day is None:
        return _("A date is written DD.MM.YYYY.")
    return None if day >= EARLIEST else _("The date is before 1900.")
