"""HTML from outside as blocks: nothing harmful comes through, and nothing is lost without a word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop.html import (
    Attachment,
    Block,
    Code,
    Converted,
    Heading,
    Image,
    Link,
    Media,
    Problem,
    ProblemKind,
    Quote,
    RichText,
    Table,
    Target,
    TargetKind,
    convert,
    images_in,
    urls_in,
)
from interop.html.bounds import MOST_BLOCKS

TARGETS = {
    "pic.png": Target(TargetKind.IMAGE, 5, "/media/images/pic.png", "pic.png", "png"),
    "icon.png": Target(TargetKind.IMAGE, 6, "/media/images/icon.png", "icon.png", "png"),
    "doc.pdf": Target(TargetKind.DOCUMENT, 7, title="Doc", extension="pdf"),
    "film.mp4": Target(TargetKind.DOCUMENT, 8, title="Film", extension="mp4"),
    "talk.mp3": Target(TargetKind.DOCUMENT, 9, title="Talk", extension="mp3"),
    "next.html": Target(TargetKind.PAGE, 3),
}


def resolve(url: str) -> Target:
    if url.startswith(("http://", "https://", "mailto:")):
        return Target(TargetKind.EXTERNAL, url=url)
    return TARGETS.get(url, Target(TargetKind.NOTHING))


def converted(html: str, title: str = "") -> Converted:
    return convert(html, resolve, title)


def blocks(html: str, title: str = "") -> list[Block]:
    return list(converted(html, title).blocks)


def rich(html: str) -> str:
    """The rich text a page becomes when it is nothing else."""
    (block,) = blocks(html)
    assert isinstance(block, RichText)
    return block.html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>"),
        ("just text", "<p>just text</p>"),
        ("text <b>bold</b><p>next</p>tail", "<p>text <b>bold</b></p><p>next</p><p>tail</p>"),
        ("<p><strong>a</strong> <em>b</em></p>", "<p><b>a</b> <i>b</i></p>"),
        ("<p>H<sub>2</sub>O x<sup>2</sup> <kbd>k</kbd></p>", "<p>H<sub>2</sub>O x<sup>2</sup> <code>k</code></p>"),
        ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"),
        ("<p>line<br>break</p>", "<p>line<br/>break</p>"),
        ("<p><br>&nbsp; text <br> </p>", "<p>text</p>"),
        ("<div><div>deep <span>text</span></div></div>", "<p>deep text</p>"),
        ("<span><p>in</p></span>", "<p>in</p>"),
        ("<p><b> </b>text<i></i></p>", "<p> text</p>".replace(" ", "", 1)),
        ("<p>many\n   spaces</p>", "<p>many spaces</p>"),
        ("<p>said <q>word</q></p>", "<p>said “word”</p>"),
        ("<p><u>u</u> <s>s</s> <font color=red>f</font></p>", "<p>u s f</p>"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "<p><b>Term</b></p><p>Meaning</p>"),
        ("<details><summary>More</summary><p>Text</p></details>", "<p><b>More</b></p><p>Text</p>"),
    ],
)
def test_running_text(html: str, expected: str) -> None:
    assert rich(html) == expected


@pytest.mark.parametrize("html", ["", "   ", "<p>&nbsp;</p>", "<p><br></p>", "<div><h2></h2></div>", "<!-- x -->"])
def test_nothing_becomes_nothing(html: str) -> None:
    assert converted(html) == Converted(())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://a.b/?x=1&amp;y=2">t</a>', '<a href="https://a.b/?x=1&amp;y=2">t</a>'),
        ('<a href="mailto:a@b.org">t</a>', '<a href="mailto:a@b.org">t</a>'),
        ('<a href="next.html">t</a>', '<a linktype="page" id="3">t</a>'),
        ('see <a href="doc.pdf">t</a>', 'see <a linktype="document" id="7">t</a>'),
        ('<a href="#part">t</a>', "t"),
        ('<a name="part">t</a>', "t"),
        ('<a href="https://a.b/"></a>t', "t"),
        ('<b><a href="https://a.b/">t</a></b>', '<b><a href="https://a.b/">t</a></b>'),
    ],
)
def test_links(html: str, expected: str) -> None:
    assert rich(f"<p>{html}</p>") == f"<p>{expected}</p>"
    assert converted(f"<p>{html}</p>").problems == ()


def test_a_link_that_leads_nowhere_stays_text_and_is_reported() -> None:
    result = converted('<p>See <a href="gone.html">here</a>.</p>')
    assert result.blocks == (RichText("<p>See here.</p>"),)
    assert result.problems == (Problem(ProblemKind.LINK, "gone.html"),)


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="doc.pdf">The <b>plan</b></a></p>',
        '<div><strong><a href="doc.pdf">The plan</a></strong>&nbsp;</div>',
    ],
)
def test_a_paragraph_that_is_only_a_file_is_the_file(html: str) -> None:
    assert blocks(html) == [Attachment(7, "The plan")]


def test_headings_keep_their_level() -> None:
    assert blocks("<h2>A <b>b</b></h2><p>t</p><h4>C</h4>") == [Heading("A b", 2), RichText("<p>t</p>"), Heading("C", 4)]


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert blocks("<h1> My page</h1><p>t</p>", "My Page ") == [RichText("<p>t</p>")]
    assert blocks("<h1>Other</h1>", "My Page") == [Heading("Other", 1)]


def test_what_stands_in_a_heading_is_not_lost() -> None:
    html = '<h2>A <img src="pic.png" alt="Map"></h2><h2><img src="pic.png" alt="Map"></h2>'
    assert blocks(html) == [Heading("A", 2), Image(5, "Map"), Image(5, "Map")]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", "<ul><li>a</li><li>b<br/>c</li></ul>"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><ul><li>b</li></ul></ul>", "<ul><li>b</li></ul>"),
        ("<ul><li><h2>a</h2></li><li> </li></ul>", "<ul><li><b>a</b></li></ul>"),
        ("<ul><li><div>a<ol><li>b</li></ol></div></li></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
    ],
)
def test_lists(html: str, expected: str) -> None:
    assert rich(html) == expected


def test_a_numbered_list_with_pictures_keeps_its_numbers() -> None:
    html = '<ol><li>Open <img src="pic.png" alt="Menu"></li><li>Save</li></ol>'
    assert blocks(html) == [RichText("<p>1. Open</p>"), Image(5, "Menu"), RichText("<p>2. Save</p>")]


def test_a_list_of_nothing_but_a_picture_is_the_picture() -> None:
    assert blocks('<ol><li><img src="pic.png" alt="About"></li></ol>') == [Image(5, "About")]


def test_an_image_divides_its_paragraph() -> None:
    html = '<p>Before <b>bold <img src="pic.png" alt="A map"> after</b> end</p>'
    assert blocks(html) == [
        RichText("<p>Before <b>bold </b></p>"),
        Image(5, "A map"),
        RichText("<p><b> after</b> end</p>"),
    ]


@pytest.mark.parametrize(
    ("attributes", "image"),
    [
        ('alt="A map"', Image(5, "A map")),
        ('alt=""', Image(5, "", decorative=True)),
        ("", Image(5, "")),
        ('alt="pic.PNG"', Image(5, "")),
    ],
)
def test_alternative_text(attributes: str, image: Image) -> None:
    assert blocks(f'<p><img src="pic.png" {attributes}></p>') == [image]


def test_a_figure_has_its_caption() -> None:
    html = '<figure><img src="pic.png" alt="Map"><figcaption>Our <i>school</i></figcaption></figure>'
    assert blocks(html) == [Image(5, "Map", "Our school")]


def test_a_link_around_an_image_stays_a_link() -> None:
    html = '<p><a href="https://a.b/"><img src="pic.png" alt="Map"></a></p>'
    assert blocks(html) == [Image(5, "Map"), RichText('<p><a href="https://a.b/">Map</a></p>')]


def test_an_image_of_another_site_becomes_a_link_and_is_reported() -> None:
    result = converted('<p><img src="https://a.b/x.png" alt="Chart"></p>')
    assert result.blocks == (RichText('<p><a href="https://a.b/x.png">Chart</a></p>'),)
    assert result.problems == (Problem(ProblemKind.IMAGE, "https://a.b/x.png"),)


def test_an_image_that_is_gone_leaves_its_words() -> None:
    result = converted('<p>See <img src="gone.png" alt="the chart"></p>')
    assert result.blocks == (RichText("<p>See the chart</p>"),)
    assert result.problems == (Problem(ProblemKind.IMAGE, "gone.png"),)


def test_a_formula_drawn_as_an_image_stays_a_formula() -> None:
    html = '<p>Area <img class="equation_image" src="/equation_images/x" data-equation-content="a&lt;b^2"></p>'
    assert rich(html) == "<p>Area \\(a&lt;b^2\\)</p>"


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ('<video src="film.mp4" title="Lesson"></video>', Media(8, "mp4", "Lesson")),
        ('<video><source src="gone.webm"><source src="film.mp4">No video</video>', Media(8, "mp4", "Film")),
        ('<audio controls src="talk.mp3"></audio>', Media(9, "mp3", "Talk")),
        ('<object data="doc.pdf"><p>No PDF</p></object>', Media(7, "pdf", "Doc")),
        ('<embed src="film.mp4">', Media(8, "mp4", "Film")),
        ('<iframe src="doc.pdf" title="Plan"></iframe>', Media(7, "pdf", "Plan")),
        ('<iframe src="pic.png" title="Plan"></iframe>', Image(5, "Plan")),
        ('<iframe src="https://v.org/1" title="Film"></iframe>', Link("https://v.org/1", "Film")),
    ],
)
def test_players_and_frames(html: str, block: Block) -> None:
    assert blocks(f"<p>{html}</p>") == [block]


def test_a_frame_of_another_site_is_reported() -> None:
    assert converted('<iframe src="https://v.org/1"></iframe>').problems == (
        Problem(ProblemKind.EMBEDDED, "https://v.org/1"),
    )


def test_a_player_without_a_file_leaves_its_words() -> None:
    result = converted('<video src="gone.mp4">Ask for the film</video>')
    assert result.blocks == (RichText("<p>Ask for the film</p>"),)
    assert result.problems == (Problem(ProblemKind.EMBEDDED, "gone.mp4"),)


def test_a_table_of_data() -> None:
    html = """<table><caption>Terms</caption><thead><tr><th>Word</th><th>Use</th></tr></thead>
    <tr><th>a</th><td>b <a href="https://a.b/">c</a></td></tr><tr><th colspan=2>d</th></tr></table>"""
    assert blocks(html) == [
        Table(
            (("Word", "Use"), ("a", 'b <a href="https://a.b/">c</a>'), ("d", "")),
            header_row=True,
            header_column=True,
            caption="Terms",
        )
    ]


def test_pictures_of_a_table_follow_it() -> None:
    html = '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><img src="pic.png" alt="Map"></td></tr></table>'
    assert blocks(html) == [Table((("A", "B"), ("x", "")), header_row=True), Image(5, "Map")]


def test_a_table_for_layout_is_what_it_holds() -> None:
    html = '<table><tr><td><h2>T</h2></td><td><img src="pic.png" alt="Map"></td></tr></table>'
    assert blocks(html) == [Heading("T", 2), Image(5, "Map")]
    assert blocks("<table><tr><td>One cell</td></tr></table>") == [RichText("<p>One cell</p>")]
    nested = "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>"
    assert blocks(nested) == [RichText("<p>a</p>"), Table((("b", "c"),))]


def test_an_empty_table_is_nothing() -> None:
    assert blocks("<table><tr><td></td><td>&nbsp;</td></tr></table>") == []


def test_quotations() -> None:
    assert blocks('<blockquote cite="https://a.b/"><p>Wise</p><p>words</p></blockquote>') == [
        Quote("Wise\nwords", "https://a.b/")
    ]
    assert blocks("<blockquote><ul><li>a</li></ul></blockquote>") == [RichText("<ul><li>a</li></ul>")]


def test_text_whose_spaces_count() -> None:
    assert blocks("<pre>if x:\n    y<br>z\n</pre>") == [Code("if x:\n    y\nz")]


def test_marks_of_canvas_are_left_out() -> None:
    html = (
        '<p><a href="https://a.b/">Law<span class="screenreader-only"> (Links to an external site.)</span></a>'
        '<a href="https://y.be/1"><img class="media_comment_thumbnail" src="https://c/play.png"></a></p>'
    )
    assert converted(html) == Converted((RichText('<p><a href="https://a.b/">Law</a></p>'),))


@pytest.mark.parametrize(
    ("html", "detail"),
    [
        ("<script>alert(1)</script>text", "<script>"),
        ("<form><input name=a>text</form>", "<form>"),
        ("<svg><script>alert(1)</script></svg>text", "<svg>"),
        ("<math><mi>x</mi></math>text", "<math>"),
    ],
)
def test_what_is_taken_out_is_reported(html: str, detail: str) -> None:
    result = converted(html)
    assert result.blocks == (RichText("<p>text</p>"),)
    assert detail in [problem.detail for problem in result.problems]


HOSTILE = [
    "<p onclick=alert(1)>t</p>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">t</a>',
    '<a href=" java\nscript:alert(1)">t</a>',
    '<a href="data:text/html,<script>alert(1)</script>">t</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<iframe src="javascript:alert(1)"></iframe>',
    "<style>@import 'x'</style><p style='background:url(x)'>t</p>",
    '<a href="https://a.b/&quot; onmouseover=&quot;alert(1)">t</a>',
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>t</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<object data='javascript:alert(1)'>t</object>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><base href='//evil'>t",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
_SAFE_TAG = re.compile(
    r"<(?:/?(?:p|b|i|sub|sup|code|ul|ol|li)|br/|/a"
    r'|a (?:linktype="(?:page|document)" id="\d+"|href="(?:https?:|mailto:|/media/)[^"<>]*"))>'
)


def assert_harmless(result: Converted) -> None:
    """Whatever went in, rich text holds only tags we wrote ourselves."""
    for block in result.blocks:
        texts = [block.html] if isinstance(block, RichText) else []
        if isinstance(block, Table):
            texts = [cell for row in block.rows for cell in row]
        for text in texts:
            rest = _SAFE_TAG.sub("", text)
            assert "<" not in rest, text
            assert ">" not in rest.replace("&gt;", ""), text
        if isinstance(block, Link):
            assert block.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_comes_through(html: str) -> None:
    result = converted(html)
    assert_harmless(result)
    assert "javascript:" not in "".join(
        b.html for b in result.blocks if isinstance(b, RichText) and "script&gt;" not in b.html
    )


_TAGS = re.findall(
    "<[^<>]+>",
    "<p></p><b></b><ul><ol><li></li><table><tr><td><th></table><h2></h2><a href='doc.pdf'></a><img src='pic.png'><img>"
    "<pre></pre><blockquote><figure><figcaption><dl><dt><br><hr><iframe src='https://a.b/'>"
    "<video src='film.mp4'></video>"
    "<div></div><span><em></em><q>",
)
_FRAGMENTS = st.sampled_from(
    [
        *HOSTILE,
        *_TAGS,
        "текст ",
        "课 ",
        "&nbsp;",
        "&lt;",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(_FRAGMENTS, st.text(max_size=12)), max_size=25))
def test_any_tangle_of_tags_is_harmless(parts: list[str]) -> None:
    assert_harmless(converted("".join(parts)))


@settings(deadline=None)
@given(st.lists(st.text(alphabet="абв где 课程 &<>\"'", min_size=1, max_size=20), min_size=1, max_size=5))
def test_no_word_of_plain_paragraphs_is_lost(paragraphs: list[str]) -> None:
    from html import escape, unescape

    result = converted("".join(f"<p>{escape(text)}</p>" for text in paragraphs))
    shown = unescape(re.sub(r"</?p>", " ", "".join(b.html for b in result.blocks if isinstance(b, RichText))))
    assert shown.split() == " ".join(paragraphs).split()


def test_very_deep_nesting_is_flattened_not_fatal() -> None:
    html = "<div>" * 3000 + "deep" + "</div>" * 3000
    assert "deep" in str(blocks(html))


def test_a_link_to_a_picture_shows_it() -> None:
    assert blocks('<p>See <a href="pic.png">the map</a></p>') == [RichText("<p>See the map</p>"), Image(5, "the map")]
    thumbnail = '<p><a href="pic.png"><img src="icon.png" alt="Map"></a></p>'
    assert blocks(thumbnail) == [Image(6, "Map")]


def test_alternative_texts_of_a_page_are_found() -> None:
    html = '<img src="a.png" alt=" A  map"><img src="b.png" alt=""><img alt="x">'
    assert images_in(html) == (("a.png", "A map"),)
    assert images_in("") == ()


def test_all_urls_of_a_page_are_found() -> None:
    html = '<a href="a.html">x</a><img src="b.png"><video poster="c.png"><source src="d.mp4"></video><a href="a.html">'
    assert urls_in(html) == ("a.html", "b.png", "c.png", "d.mp4")
    assert urls_in("") == ()


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote"])
@pytest.mark.parametrize("depth", [150, 300, 3000])
def test_a_page_nested_too_deeply_keeps_its_plain_text(tag: str, depth: int) -> None:
    inner = "<h2>Head</h2><p>one &lt;b&gt;</p><script>no()</script><div>two <i>and</i> three</div>"
    found = convert(f"<{tag}>" * depth + inner + f"</{tag}>" * depth + "<p>after</p>", resolve)
    assert found.blocks == (RichText("<p>Head</p><p>one &lt;b&gt;</p><p>two and three</p><p>after</p>"),)
    assert Problem(ProblemKind.DEPTH, "100") in found.problems


def test_a_page_of_endless_blocks_is_bounded_and_keeps_its_words() -> None:
    html = "".join(f"<h2>Head {n}</h2><p>text {n}</p>" for n in range(20_000))
    found = convert(html, resolve)
    assert len(found.blocks) < MOST_BLOCKS + 20
    assert "<p><b>Head 19999</b></p><p>text 19999</p>" in str(found.blocks[-1])
    assert found.problems == (Problem(ProblemKind.LENGTH, "40000"),)


def test_what_cannot_be_joined_to_text_is_counted() -> None:
    html = "<h2>h</h2><p>p</p>" * (MOST_BLOCKS // 2) + '<p><img src="pic.png" alt="a"></p><pre>x\ny</pre><hr>' * 3
    found = convert(html, resolve)
    assert found.blocks[-1] == RichText("<p>x<br/>y</p>" * 3)
    assert Problem(ProblemKind.LOST, "3") in found.problems


def test_paragraphs_are_one_text_up_to_what_a_field_can_hold() -> None:
    assert len(convert("<p>word</p>" * 5_000, resolve).blocks) == 1
    endless = convert("<p>word</p>" * 40_000, resolve).blocks
    assert 2 <= len(endless) < 10
    assert sum(str(block).count("<p>word</p>") for block in endless) == 40_000
