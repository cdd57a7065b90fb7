"""What people agreed to: one consent per purpose, to one version of a text, and when it was taken back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.localised import LocalisedTextField


class ConsentText(models.Model):
    """A version of the text a person is asked to agree to. A published version never changes: a new one is made."""

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Training and its record")
        REGISTER_EXPORT = "register_export", _("Export to the state register")
        DIAGNOSTICS = "diagnostics", _("Diagnostics of competences")
        EMPLOYER = "employer", _("Disclosure to the employer")
        RECORDING = "recording", _("Recording of sessions")
        PUBLICATION = "publication", _("Publication of works")
        CROSS_BORDER = "cross_border", _("Transfer to partner countries")

    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose)
    version = models.PositiveIntegerField(_("version"))
    text = LocalisedTextField(_("text"))
    required = models.BooleanField(_("needed to use the site"), default=False)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="people_consent_text_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.version}"


class Consent(models.Model):
    """One agreement of one person. Withdrawing keeps the row: the record of what was agreed, when, stays."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=models.Q(withdrawn_at__isnull=True), name="people_consent_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"
