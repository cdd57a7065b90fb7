"""Work done after a change: sizes of images; and pages on their way through translation."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page

from cms.blocks import CONTENT_BLOCKS
from cms.blocks.choosers import BODY_FILTERS
from cms.models import AcademyImage, ArticlePage
from cms.tasks import make_body_renditions
from tests.cms.test_blocks import block, raw_values
from tests.factories.cms import (
    ArticleIndexPageFactory,
    ArticlePageFactory,
    DocumentFactory,
    HomePageFactory,
    ImageFactory,
    LocaleFactory,
)

pytestmark = pytest.mark.django_db


class TestRenditions:
    """The sizes a text offers to browsers."""

    def test_are_made_once_an_image_is_stored(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            image = ImageFactory.create()
        assert set(image.renditions.values_list("filter_spec", flat=True)) == set(BODY_FILTERS)

    def test_are_made_only_after_the_transaction(self) -> None:
        assert not ImageFactory.create().renditions.exists()

    def test_an_image_that_is_gone_is_no_fault(self) -> None:
        assert make_body_renditions.call(999) == 0

    def test_once_more_makes_no_more(self) -> None:
        image: AcademyImage = ImageFactory.create()
        for _ in range(2):
            assert make_body_renditions.call(image.pk) == len(BODY_FILTERS)
        assert image.renditions.count() == len(BODY_FILTERS)


class TestTranslation:
    """A page with every block goes to translators and comes back."""

    @pytest.fixture
    def article(self) -> ArticlePage:
        """An article with one of each."""
        home = HomePageFactory()
        chosen = {
            "home": home,
            "image": ImageFactory.create(),
            "pdf": DocumentFactory.create(filename="a.pdf"),
            "video": DocumentFactory.create(filename="a.mp4"),
            "audio": DocumentFactory.create(filename="a.wav"),
            "captions": DocumentFactory.create(filename="a.vtt"),
        }
        body = [block(name, raw_values(chosen)[name]) for name, _block in CONTENT_BLOCKS]
        page: ArticlePage = ArticlePageFactory(parent=ArticleIndexPageFactory(parent=home), body=body)
        return ArticlePage.objects.get(pk=page.pk)

    def test_translators_get_its_words(self, article: ArticlePage) -> None:
        from wagtail_localize.segments.extract import extract_segments

        found = {segment.string.data for segment in extract_segments(article) if hasattr(segment, "string")}
        assert {"One", "Over the lake", "A lesson", "Words", "More", "T", "N"} <= found
        assert not any("a  b" in text for text in found)

    def test_the_translation_keeps_the_blocks_and_their_ids(self, article: ArticlePage) -> None:
        from wagtail_localize.operations import translate_object

        english = LocaleFactory.create(language_code="en")
        translate_object(article, [english])
        copy = Page.objects.get(translation_key=article.translation_key, locale=english).specific
        assert isinstance(copy, ArticlePage)
        assert [(child.block_type, child.id) for child in copy.body] == [
            (child.block_type, child.id) for child in article.body
        ]
