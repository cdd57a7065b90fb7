"""What URLs inside a cartridge's pages point at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.formats.common_cartridge.references import ReferenceMap
from interop.records import ReferenceKind

PAGE = "wiki_content/start.html"
NAMES = (
    "imsmanifest.xml",
    PAGE,
    "wiki_content/далее.html",
    "wiki_content/local.png",
    "web_resources/Course Files/схема 1.png",
    "web_resources/what? really.pdf",
    "web_resources/a/same.png",
    "web_resources/b/same.png",
    "i_1/page.html",
    "course_files/photo.jpg",
)
REFERENCES = ReferenceMap(
    folder="",
    names=NAMES,
    files={name: f"f:{name}" for name in NAMES if not name.endswith(".html")},
    pages={name: f"p:{name}" for name in NAMES if name.endswith(".html")},
    resources={"item-7": PAGE, "doc": "web_resources/what? really.pdf"},
    modules=frozenset({"m1"}),
    unsupported=frozenset({"topic"}),
)


@pytest.mark.parametrize(
    ("url", "path", "identifier"),
    [
        ("$IMS-CC-FILEBASE$/Course Files/схема 1.png", PAGE, "f:web_resources/Course Files/схема 1.png"),
        (
            "%24IMS-CC-FILEBASE%24/Course%20Files/%D1%81%D1%85%D0%B5%D0%BC%D0%B0%201.png?canvas_download=1&canvas_qs_wrap=1",
            PAGE,
            "f:web_resources/Course Files/схема 1.png",
        ),
        ("$IMS-CC-FILEBASE$/what? really.pdf", PAGE, "f:web_resources/what? really.pdf"),
        ("$IMS-CC-FILEBASE$../course_files/photo.jpg", "i_1/page.html", "f:course_files/photo.jpg"),
        ("$IMS_CC_FILEBASE$course_files/photo.jpg", PAGE, "f:course_files/photo.jpg"),
        ("../course_files/photo.jpg", "i_1/page.html", "f:course_files/photo.jpg"),
        ("course_files/photo.jpg", "i_1/page.html", "f:course_files/photo.jpg"),
        ("local.png", PAGE, "f:wiki_content/local.png"),
        ("LOCAL.PNG", PAGE, "f:wiki_content/local.png"),
        ("old/place/photo.jpg", PAGE, "f:course_files/photo.jpg"),
        ("%24CANVAS_COURSE_REFERENCE%24/file_ref/doc", PAGE, "f:web_resources/what? really.pdf"),
    ],
)
def test_files(url: str, path: str, identifier: str) -> None:
    reference = REFERENCES.resolve(url, path)
    assert (reference.kind, reference.identifier) == (ReferenceKind.FILE, identifier)


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("$WIKI_REFERENCE$/pages/далее", "p:wiki_content/далее.html"),
        ("%24WIKI_REFERENCE%24/wiki/start?module_item_id=5#top", f"p:{PAGE}"),
        ("$CANVAS_OBJECT_REFERENCE$/pages/start", f"p:{PAGE}"),
        ("$CANVAS_OBJECT_REFERENCE$/modules/items/item-7", f"p:{PAGE}"),
        ("далее.html#part", "p:wiki_content/далее.html"),
        ("../i_1/page.html", "p:i_1/page.html"),
    ],
)
def test_pages(url: str, identifier: str) -> None:
    reference = REFERENCES.resolve(url, PAGE)
    assert (reference.kind, reference.identifier) == (ReferenceKind.PAGE, identifier)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("$CANVAS_OBJECT_REFERENCE$/modules/m1", ReferenceKind.MODULE),
        ("$CANVAS_OBJECT_REFERENCE$/modules/m9", ReferenceKind.MISSING),
        ("$CANVAS_COURSE_REFERENCE$/modules", ReferenceKind.COURSE),
        ("$CANVAS_COURSE_REFERENCE$", ReferenceKind.COURSE),
        ("$WIKI_REFERENCE$/wiki", ReferenceKind.COURSE),
        ("$WIKI_REFERENCE$/pages/none", ReferenceKind.MISSING),
        ("$CANVAS_OBJECT_REFERENCE$/quizzes/q1", ReferenceKind.UNSUPPORTED),
        ("$CANVAS_OBJECT_REFERENCE$/discussion_topics/topic", ReferenceKind.UNSUPPORTED),
        ("$CANVAS_COURSE_REFERENCE$/unheard/of", ReferenceKind.MISSING),
        ("https://example.org/a", ReferenceKind.EXTERNAL),
        ("//example.org/a", ReferenceKind.EXTERNAL),
        ("mailto:a@example.org", ReferenceKind.EXTERNAL),
        ("#part", ReferenceKind.ANCHOR),
        ("", ReferenceKind.ANCHOR),
        ("javascript:alert(1)", ReferenceKind.MISSING),
        ("data:image/png;base64,AAAA", ReferenceKind.MISSING),
        ("/courses/12/files/34/download", ReferenceKind.MISSING),
        ("same.png", ReferenceKind.MISSING),
        ("../../../../etc/passwd", ReferenceKind.MISSING),
    ],
)
def test_everything_else(url: str, kind: ReferenceKind) -> None:
    assert REFERENCES.resolve(url, PAGE).kind is kind


def test_an_address_without_a_scheme_gets_one() -> None:
    assert REFERENCES.resolve("//example.org/a", PAGE).url == "https://example.org/a"


@given(st.text(max_size=60), st.sampled_from(["", PAGE, "i_1/page.html"]))
def test_any_url_is_resolved_to_something(url: str, path: str) -> None:
    reference = REFERENCES.resolve(url, path)
    if reference.kind in (ReferenceKind.FILE, ReferenceKind.PAGE):
        assert reference.identifier.partition(":")[2] in NAMES
