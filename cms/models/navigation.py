"""The ways through the site that every page shows."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Site, TranslatableMixin

from cms.blocks import FOOTER_BLOCKS, NAVIGATION_BLOCKS


def default_site() -> int | None:
    """The site most installations have only one of."""
    return Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()


class Navigation(TranslatableMixin):
    """The main links and the foot of the pages of one site in one language.

    A language without one is shown that of the installation's own language, its links leading to pages in the
    reader's language wherever there are such pages.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, related_name="navigations", verbose_name=_("site"), default=default_site
    )
    main = StreamField(
        NAVIGATION_BLOCKS,
        verbose_name=_("main links"),
        blank=True,
        max_num=8,
        help_text=_("Up to eight; five are better."),
    )
    footer = StreamField(FOOTER_BLOCKS, verbose_name=_("columns at the foot"), blank=True, max_num=4)
    footer_note = models.TextField(_("remark at the foot"), max_length=500, blank=True)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("navigation")
        verbose_name_plural = _("navigation")
        constraints = [models.UniqueConstraint(fields=["site", "locale"], name="cms_navigation_once")]

    def __str__(self) -> str:
        return f"{self.site} · {self.locale}"

    def clean(self) -> None:
        """One for each site and language: the editor's form does not know the language, so it is asked here."""
        super().clean()
        others = Navigation.objects.filter(site_id=self.site_id, locale_id=self.locale_id).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError(_("This site has a navigation in this language already: change that one."))
