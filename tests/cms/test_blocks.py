"""Every block of the content: what readers get of it, what it costs, what hostile values do."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.blocks import Block, StreamBlock, StructBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Locale, Page

from cms.blocks import CONTENT_BLOCKS, FEATURED_BLOCKS, FOOTER_BLOCKS, NAVIGATION_BLOCKS, WAY_BLOCKS, headings
from cms.blocks.text import FEATURES
from cms.models import AcademyDocument, AcademyImage, HomePage
from tests.factories.cms import ArticlePageFactory, DocumentFactory, HomePageFactory, ImageFactory, LocaleFactory

pytestmark = pytest.mark.django_db

STREAM = StreamBlock(CONTENT_BLOCKS)
ALL_BLOCKS = [*CONTENT_BLOCKS, *WAY_BLOCKS, *FEATURED_BLOCKS, *NAVIGATION_BLOCKS, *FOOTER_BLOCKS]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def stream(*children: tuple[str, Any]) -> StreamValue:
    """A body as it comes out of the database."""
    return STREAM.to_python([block(name, value) for name, value in children])


def render(value: StreamValue) -> str:
    """A body as a page shows it."""
    request = RequestFactory().get("/ru/")
    return render_to_string("cms/blocks/stream.html", {"value": value, "request": request})


@pytest.fixture
def library() -> dict[str, Any]:
    """One of everything a block can choose."""
    return {
        "home": HomePageFactory(),
        "image": ImageFactory.create(),
        "pdf": DocumentFactory.create(filename="handout.pdf"),
        "video": DocumentFactory.create(filename="lesson.mp4"),
        "audio": DocumentFactory.create(filename="talk.wav"),
        "captions": DocumentFactory.create(filename="lesson.vtt"),
    }


def test_the_names_other_apps_and_stored_content_rely_on() -> None:
    assert [name for name, _block in CONTENT_BLOCKS] == [
        "heading", "paragraph", "image", "gallery", "video", "audio", "file", "link", "page", "table", "quote",
        "callout", "code", "accordion",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "block"), ALL_BLOCKS, ids=[name for name, _block in ALL_BLOCKS])
class TestEveryBlock:
    """What the editor's block picker needs of each."""

    def test_is_described_and_has_a_template_and_an_icon(self, name: str, block: Block) -> None:
        assert str(block.meta.description)
        assert block.meta.template == f"cms/blocks/{block.meta.template.rsplit('/', 1)[-1]}"
        assert block.meta.icon != "placeholder"

    def test_shows_its_preview(self, name: str, block: Block, library: dict[str, Any]) -> None:
        html = block.render(block.get_preview_value(), {"request": RequestFactory().get("/ru/"), "id": "preview"})
        assert re.sub(r"<[^>]+>|\s", "", html) or "<img" in html

    def test_shows_its_preview_in_an_empty_installation(self, name: str, block: Block) -> None:
        AcademyImage.objects.all().delete()
        AcademyDocument.objects.all().delete()
        block.render(block.get_preview_value(), {"request": RequestFactory().get("/ru/")})

    def test_keeps_its_preview_when_saved(self, name: str, block: Block, library: dict[str, Any]) -> None:
        stored = block.get_prep_value(block.get_preview_value())
        assert block.get_prep_value(block.to_python(stored)) == stored

    def test_survives_a_value_without_any_key(self, name: str, block: Block) -> None:
        empty: Any = {} if isinstance(block, StructBlock) else None
        value = block.to_python(empty)
        block.render(value, {"request": RequestFactory().get("/ru/")})


def list_item(value: Any) -> dict[str, Any]:
    """An item of a list as it is stored."""
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def block(name: str, value: Any) -> dict[str, Any]:
    """A block as it is stored."""
    return {"type": name, "value": value, "id": str(uuid.uuid4())}


