"""An object inside a lesson: what a reader sees, and what hostile values cannot do."""

import re
from typing import Any

import pytest
from django.utils import translation

from library.licences import LICENCES
from library.models import LibraryIndexPage
from library.rendering import content_of, render_object
from tests.factories.library import LearningObjectPageFactory

pytestmark = pytest.mark.django_db

PARAGRAPH = {"type": "paragraph", "value": "<p>Say what was done well.</p>", "id": "1"}


def content(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Feedback in one minute",
        "page": 77,
        "summary": "Three ways to answer a pupil.",
        "body": [PARAGRAPH],
        "resource_type": "checklist",
        "licence": "CC-BY-4.0",
        "authors": "Nurlanova, A.",
        "source_url": "https://example.org/feedback",
        **changes,
    }


def render(language: str = "en", reader: str = "en", **changes: Any) -> str:
    with translation.override(reader):
        return str(render_object(content(**changes), language))


def test_everything_a_learner_needs_is_there() -> None:
    html = render()
    for words in ("Feedback in one minute", "Three ways to answer", "Say what was done well", "Nurlanova, A."):
        assert words in html
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in html
    assert 'href="https://example.org/feedback"' in html
    assert 'href="/en/object/77/"' in html
    assert "Checklist" in html


def test_in_the_readers_own_language_nothing_is_marked() -> None:
    assert 'lang="' not in render()
    assert "Not translated" not in render()


def test_another_language_is_marked_and_named() -> None:
    html = render(language="ru", reader="en")
    assert html.count('lang="ru"') == 3, "title, summary and body, but not the words around them"
    assert "Russian" in html


def test_a_content_kept_long_ago_may_lack_anything() -> None:
    with translation.override("en"):
        html = str(render_object({"title": "Old", "body": None}, "en"))
    assert "Old" in html
    assert "Not stated" in html
    assert "href" not in re.sub(r'href="/static/[^"]*"', "", html)


def test_blocks_of_a_type_that_is_gone_are_left_out() -> None:
    html = render(body=[{"type": "hologram", "value": {"beam": 1}, "id": "9"}, PARAGRAPH])
    assert "Say what was done well" in html
    assert "hologram" not in html


@pytest.mark.parametrize("field", ["title", "summary", "authors", "resource_type"])
def test_markup_in_a_value_is_shown_as_text(field: str) -> None:
    html = render(**{field: '<script>alert("1")</script>'})
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http://", "http://[", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    html = render(source_url=url)
    assert "Source" not in html
    assert "javascript" not in html


def test_no_inline_style_or_script_which_the_policy_would_refuse() -> None:
    html = render()
    assert not re.search(r"\s(style|on\w+)=", html)


@pytest.mark.parametrize("code", [*LICENCES, "made-up"])
def test_every_licence_is_named(code: str) -> None:
    expected = LICENCES.get(code, LICENCES["LicenseRef-unknown"])
    with translation.override("en"):
        assert str(expected.name).replace("'", "&#x27;") in render(licence=code)


def test_a_page_renders_as_its_kept_content_does(library: LibraryIndexPage) -> None:
    page = LearningObjectPageFactory(
        parent=library, locale=library.locale, title="Kept", body=[("paragraph", "<p>One <b>two</b></p>")]
    )
    kept = content_of(page)
    assert kept["page"] == page.pk
    assert kept["body"][0]["type"] == "paragraph"
    with translation.override("en"):
        assert "<b>two</b>" in render_object(kept, "en")
