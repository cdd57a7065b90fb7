"""Which days can be a run's: a mistyped year is refused where it is typed, and no sum of days leaves the calendar."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST = timedelta(days=3660)
"""Ten years, as long as conditions can count."""


def validate_day(day: date) -> None:
    """Raises ``ValidationError`` for a day that is in no academy's plans."""
    if not EARLIEST <= day <= LATEST:
        words = {"first": date_format(EARLIEST), "last": date_format(LATEST)}
        raise ValidationError(_("Check the year: give a day from %(first)s to %(last)s.") % words, code="day")


def validate_length(starts_on: date, ends_on: date | None, field: str) -> None:
    """Raises ``ValidationError`` at the field for an end that is too far away."""
    if ends_on and ends_on - starts_on > LONGEST:
        last = date_format(starts_on + LONGEST)
        raise ValidationError({field: _("Check the year: ten years at most, until %(date)s.") % {"date": last}})