def raw_values(library: dict[str, Any]) -> dict[str, Any]:
    """A value of each block that chooses something, or that holds rich text with a link to a page."""
    linked = f'<p>See <a linktype="page" id="{library["home"].pk}">the first page</a>.</p>'
    image = {"image": library["image"].pk, "alt": "A crane", "decorative": False, "caption": "Over the lake"}
    file = {"file": library["pdf"].pk, "title": "", "preview": True}
    item = {"title": "More", "content": [block("paragraph", linked), block("image", image)]}
    return {
        "heading": {"text": "One", "level": "2"},
        "paragraph": linked,
        "image": image,
        "gallery": {"images": [list_item(image), list_item(image)]},
        "video": {
            "file": library["video"].pk,
            "title": "A lesson",
            "poster": library["image"].pk,
            "captions": library["captions"].pk,
            "captions_language": "kk",
            "transcript": linked,
        },
        "audio": {"file": library["audio"].pk, "title": "A talk", "transcript": linked},
        "file": file,
        "link": {"url": "https://www.example.org/a", "title": "Elsewhere", "text": ""},
        "page": {"page": library["home"].pk, "text": ""},
        "table": {
            "caption": "T",
            "columns": [{"type": "row_heading", "heading": ""}, {"type": "number", "heading": "N"}],
            "rows": [{"values": ["a", 1.5]}, {"values": ["b", None]}],
        },
        "quote": {"text": "Words", "author": "Somebody", "url": ""},
        "callout": {"tone": "tip", "title": "", "text": linked},
        "code": {"code": "a  b", "language": "python"},
        "accordion": {"parts": [list_item(item), list_item(item)]},
    }


class TestQueries:
    """A long body costs what a short one does."""

    @pytest.mark.parametrize("name", [name for name, _block in CONTENT_BLOCKS])
    def test_thirty_blocks_cost_what_three_do(self, name: str, library: dict[str, Any]) -> None:
        value = raw_values(library)[name]
        render(stream((name, value)))  # Makes the renditions, fills the caches of site roots and content types.
        counts = []
        for size in (3, 30):
            body = stream(*[(name, value)] * size)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert render(body)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 10

    def test_renditions_are_looked_up_for_all_images_at_once(self, library: dict[str, Any]) -> None:
        from django.core.cache import cache

        images = [ImageFactory.create() for _ in range(6)]
        body = [("image", {"image": image.pk}) for image in images]
        render(stream(*body))
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            render(stream(*body))
        assert len(queries) == 2


class TestText:
    """Headings, paragraphs, quotations, remarks, code."""

    def test_a_heading_can_be_linked_to_by_the_same_anchor_in_every_language(self) -> None:
        body = STREAM.to_python(
            [{"type": "heading", "value": {"text": "Цель", "level": "3"}, "id": "3f2a9c01-0000-0000-0000-000000000000"}]
        )
        assert '<h3 id="s-3f2a9c01">Цель</h3>' in render(body)
        assert [(item.anchor, item.text, item.level) for item in headings(body)] == [("s-3f2a9c01", "Цель", 3)]

    def test_headings_with_the_same_words_have_different_anchors(self) -> None:
        html = render(stream(("heading", {"text": "Итог"}), ("heading", {"text": "Итог"})))
        first, second = re.findall(r'id="(s-[^"]+)"', html)
        assert first != second

    def test_a_paragraph_may_not_hold_what_is_a_block_of_its_own(self) -> None:
        assert not {"h2", "h3", "image", "embed", "hr"} & set(FEATURES)

    def test_a_link_leads_to_the_page_in_the_readers_language(self, library: dict[str, Any]) -> None:
        home: HomePage = library["home"]
        home.copy_for_translation(LocaleFactory.create(language_code="en")).get_latest_revision().publish()
        body = stream(("paragraph", f'<p><a linktype="page" id="{home.pk}">home</a></p>'))
        assert '<a href="/ru/">' in render(body)
        with translation.override("en"):
            assert '<a href="/en/">' in render(body)
        with translation.override("kk"):
            assert '<a href="/ru/">' in render(body)

    def test_a_link_to_an_unpublished_page_stays_text(self, library: dict[str, Any]) -> None:
        draft = ArticlePageFactory(live=False)
        html = render(stream(("paragraph", f'<p><a linktype="page" id="{draft.pk}">soon</a></p>')))
        assert "<a>soon</a>" in html

    @pytest.mark.parametrize("broken", ["", "abc", "0", "999999"])
    def test_a_link_to_nothing_stays_text(self, broken: str) -> None:
        html = render(stream(("paragraph", f'<p><a linktype="page" id="{broken}">gone</a></p>')))
        assert "<a>gone</a>" in html

    def test_a_text_that_holds_the_separator_of_texts_is_shown_whole(self) -> None:
        html = render(stream(("paragraph", "<p>a</p><!--next text--><p>b</p>"), ("paragraph", "<p>c</p>")))
        assert "<p>a</p>" in html
        assert "<p>b</p>" in html
        assert html.count("<p>c</p>") == 1

    def test_a_quotation_names_who_said_it_and_where(self) -> None:
        value = {"text": "Words", "author": "Saule", "url": "https://example.org/a"}
        html = render(stream(("quote", value)))
        assert '<a href="https://example.org/a" rel="noopener">Saule</a>' in html
        assert 'cite="https://example.org/a"' in html

    @pytest.mark.parametrize(("tone", "look"), [("note", "info"), ("tip", "success"), ("warning", "warning")])
    def test_a_remark_says_what_it_is_to_eyes_and_ears(self, tone: str, look: str) -> None:
        with translation.override("en"):
            html = render(stream(("callout", {"tone": tone, "title": "", "text": "<p>a</p>"})))
        assert f"alert--{look}" in html
        assert f'aria-label="{tone.capitalize()}"' in html

    def test_a_remark_of_an_unknown_tone_is_a_note(self) -> None:
        assert "alert--info" in render(stream(("callout", {"tone": "x", "text": ""})))

    def test_code_keeps_every_space_and_can_be_scrolled_with_the_keyboard(self) -> None:
        html = render(stream(("code", {"code": "if a:\n    b  = 1", "language": "python"})))
        assert "if a:\n    b  = 1" in html
        assert 'tabindex="0"' in html
        assert "language-python" in html

    @pytest.mark.parametrize("language", ["a b", 'python" onclick=', "<x>"])
    def test_a_language_of_code_is_one_word(self, language: str) -> None:
        block = dict(CONTENT_BLOCKS)["code"]
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"code": "x", "language": language}))


