"""An object inside a lesson: what a reader sees, and what hostile values cannot do."""

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.images.tests.utils import get_test_image_file

from cms.models import AcademyDocument, AcademyImage
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


ANY_WORDS = st.text(max_size=40)


FIELDS = ["title", "summary", "authors", "source_url", "licence", "resource_type"]


@given(values=st.fixed_dictionaries(dict.fromkeys(FIELDS, ANY_WORDS)))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_adds_markup(values: dict[str, str]) -> None:
    """Whatever the words are, the elements are those of the same object with plain words."""

    def tags(html: str) -> set[str]:
        return set(re.findall(r"<(\w+)", html))

    assert tags(render(**values)) <= tags(render())


@given(body=st.recursive(st.none() | st.booleans() | st.integers() | ANY_WORDS, st.lists, max_leaves=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_body_that_is_no_list_of_blocks_shows_no_blocks(body: Any) -> None:
    if isinstance(body, list):
        return
    with translation.override("en"):
        assert "object-embed__body" not in str(render_object(content(body=body), "en"))


def test_images_files_and_films_are_shown_in_place() -> None:
    """PDF, image, audio and video in the page itself, each with a way to take it along."""
    image = AcademyImage.objects.create(title="Leaf", file=get_test_image_file(filename="leaf.png"))

    def document(name: str) -> int:
        return int(AcademyDocument.objects.create(title=name, file=ContentFile(b"%PDF-1.4", name=name)).pk)

    html = render(
        body=[
            {"type": "image", "value": {"image": image.pk, "alt": "A leaf"}, "id": "1"},
            {"type": "file", "value": {"file": document("form.pdf"), "preview": True}, "id": "2"},
            {"type": "audio", "value": {"file": document("talk.mp3")}, "id": "3"},
            {"type": "video", "value": {"file": document("lesson.mp4")}, "id": "4"},
            {"type": "package", "value": {"file": document("course.zip"), "package_type": "cmi5"}, "id": "5"},
        ]
    )
    for element in ("<img", "<iframe", "<audio", "<video"):
        assert element in html
    assert 'alt="A leaf"' in html
    assert "cmi5 package" in html
    assert html.count("download") >= 4
