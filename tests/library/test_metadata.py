"""Descriptions for machines."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.metadata import Description, dublin_core, json_ld

WORDS = st.text(max_size=60)


def description(**changes: object) -> Description:
    values = {
        "url": "https://academy.example/en/library/a/",
        "title": "Title",
        "summary": "Summary",
        "language": "en",
        "resource_type": "Video",
        "level": "Primary school",
        "audience": "Teachers",
        "licence": "CC-BY-4.0",
        **changes,
    }
    return Description(**values)  # type: ignore[arg-type]


@given(WORDS, WORDS, st.lists(WORDS, max_size=4))
def test_any_words_give_valid_json_that_stays_in_its_element(title: str, summary: str, tags: list[str]) -> None:
    text = json_ld(description(title=title, summary=summary, tags=tuple(tags)))
    assert not re.search("[<>&\u2028\u2029]", text)
    data = json.loads(text)
    assert data.get("name", "") == title
    assert data.get("keywords", []) == tags


def test_everything_known_is_said() -> None:
    data = json.loads(
        json_ld(
            description(
                authors="A; B",
                minutes=45,
                source_url="https://example.org",
                subjects=("Algebra",),
                image="https://academy.example/c.png",
                published="2026-01-02T03:04:05+00:00",
                translations=(("ru", "https://academy.example/ru/library/a/"),),
            )
        )
    )
    assert data["author"] == [{"@type": "Person", "name": "A"}, {"@type": "Person", "name": "B"}]
    assert data["timeRequired"] == "PT45M"
    assert data["about"] == [{"@type": "Thing", "name": "Algebra"}]
    assert data["isBasedOn"] == "https://example.org"
    assert data["audience"]["educationalRole"] == "Teachers"
    assert data["workTranslation"][0]["inLanguage"] == "ru"


def test_what_is_not_known_is_left_out() -> None:
    data = json.loads(json_ld(description(summary="", licence="LicenseRef-unknown")))
    for name in ("description", "license", "author", "timeRequired", "isBasedOn", "image", "workTranslation"):
        assert name not in data


@pytest.mark.parametrize("url", ["javascript:alert(1)", "nonsense"])
def test_only_web_addresses_are_sources(url: str) -> None:
    about = description(source_url=url)
    assert "isBasedOn" not in json.loads(json_ld(about))
    assert "DC.source" not in dict(dublin_core(about))


def test_dublin_core() -> None:
    elements = dublin_core(description(authors="A; B", subjects=("Algebra",), tags=("crane",)))
    assert [value for name, value in elements if name == "DC.creator"] == ["A", "B"]
    assert [value for name, value in elements if name == "DC.subject"] == ["Algebra", "crane"]
    assert ("DC.rights", "https://creativecommons.org/licenses/by/4.0/") in elements
    assert all(value for _name, value in elements)


def test_a_licence_without_a_deed_is_named() -> None:
    rights = dict(dublin_core(description(licence="LicenseRef-academy")))["DC.rights"]
    assert rights
    assert "http" not in rights