class TestImages:
    """Images and galleries."""

    def test_the_description_kept_with_the_image_is_read_out(self, library: dict[str, Any]) -> None:
        html = render(stream(("image", {"image": library["image"].pk})))
        assert 'alt="A crane over a lake"' in html

    def test_a_place_may_describe_the_image_otherwise(self, library: dict[str, Any]) -> None:
        assert 'alt="The logo"' in render(stream(("image", {"image": library["image"].pk, "alt": "The logo"})))

    def test_decoration_is_silent(self, library: dict[str, Any]) -> None:
        html = render(stream(("image", {"image": library["image"].pk, "alt": "The logo", "decorative": True})))
        assert 'alt=""' in html

    def test_the_same_image_can_be_shown_twice_in_different_ways(self, library: dict[str, Any]) -> None:
        pk = library["image"].pk
        html = render(stream(("image", {"image": pk, "alt": "One"}), ("image", {"image": pk, "decorative": True})))
        assert 'alt="One"' in html
        assert 'alt=""' in html

    def test_the_browser_chooses_a_size(self, library: dict[str, Any]) -> None:
        html = render(stream(("image", {"image": ImageFactory.create(size=(2000, 1000)).pk})))
        assert "480w" in html
        assert "960w" in html
        assert "1440w" in html
        assert 'loading="lazy"' in html
        assert 'width="' in html
        assert 'height="' in html

    def test_caption_and_credit_stand_beneath(self, library: dict[str, Any]) -> None:
        html = render(stream(("image", {"image": library["image"].pk, "caption": "Over the lake"})))
        assert "Over the lake" in html
        assert "Aizhan Sample" in html

    def test_an_image_that_is_gone_leaves_no_hole(self) -> None:
        assert "<figure" not in render(stream(("image", {"image": 999})))

    def test_a_gallery_shows_them_all(self, library: dict[str, Any]) -> None:
        assert render(stream(("gallery", raw_values(library)["gallery"]))).count("<img") == 2


