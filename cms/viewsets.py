"""Where editors of the site find what is not a page."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Navigation


class NavigationViewSet(SnippetViewSet):
    """The navigation of each site and language."""

    model = Navigation
    icon = "list-ul"
    menu_label = _("Navigation")
    menu_order = 190
    add_to_settings_menu = True
    list_display = ["site", "locale"]
    list_filter = ["site"]
    panels = [FieldPanel("main"), FieldPanel("footer"), FieldPanel("footer_note"), FieldPanel("site")]
