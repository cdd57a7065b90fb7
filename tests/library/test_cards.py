"""Cards of objects, and the addresses the library gives to the catalogue."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file

from cms.models import AcademyImage
from library import links
from library.cards import card_of, cards, duration_label
from library.models import LearningObjectPage, LearningObjectTag
from library.vocabularies import ResourceType
from tests.factories.library import LearningObjectPageFactory, SubjectFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db


def make(libraries: Libraries, language: str = "en", **values: Any) -> LearningObjectPage:
    parent = getattr(libraries, language)
    page: LearningObjectPage = LearningObjectPageFactory(parent=parent, locale=parent.locale, **values)
    return page


def shown(page: LearningObjectPage, reader: str = "en") -> str:
    with translation.override(reader):
        return render_to_string("library/card.html", {"card": card_of(page)})


class TestDuration:
    @pytest.mark.parametrize(
        ("minutes", "words"),
        [(None, ""), (0, ""), (1, "1 min"), (45, "45 min"), (60, "1 h"), (61, "1 h 1 min"), (600, "10 h")],
    )
    def test_in_words(self, minutes: int | None, words: str) -> None:
        with translation.override("en"):
            assert duration_label(minutes) == words


class TestCard:
    def test_what_a_reader_decides_by(self, libraries: Libraries) -> None:
        page = make(libraries, title="Leaves", summary="How they work", resource_type="video", duration_minutes=20)
        html = shown(page)
        for words in ("Leaves", "How they work", "Video", "20 min", "Professional development"):
            assert words in html
        assert f'href="{page.url}"' in html

    def test_an_object_in_another_language_says_which_and_is_marked(self, libraries: Libraries) -> None:
        page = make(libraries, "ru", title="Листья")
        assert 'lang="ru"' in shown(page, reader="en")
        assert "Russian" in shown(page, reader="en")
        assert "lang=" not in shown(page, reader="ru")

    def test_without_a_duration_nothing_is_said_about_it(self, libraries: Libraries) -> None:
        with translation.override("en"):
            assert "clock" not in {item["icon"] for item in card_of(make(libraries))["meta"]}

    def test_a_picture_or_a_pattern(self, libraries: Libraries) -> None:
        image = AcademyImage.objects.create(title="Leaf", file=get_test_image_file(filename="leaf.png"))
        with_image, without = make(libraries, cover=image), make(libraries)
        assert "<img" in shown(with_image)
        assert 'class="cover' in shown(without)
        assert "<img" not in shown(without)

    def test_translations_share_a_pattern(self, libraries: Libraries) -> None:
        english = make(libraries, "en")
        russian = make(libraries, "ru", translation_key=english.translation_key)
        assert card_of(english)["cover"] == card_of(russian)["cover"]

    def test_an_image_whose_file_is_gone_does_not_break_a_list(self, libraries: Libraries) -> None:
        image = AcademyImage.objects.create(title="Lost", file=get_test_image_file(filename="lost.png"))
        page = make(libraries, cover=image)
        image.file.storage.delete(image.file.name)
        assert "not-found" in shown(page)

    def test_markup_is_text(self, libraries: Libraries) -> None:
        html = shown(make(libraries, title="<b>A</b>", summary='"><script>x</script>'))
        assert "<b>" not in html
        assert "<script" not in html

    def test_the_order_is_kept(self, libraries: Libraries) -> None:
        pages = [make(libraries, title=title) for title in ("b", "a", "c")]
        assert [card["title"] for card in cards(pages)] == ["b", "a", "c"]

    def test_cards_of_a_prepared_list_ask_for_nothing_more(
        self, libraries: Libraries, django_assert_num_queries: Any
    ) -> None:
        image = AcademyImage.objects.create(title="Leaf", file=get_test_image_file(filename="leaf.png"))
        for _ in range(3):
            make(libraries, cover=image)
        cards(LearningObjectPage.objects.for_cards())  # makes the rendition, and the process learns the site's root
        pages = list(LearningObjectPage.objects.for_cards())
        with django_assert_num_queries(0):
            assert len(cards(pages)) == 3


class TestLinks:
    def test_each_facet_has_its_parameter(self) -> None:
        with translation.override("en"):
            assert links.catalogue() == "/en/catalogue/"
            assert links.of_type(ResourceType.VIDEO) == "/en/catalogue/?type=object.video"
            assert links.of_subject(SubjectFactory(code="algebra")) == "/en/catalogue/?subject=algebra"
            assert links.catalogue(level="primary", language="ru") == "/en/catalogue/?level=primary&language=ru"

    def test_words_are_quoted(self) -> None:
        tag = LearningObjectTag(name="обратная связь", slug="обратная-связь")
        with translation.override("ru"):
            assert links.of_tag(tag).isascii()
        with translation.override("en"):
            assert links.catalogue(tag="a&type=b") == "/en/catalogue/?tag=a%26type%3Db"

    def test_the_catalogue_understands_them(self, client: Any, libraries: Libraries) -> None:
        """The names of parameters are the catalogue's, which the library knows by convention alone."""
        from search.query import FACET_NAMES

        assert {"type", "subject", "level", "language", "licence", "tag"} <= set(FACET_NAMES)
        assert client.get(links.of_type("video"), follow=True).status_code == 200