class TestFiles:
    """Film, sound and files are shown in place, and can be taken along."""

    def test_a_film_has_captions_a_still_and_its_words(self, library: dict[str, Any]) -> None:
        html = render(stream(("video", raw_values(library)["video"])))
        assert f'<video src="{library["video"].url}"' in html
        assert f'<track kind="captions" src="{library["captions"].url}" srclang="kk"' in html
        assert "poster=" in html
        assert "<details" in html

    def test_a_recording_is_played_and_can_be_read(self, library: dict[str, Any]) -> None:
        html = render(stream(("audio", raw_values(library)["audio"])))
        assert f'<audio src="{library["audio"].url}"' in html
        assert "<details" in html

    @pytest.mark.parametrize(
        ("filename", "shown"),
        [
            ("a.pdf", "<iframe"),
            ("a.png", "<img"),
            ("a.wav", "<audio"),
            ("a.mp4", "<video"),
            ("a.docx", ""),
            ("a.zip", ""),
        ],
    )
    def test_what_a_browser_can_show_is_shown_in_place(self, filename: str, shown: str) -> None:
        document = DocumentFactory.create(filename=filename)
        html = render(stream(("file", {"file": document.pk, "preview": True})))
        assert shown in html
        assert document.download_url in html

    def test_a_preview_can_be_switched_off(self, library: dict[str, Any]) -> None:
        html = render(stream(("file", {"file": library["pdf"].pk, "preview": False})))
        assert "<iframe" not in html
        assert library["pdf"].download_url in html

    def test_type_and_size_are_said_before_the_download(self) -> None:
        document = DocumentFactory.create(filename="a.pdf", content=b"x" * 2048)
        with translation.override("en"):
            assert "PDF, 2.0" in render(stream(("file", {"file": document.pk})))

    def test_a_frame_has_a_title(self, library: dict[str, Any]) -> None:
        assert f'title="{library["pdf"].title}"' in render(stream(("file", {"file": library["pdf"].pk})))

    @pytest.mark.parametrize("name", ["video", "audio", "file"])
    def test_a_file_that_is_gone_leaves_no_hole(self, name: str) -> None:
        assert "<figure" not in render(stream((name, {"file": 999})))

    @pytest.mark.parametrize(("name", "wrong"), [("video", "pdf"), ("audio", "video"), ("video", "captions")])
    def test_only_what_can_be_played_can_be_chosen(self, name: str, wrong: str, library: dict[str, Any]) -> None:
        block = dict(CONTENT_BLOCKS)[name]
        with pytest.raises(ValidationError) as caught:
            block.clean(block.to_python({"file": library[wrong].pk}))
        assert "file" in caught.value.block_errors  # type: ignore[attr-defined]

    def test_what_can_be_played_can_be_chosen(self, library: dict[str, Any]) -> None:
        block = dict(CONTENT_BLOCKS)["video"]
        assert block.clean(block.to_python(raw_values(library)["video"]))


class TestLinksAndPages:
    """What lives elsewhere."""

    def test_a_link_says_that_it_leaves_the_site(self) -> None:
        with translation.override("en"):
            html = render(stream(("link", {"url": "https://www.example.org/a", "title": "", "text": ""})))
        assert "Another site: example.org" in html
        assert ">example.org</a>" in html

    def test_a_page_is_shown_in_the_readers_language(self) -> None:
        article = ArticlePageFactory(title="Обратная связь", introduction="О чём")
        for ancestor in article.get_ancestors().filter(depth__gt=1):
            ancestor.specific.copy_for_translation(
                LocaleFactory.create(language_code="en")
            ).get_latest_revision().publish()
        copy = article.copy_for_translation(Locale.objects.get(language_code="en"))
        copy.title, copy.introduction = "Feedback", "What it is about"
        copy.save_revision().publish()
        body = [("page", {"page": article.pk})]
        with translation.override("en"):
            html = render(stream(*body))
        assert ">Feedback</a>" in html
        assert "What it is about" in html
        assert copy.url in html
        assert "lang=" not in html
        with translation.override("kk"):
            html = render(stream(*body))
        assert ">Обратная связь</a>" in html
        assert 'lang="ru"' in html

    @pytest.mark.parametrize("hide", [lambda page: page.unpublish(), lambda page: page.delete()])
    def test_a_page_nobody_may_see_is_not_shown(self, hide: Callable[[Page], None]) -> None:
        article = ArticlePageFactory(title="Secret plan")
        pk = article.pk
        hide(article)
        assert "Secret plan" not in render(stream(("page", {"page": pk})))

    def test_a_private_page_is_not_shown(self) -> None:
        article = ArticlePageFactory(title="Secret plan")
        article.view_restrictions.create(restriction_type="login")
        assert "Secret plan" not in render(stream(("page", {"page": article.pk})))


