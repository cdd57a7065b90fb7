"""Dates and numbers in the languages for which Django has no formats of its own."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import formats, translation

AT = datetime(2026, 9, 17, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize("language", ["kk", "be", "ru"])
def test_short_dates_are_read_in_one_way_in_all_of_the_region(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(AT, "SHORT_DATE_FORMAT") == "17.09.2026"
        assert formats.date_format(AT, "SHORT_DATETIME_FORMAT") == "17.09.2026 14:05"
        assert formats.date_format(AT, "TIME_FORMAT") == "14:05"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format(83.5) == "83,5"


def test_an_english_date_cannot_be_mistaken_for_another() -> None:
    with translation.override("en"):
        assert formats.date_format(AT) == "17 September 2026"
        assert formats.date_format(AT, "SHORT_DATETIME_FORMAT") == "17 Sep 2026, 14:05"
        assert formats.date_format(AT, "TIME_FORMAT") == "14:05"


def test_a_kazakh_date_begins_with_the_year() -> None:
    with translation.override("kk"):
        assert formats.date_format(AT).lower() == "2026 ж. 17 қыркүйек"


def test_a_belarusian_date_has_the_month_in_the_genitive() -> None:
    with translation.override("be"):
        assert formats.date_format(AT).startswith("17 верас")
        assert formats.date_format(AT).endswith("ня 2026")


@pytest.mark.parametrize("language", ["kk", "be"])
@pytest.mark.parametrize("written", ["17.09.2026", "2026-09-17"])
def test_a_date_is_taken_as_people_and_browsers_write_it(language: str, written: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(written) == AT.date()
