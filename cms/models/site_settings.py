"""What an academy says of itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from people.localised import LocalisedTextField


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The academy's name, how to reach it, and how other sites show a link to this one."""

    name = LocalisedTextField(_("name of the academy"), blank=True)
    about = LocalisedTextField(
        _("about the operator"), blank=True, help_text=_("Who runs this site, at the foot of every page.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    address = LocalisedTextField(_("postal address"), blank=True)
    logo = models.ForeignKey(
        "cms.AcademyImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("In the place of the crane. At least 200 pixels high."),
    )
    social_image = models.ForeignKey(
        "cms.AcademyImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image for other sites"),
        help_text=_("Shown beside links to pages that have no image of their own."),
    )

    select_related = ["logo", "social_image"]

    panels = [
        MultiFieldPanel(["name", "about"], _("The academy")),
        MultiFieldPanel(["email", "phone", "address"], _("How to reach it")),
        MultiFieldPanel(["logo", "social_image"], _("Images")),
    ]

    class Meta(BaseSiteSetting.Meta):
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