class TestTables:
    """Tables and unfolding parts."""

    def test_cells_know_their_headings(self, library: dict[str, Any]) -> None:
        html = render(stream(("table", raw_values(library)["table"])))
        assert '<th scope="row">a</th>' in html
        assert '<th scope="col" class="number">N</th>' in html
        assert "<caption>T</caption>" in html

    def test_numbers_are_written_as_the_language_does(self, library: dict[str, Any]) -> None:
        assert '<td class="number">1,5</td>' in render(stream(("table", raw_values(library)["table"])))
        with translation.override("en"):
            assert '<td class="number">1.5</td>' in render(stream(("table", raw_values(library)["table"])))

    def test_a_table_without_headings_has_no_head(self) -> None:
        table = {"caption": "", "columns": [{"type": "text", "heading": ""}], "rows": [{"values": ["a"]}]}
        html = render(stream(("table", table)))
        assert "<thead" not in html
        assert "<td>a</td>" in html

    def test_translators_get_the_words_of_a_table_and_the_table_gets_theirs(self) -> None:
        from wagtail_localize.segments import StringSegmentValue

        block = dict(CONTENT_BLOCKS)["table"]
        raw = {
            "caption": "Lessons",
            "columns": [{"type": "text", "heading": "School"}, {"type": "number", "heading": "Number"}],
            "rows": [{"values": ["Gymnasium", 5.0]}],
        }
        value = block.to_python(raw)
        segments = block.get_translatable_segments(value)
        assert {segment.path: segment.string.data for segment in segments} == {
            "caption": "Lessons", "head-0": "School", "head-1": "Number", "cell-0-0": "Gymnasium",
        }  # fmt: skip
        translated = [StringSegmentValue(segment.path, f"{segment.string.data}!") for segment in segments]
        restored = block.restore_translated_segments(value, translated)
        assert block.get_prep_value(restored) == {
            "caption": "Lessons!",
            "columns": [{"type": "text", "heading": "School!"}, {"type": "number", "heading": "Number!"}],
            "rows": [{"values": ["Gymnasium!", 5.0]}],
        }

    def test_parts_unfold_without_a_script(self, library: dict[str, Any]) -> None:
        html = render(stream(("accordion", raw_values(library)["accordion"])))
        assert html.count("<details") == 2
        assert "<summary>More</summary>" in html
        assert "<img" in html


class TestHostileValues:
    """Nothing an author or an imported file writes acts in a reader's browser."""

    def test_text_is_text(self, library: dict[str, Any]) -> None:
        html = render(
            stream(
                ("heading", {"text": HOSTILE, "level": '2 onclick="alert(1)"'}),
                ("quote", {"text": HOSTILE, "author": HOSTILE, "url": ""}),
                ("callout", {"tone": HOSTILE, "title": HOSTILE, "text": ""}),
                ("code", {"code": HOSTILE, "language": HOSTILE}),
                ("image", {"image": library["image"].pk, "alt": HOSTILE, "caption": HOSTILE}),
                ("file", {"file": library["pdf"].pk, "title": HOSTILE}),
                ("video", {"file": library["video"].pk, "title": HOSTILE, "captions_language": HOSTILE}),
                ("link", {"url": "https://example.org", "title": HOSTILE, "text": HOSTILE}),
                ("page", {"page": library["home"].pk, "text": HOSTILE}),
                ("table", {"caption": HOSTILE, "columns": [{"type": "text", "heading": HOSTILE}], "rows": []}),
                ("accordion", {"parts": [list_item({"title": HOSTILE, "content": []})]}),
            )
        )
        assert "<script" not in html
        assert "<img src=x" not in html
        assert not re.search(r"<[^>]* on\w+=", re.sub(r"\"[^\"]*\"", '""', html))

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "ht tp://a"])
    @pytest.mark.parametrize("name", ["link", "quote"])
    def test_an_address_that_acts_is_refused(self, url: str, name: str) -> None:
        block = dict(CONTENT_BLOCKS)[name]
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"url": url, "text": "a", "title": "a"}))

    @pytest.mark.parametrize("name", ["link", "quote"])
    def test_an_address_that_acts_is_not_shown_even_when_it_was_stored(self, name: str) -> None:
        html = render(stream((name, {"url": "javascript:alert(1)", "text": "a", "title": "b"})))
        assert "javascript:" not in html
