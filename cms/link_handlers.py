"""Links in rich text as readers see them: to pages in their language. Apart from ``cms.rich_text``, which blocks
import while the models are still being loaded."""

from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms.translations import active_language


class ReadersPageLinkHandler(PageLinkHandler):
    """Links to pages: to the version in the active language if it is published, in two queries for all links.

    A link to a page that is not published loses its address and stays text, instead of leading to an error.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag of each link."""
        ids = [attrs["id"] for attrs in attrs_list if attrs.get("id", "").isdecimal()]
        pages = {str(page.pk): page for page in Page.objects.filter(pk__in=ids).live().select_related("locale")}
        translated = {
            page.translation_key: page
            for page in Page.objects.filter(
                translation_key__in={page.translation_key for page in pages.values()},
                locale__language_code=active_language(),
            )
            .live()
            .select_related("locale")
        }
        return [cls._tag(pages.get(attrs.get("id", "")), translated) for attrs in attrs_list]

    @staticmethod
    def _tag(page: Page | None, translated: dict[object, Page]) -> str:
        if page is None:
            return "<a>"
        url = translated.get(page.translation_key, page).url
        return format_html('<a href="{}">', url) if url else "<a>"
