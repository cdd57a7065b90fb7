"""What the state register asks about a holder and no document says."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from credentials.register.vocabulary import EducationLevel, Sex


class RegisterDetails(models.Model):
    """A person's particulars for the state register. Entered by them or a registrar, sent only with their consent."""

    holder = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="register_details", verbose_name=_("person")
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True)
    snils = models.CharField(
        _("SNILS"),
        max_length=14,
        blank=True,
        help_text=_("Insurance number, eleven digits. Citizens of Russia have one."),
    )
    citizenship = models.CharField(
        _("citizenship"), max_length=3, blank=True, help_text=_("Three digits of the country: 643 is Russia.")
    )
    education_level = models.CharField(_("education before"), max_length=16, choices=EducationLevel, blank=True)
    diploma_surname = models.CharField(_("family name in the diploma"), max_length=150, blank=True)
    diploma_series = models.CharField(_("series of the diploma"), max_length=40, blank=True)
    diploma_number = models.CharField(_("number of the diploma"), max_length=40, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("particulars for the state register")
        verbose_name_plural = _("particulars for the state register")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return str(self.holder)
