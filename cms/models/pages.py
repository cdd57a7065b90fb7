"""The pages of the site itself."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import CONTENT_BLOCKS


class BasePage(Page):
    """What all pages of Turna have in common."""

    class Meta:
        abstract = True


class HomePage(BasePage):
    """The first page of a language."""

    body = StreamField(CONTENT_BLOCKS, verbose_name=_("body"), blank=True)

    content_panels = [*BasePage.content_panels, "body"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("home page")
