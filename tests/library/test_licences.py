"""The tables of licences and vocabularies are complete."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from library.licences import LICENCE_CHOICES, LICENCES, UNKNOWN, licence_of
from library.models import LearningObjectPage
from library.vocabularies import Audience, Level, PackageType, ResourceType, icon_of, label_of


@pytest.mark.parametrize("licence", LICENCES.values(), ids=str)
def test_a_licence_says_what_it_allows_in_one_sentence(licence: object) -> None:
    with translation.override("en"):
        allows = str(getattr(licence, "allows"))  # noqa: B009 - the parametrised value is a plain object to mypy
    assert allows.endswith(".")
    assert len(allows) > 20


def test_all_creative_commons_licences_of_version_four_are_there() -> None:
    terms = {"BY", "BY-SA", "BY-NC", "BY-NC-SA", "BY-ND", "BY-NC-ND"}
    assert {f"CC-{term}-4.0" for term in terms} | {"CC0-1.0"} <= set(LICENCES)


def test_public_licences_have_a_deed_and_ours_have_none() -> None:
    for code, licence in LICENCES.items():
        assert licence.code == code
        if code.startswith("LicenseRef-"):
            assert licence.url == ""
        else:
            assert re.fullmatch(
                r"https://creativecommons\.org/(licenses|publicdomain)/[a-z-]+/\d\.0/|.*zero/1\.0/", licence.url
            )


def test_a_deed_belongs_to_its_licence() -> None:
    for code, licence in LICENCES.items():
        if match := re.fullmatch(r"CC-(.+)-4\.0", code):
            assert licence.url.endswith(f"/{match.group(1).lower()}/4.0/")
            assert str(licence.name) == f"CC {match.group(1)}"


def test_every_licence_can_be_chosen_and_the_unknown_one_is_the_default() -> None:
    assert [code for code, _name in LICENCE_CHOICES] == list(LICENCES)
    assert LearningObjectPage._meta.get_field("licence").default == UNKNOWN
    assert licence_of("no-such") is LICENCES[UNKNOWN]


def test_every_code_fits_its_column() -> None:
    for field, codes in (
        ("licence", LICENCES),
        ("resource_type", ResourceType.values),
        ("level", Level.values),
        ("audience", Audience.values),
    ):
        longest = LearningObjectPage._meta.get_field(field).max_length
        assert longest is not None
        assert all(len(code) <= longest for code in codes)


@pytest.mark.parametrize("resource_type", ResourceType.values)
def test_every_type_has_a_symbol_that_is_drawn(resource_type: str) -> None:
    drawn = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text()
    assert f'id="{icon_of(resource_type)}"' in drawn


def test_labels() -> None:
    with translation.override("en"):
        assert label_of("lesson_plan") == "Lesson plan"
        assert label_of("gone") == "gone"
        assert PackageType.SCORM_12.label == "SCORM 1.2"
