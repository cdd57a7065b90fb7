"""The components: what a reader, with or without eyes, gets of each."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import parse
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from cms.templatetags.components import COVER_VARIANTS, cover_variant, initials

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "email" not in path.parts]

OURS = [path for path in PAGES if "wagtailadmin" not in path.read_text()]
"""Not those of the admin, which has icons of its own."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The interface in English, whatever language the site has."""
    with override("en"):
        yield


def render(component: str, **context: Any) -> BeautifulSoup:
    """A component with the arguments given, as HTML."""
    return BeautifulSoup(render_to_string(f"components/{component}.html", context), "html.parser")


def render_tag(source: str, url: str = "/en/", **context: Any) -> BeautifulSoup:
    """A template source with a request for ``url``."""
    request = RequestFactory().get(url)
    return BeautifulSoup(Template(source).render(RequestContext(request, context)), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element a selector finds."""
    found = soup.select(selector)
    assert len(found) == 1, (selector, found)
    return found[0]


def text(soup: BeautifulSoup | Tag) -> str:
    """What is read out, with single spaces."""
    return " ".join(soup.get_text(" ").split())


# --- All of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_is_inline(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=", source), "the content security policy forbids it"
    assert not re.search(r"\son[a-z]+=[\"']", source)
    scripts = re.findall(r"<script\b([^>]*)>", source)
    assert all("src=" in attributes or "json" in attributes for attributes in scripts), "data may be inline, code not"
    assert "<style" not in source
    assert not re.search(r"\ssrc=\"(?:https?:)?//", source), "nothing is loaded from outside"
    assert not re.search(r"stylesheet\"[^>]*href=\"(?:https?:)?//", source)


def icons_used(source: str) -> set[str]:
    """Names of icons given as plain text, in any of the ways templates do."""
    return set(re.findall(r'svg_icon "([\w-]+)"', source)) | set(re.findall(r'\bicon(?:_after)?="([\w-]+)"', source))


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert icons_used(path.read_text()) <= drawn


@pytest.mark.parametrize("name", ["icons.svg", "covers.svg", "favicon.svg"])
def test_drawings_are_well_formed_and_load_nothing(name: str) -> None:
    parse(STATIC / name)
    assert not re.search(r"<script|href=|url\(", (STATIC / name).read_text())


# --- Small ones -------------------------------------------------------------------------------------------------------


def test_an_icon_beside_words_is_silent() -> None:
    svg = one(render("icon", name="search"), "svg")
    assert svg["aria-hidden"] == "true"
    assert one(svg, "use")["href"] == "/static/icons.svg#search"


@pytest.mark.parametrize("arguments", ['"search"', '"search" size="small"', '"search" size="large" label="Search"'])
def test_the_tag_draws_the_component(arguments: str) -> None:
    given = dict(re.findall(r'(\w+)="(\w+)"', arguments))
    assert str(render_tag(f"{{% svg_icon {arguments} %}}")) == str(render("icon", name="search", **given))


def test_an_icon_alone_has_a_name() -> None:
    svg = one(render("icon", name="search", label="Search"), "svg")
    assert (svg["role"], svg["aria-label"]) == ("img", "Search")
    assert not svg.has_attr("aria-hidden")


def test_a_button_is_a_button() -> None:
    button = one(render("button", label="Save", variant="primary", size="small"), "button")
    assert button["type"] == "submit"
    assert button["class"] == ["button", "button--primary", "button--small"]
    assert text(button) == "Save"


def test_a_button_that_leads_somewhere_is_a_link() -> None:
    link = one(render("button", label="Next", url="/en/next/?a=1&b=2"), "a.button")
    assert link["href"] == "/en/next/?a=1&b=2"


def test_a_button_of_a_picture_alone_still_has_its_words() -> None:
    button = one(render("button", label="Print", icon="print", icon_only=True), "button")
    assert text(one(button, ".visually-hidden")) == "Print"


def test_a_button_that_opens_a_dialog_sends_nothing() -> None:
    button = one(render("button", label="Withdraw", dialog="sure"), "button")
    assert (button["type"], button["data-dialog-open"], button["aria-haspopup"]) == ("button", "sure", "dialog")


def test_words_are_escaped() -> None:
    assert text(render("button", label="<b>Save</b>")) == "<b>Save</b>"
    assert render("alert", text='"><script>').select("script") == []


@pytest.mark.parametrize(("tone", "role"), [("danger", "alert"), ("success", "status")])
def test_an_alert_that_appears_is_announced(tone: str, role: str) -> None:
    assert one(render("alert", text="Saved", tone=tone, live=True), ".alert")["role"] == role
    assert not one(render("alert", text="Saved", tone=tone), ".alert").has_attr("role")


def test_messages_look_like_what_they_are() -> None:
    messages = [_Message("saved", "success"), _Message("lost", "error"), _Message("traced", "debug")]
    soup = render("messages", messages=messages)
    assert [alert["class"][-1] for alert in soup.select(".alert")] == ["alert--success", "alert--danger", "alert--info"]
    assert render("messages", messages=[]).select("*") == []


class _Message:
    def __init__(self, words: str, level_tag: str) -> None:
        self.words, self.level_tag = words, level_tag

    def __str__(self) -> str:
        return self.words


def test_a_tag_can_be_taken_off() -> None:
    link = one(render("tag", label="Video", name="Type", remove_url="?"), "a")
    assert text(link) == "Remove: Video"


def test_the_last_breadcrumb_is_where_one_is() -> None:
    soup = render("breadcrumbs", items=[{"title": "Home", "url": "/en/"}, {"title": "Here", "url": "/en/here/"}])
    assert [text(link) for link in soup.select("a")] == ["Home"]
    assert text(one(soup, '[aria-current="page"]')) == "Here"
    assert render("breadcrumbs", items=[]).select("nav") == []


# --- Cards, progress, outline -----------------------------------------------------------------------------------------


def test_a_card_is_one_link_and_keeps_its_language() -> None:
    soup = render("card", title="Сабақ", url="/kk/x/", lang="kk", summary="Қысқаша", level=2, progress=0)
    assert one(soup, "h2")["lang"] == "kk"
    assert one(soup, "h2 a")["href"] == "/kk/x/"
    assert one(soup, ".card__summary")["lang"] == "kk"
    assert one(soup, "progress")["value"] == "0"


@pytest.mark.parametrize("progress", [None, ""])
def test_a_card_without_progress_shows_none(progress: object) -> None:
    assert render("card", title="x", url="/", progress=progress).select("progress") == []


def test_meta_of_a_card_is_read_with_its_label() -> None:
    soup = render("card", title="x", url="/", meta=[{"icon": "clock", "label": "Duration", "text": "6 h"}])
    assert text(one(soup, ".card__meta")) == "Duration: 6 h"


def test_a_thing_keeps_its_cover() -> None:
    assert cover_variant("a") == cover_variant("a")
    assert {cover_variant(number) for number in range(200)} == set(range(1, COVER_VARIANTS + 1))


def test_there_are_as_many_covers_as_variants() -> None:
    drawn = re.findall(r'id="cover-(\d)"', (STATIC / "covers.svg").read_text())
    assert drawn == [str(number) for number in range(1, COVER_VARIANTS + 1)]


def test_progress_says_what_and_how_much() -> None:
    bar = one(render("progress", value=40, label="Module 2", text="4 of 10"), "progress")
    assert (bar["value"], bar["max"], bar["aria-label"]) == ("40", "100", "Module 2")
    assert one(render("progress", value=40, compact=True), "progress")["aria-label"] == "Progress"


def test_a_ring_is_a_picture_with_a_name() -> None:
    ring = one(render("progress_ring", value=37, label="Course"), "svg")
    assert (ring["role"], ring["aria-label"]) == ("img", "Course: 37%")
    assert one(ring, ".ring__value")["stroke-dasharray"] == "37 100"
    assert render("progress_ring", value=0).select(".ring__value") == []


OUTLINE = [
    {
        "title": "First",
        "completed": 1,
        "total": 3,
        "is_open": True,
        "lessons": [
            {"title": "One", "url": "/1/", "state": "completed"},
            {"title": "Two", "url": "/2/", "state": "in_progress", "is_current": True},
            {"title": "Three", "url": "/3/", "state": "locked"},
        ],
    },
    {"title": "Second", "total": 0, "lessons": [{"title": "Four", "url": "/4/", "state": ""}]},
]


def test_an_outline_says_the_state_of_each_lesson_in_words() -> None:
    soup = render("outline", modules=OUTLINE)
    assert [text(lesson) for lesson in soup.select(".outline__lesson")] == [
        "One , Completed",
        "Two , In progress",
        "Three , Locked",
        "Four",
    ]
    assert one(soup, '[aria-current="page"]')["href"] == "/2/"
    assert text(soup.select(".outline__count")[0]) == "Lessons completed: 1/3"


def test_a_locked_lesson_leads_to_the_page_that_says_why() -> None:
    soup = render("outline", modules=OUTLINE)
    assert [link["href"] for link in soup.select("a")] == ["/1/", "/2/", "/3/", "/4/"]
    assert "Locked" in text(one(soup, 'a[href="/3/"]'))


def test_an_outline_folds_without_scripts() -> None:
    opened = render("outline", modules=OUTLINE, folded=True).select("details")
    assert [details.has_attr("open") for details in opened] == [True, False]


# --- Lists ------------------------------------------------------------------------------------------------------------


def pagination(url: str, number: int, total: int = 200) -> BeautifulSoup:
    """Page ``number`` of a list, twenty a page."""
    page = Paginator(range(total), 20).page(number)
    return render_tag('{% include "components/pagination.html" with page=page only %}', url, page=page)


def test_pages_keep_the_rest_of_the_address() -> None:
    soup = pagination("/en/?q=%D1%83&page=5", 5)
    assert one(soup, "a[rel=next]")["href"] == "?q=%D1%83&page=6"
    assert text(one(soup, '[aria-current="page"]')) == "Page 5"
    assert "81–100 of 200" in text(soup)


@pytest.mark.parametrize(("number", "rel"), [(1, ["next"]), (5, ["prev", "next"]), (10, ["prev"])])
def test_the_ends_of_a_list_have_no_further_page(number: int, rel: list[str]) -> None:
    assert [link["rel"][0] for link in pagination("/en/", number).select("a[rel]")] == rel


def test_a_single_page_has_no_pagination() -> None:
    assert pagination("/en/", 1, total=20).select("nav") == []


@pytest.mark.parametrize(
    ("current", "href", "direction"),
    [("", "?q=a&sort=name", None), ("name", "?q=a&sort=-name", "ascending"), ("-name", "?q=a&sort=name", "descending")],
)
def test_a_head_sorts_and_turns_round(current: str, href: str, direction: str | None) -> None:
    soup = render_tag('{% sort_header "Name" "name" current %}', f"/en/?q=a&page=3&sort={current}", current=current)
    assert one(soup, "a")["href"] == href
    assert one(soup, "th").get("aria-sort") == direction


def test_a_head_of_figures_stands_over_them() -> None:
    assert one(render_tag('{% sort_header "Done" "done" number=True %}'), "th")["class"] == ["number"]


def test_a_head_sorts_where_there_is_no_request() -> None:
    html = Template('{% sort_header "Name" "name" %}').render(Context())
    assert 'href="?sort=name"' in html


def test_a_table_can_be_scrolled_with_the_keyboard_and_has_a_name() -> None:
    rows = [{"url": "/1/", "cells": [{"text": "Айгүл"}, {"text": "40 %", "number": True}]}]
    columns = [{"label": "Learner", "key": "name"}, {"label": "Done", "number": True}]
    soup = render_tag(
        '{% include "components/table.html" with id="t" caption="All" columns=columns rows=rows sort="name" only %}',
        columns=columns,
        rows=rows,
    )
    region = one(soup, "[role=region]")
    assert region["tabindex"] == "0"
    assert text(one(soup, f"#{region['aria-labelledby']}")) == "All"
    assert text(one(soup, "tbody th[scope=row] a")) == "Айгүл"
    assert one(soup, "td")["class"] == ["number"]
    assert one(soup, "[aria-sort]")["aria-sort"] == "ascending"


def test_an_empty_state_helps() -> None:
    soup = render(
        "empty_state", title="Nothing yet", text="Why", url="/a/", label="Begin", second_url="/b/", second_label="Or"
    )
    assert [link["href"] for link in soup.select("a")] == ["/a/", "/b/"]
    assert text(one(soup, "h2")) == "Nothing yet"


def test_a_facet_keeps_what_would_find_nothing() -> None:
    options = [
        {"value": "v", "label": "Video", "count": 3, "selected": True},
        {"value": "t", "label": "Text", "count": 0},
    ]
    soup = render("facet", name="type", title="Type", options=options, is_open=True)
    assert [box["value"] for box in soup.select("input[name=type]")] == ["v", "t"]
    assert one(soup, "input[checked]")["value"] == "v"
    assert text(one(soup, ".facet__option--empty")) == "Text Results: 0"


def test_facts_without_a_value_are_left_out() -> None:
    soup = render("key_values", items=[{"label": "Licence", "value": "CC BY"}, {"label": "Source", "value": ""}])
    assert [text(term) for term in soup.select("dt")] == ["Licence"]


def test_steps_say_which_is_now() -> None:
    soup = render("steps", label="Import", items=[{"title": "A", "state": "done"}, {"title": "B", "state": "current"}])
    assert text(one(soup, "[aria-current=step]")) == "B"
    assert text(one(soup, ".steps__step--done")) == "A , done"


def test_tabs_are_links() -> None:
    soup = render("tabs", label="Views", items=[{"title": "All", "url": "/a/", "is_current": True, "count": 0}])
    assert one(soup, "nav")["aria-label"] == "Views"
    assert text(one(soup, "a[aria-current=page]")) == "All 0"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Айгүл Сейтқали", "АС"),
        ("Алесь Ўладзіміравіч Каваль", "АЎ"),
        ("王小明", "王"),
        ("oʻktam", "O"),
        ("«Имя» Фамилия", "Ф"),
        ("", "?"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("kind", "element"), [("image", "img"), ("video", "video"), ("audio", "audio"), ("pdf", "iframe")]
)
def test_a_file_is_shown_and_can_be_taken_along(kind: str, element: str) -> None:
    soup = render("file_preview", kind=kind, url="/media/x", title="Plan", alt="A plan")
    shown = one(soup, f".file-preview__frame {element}")
    assert shown["src"] == "/media/x"
    assert shown.get("alt") or shown.get("aria-label") or shown.get("title")
    assert one(soup, "a[download]")["href"] == "/media/x"
    assert text(one(soup, "a[download]")) == "Download : Plan"


def test_a_video_has_its_captions() -> None:
    soup = render("file_preview", kind="video", url="/v", title="V", captions_url="/c.vtt", captions_lang="kk")
    assert (one(soup, "track")["src"], one(soup, "track")["srclang"]) == ("/c.vtt", "kk")


def test_a_frame_may_be_locked_up() -> None:
    frame = one(render("file_preview", kind="frame", url="/p", title="P", sandbox=""), "iframe")
    assert frame.get_attribute_list("sandbox") == []


# --- Forms ------------------------------------------------------------------------------------------------------------


class SampleForm(forms.Form):
    """Every shape a field takes."""

    name = forms.CharField(label="Name", help_text="As in the passport.")
    note = forms.CharField(label="Note", required=False)
    agree = forms.BooleanField(label="I agree")
    language = forms.ChoiceField(label="Language", choices=[("ru", "Русский")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def form_of(data: dict[str, str] | None = None) -> BeautifulSoup:
    """The form rendered whole, unsent or sent with ``data``."""
    source = '{% include "components/form.html" with form=form submit="Save" cancel_url="/back/" next="/next/" only %}'
    return render_tag(source, form=SampleForm(data))


def test_every_control_has_its_label_and_its_help() -> None:
    soup = form_of()
    for control in soup.select("input[type=text], input[type=checkbox]"):
        assert one(soup, f"label[for={control['id']}]")
    described = one(soup, "#id_name")["aria-describedby"]
    assert text(one(soup, f"#{described}")) == "As in the passport."


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    soup = form_of()
    assert text(one(soup, "label[for=id_note]")) == "Note ( optional )".replace("( ", "(").replace(" )", ")")
    assert text(one(soup, "label[for=id_name]")) == "Name"


def test_choices_are_a_group_with_a_legend() -> None:
    assert text(one(form_of(), "fieldset legend")) == "Language"


def test_a_form_carries_its_token_even_when_included_alone() -> None:
    soup = form_of()
    assert one(soup, "input[name=csrfmiddlewaretoken]")["value"]
    assert one(soup, "input[name=next]")["value"] == "/next/"
    assert one(soup, "input[type=hidden][name=key]")


def test_an_unsent_form_shows_no_errors() -> None:
    assert form_of().select(".error-summary, .field--invalid, [aria-invalid]") == []


def test_errors_are_summed_up_and_lead_to_their_fields() -> None:
    soup = form_of({"note": "x"})
    links = soup.select(".error-summary a")
    assert [link["href"] for link in links] == ["#id_name", "#id_agree", "#id_language"]
    for link in links:
        assert soup.select(str(link["href"]))
    assert one(soup, ".error-summary")["role"] == "alert"


def test_an_error_is_tied_to_its_control() -> None:
    soup = form_of({"note": "x"})
    control = one(soup, "#id_name")
    assert control["aria-invalid"] == "true"
    assert str(control["aria-describedby"]).split() == ["id_name_helptext", "id_name_error"]
    assert text(one(soup, "#id_name_error")) == "Error: This field is required."
    assert one(soup, "fieldset")["aria-describedby"] == "id_language_error"


def test_a_form_with_files_can_send_them() -> None:
    class Upload(forms.Form):
        file = forms.FileField()

    soup = render_tag('{% include "components/form.html" with form=form submit="Send" only %}', form=Upload())
    assert one(soup, "form")["enctype"] == "multipart/form-data"


# --- Switches ---------------------------------------------------------------------------------------------------------

LINKS = [
    {"code": "ru", "name": "Русский", "url": "/ru/x/", "is_current": True},
    {"code": "zh-hans", "name": "中文", "url": "/zh-hans/x/", "is_current": False},
]


@pytest.mark.parametrize("plain", [True, False])
def test_languages_are_named_in_their_own(plain: bool) -> None:
    soup = render("language_switch", links=LINKS, plain=plain)
    assert [(link["href"], link["lang"], link["hreflang"]) for link in soup.select("a")] == [
        ("/ru/x/", "ru", "ru"),
        ("/zh-hans/x/", "zh-hans", "zh-hans"),
    ]
    assert text(one(soup, 'a[aria-current="true"]')) == "Русский"


def test_two_reading_panels_on_a_page_do_not_share_ids() -> None:
    soup = render_tag('{% reading_panel "one" %}{% reading_panel "two" %}', "/en/x/?a=1")
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids)) == 20
    assert {form["action"] for form in soup.select("form")} == {"/en/reading/"}


def test_absolute_addresses() -> None:
    assert text(render_tag("<p>{% absolute_url url %}</p>", url="/en/a/")) == "http://testserver/en/a/"
    assert Template('{% absolute_url "/en/a/" %}').render(Context()) == "/en/a/"


class _Tags(HTMLParser):
    """Checks that every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "track"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())


def assert_balanced(html: str) -> None:
    """Every element is closed where it should be."""
    parser = _Tags()
    parser.feed(html)
    assert parser.open == []


@pytest.mark.parametrize(
    "component", ["card", "outline", "table", "field", "file_preview", "search_box", "dialog", "stat"]
)
def test_markup_is_balanced_without_arguments(component: str) -> None:
    assert_balanced(render_to_string(f"components/{component}.html", {}, RequestFactory().get("/en/")))


def test_the_outline_is_balanced_in_all_shapes() -> None:
    for folded in (True, False):
        assert_balanced(render_to_string("components/outline.html", {"modules": OUTLINE, "folded": folded}))
