"""What the site adds to Wagtail. Only registrations."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from cms.link_handlers import ReadersPageLinkHandler
from cms.viewsets import NavigationViewSet

register_snippet(NavigationViewSet)


@hooks.register("register_rich_text_features", order=100)
def register_link_handlers(features: FeatureRegistry) -> None:
    """Links in rich text lead to the version of a page in the reader's language."""
    features.register_link_type(ReadersPageLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    """The colours of the site."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
