"""What people agreed to: one consent per purpose, to one version of a text, and when it was taken back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.localised import LocalisedTextField
from people.querysets import ConsentQuerySet, ConsentTextQuerySet


class Purpose(models.TextChoices):
    """What personal data is used for. The law asks for a consent of its own for each."""

    TRAINING = "training", _("Training and its record")
    REGISTER_EXPORT = "register_export", _("Export to the state register")
    DIAGNOSTICS = "diagnostics", _("Diagnostics of competences")
    EMPLOYER = "employer", _("Disclosure to the employer")
    RECORDING = "recording", _("Recording of sessions")
    PUBLICATION = "publication", _("Publication of works")
    CROSS_BORDER = "cross_border", _("Transfer to partner countries")


class ConsentText(models.Model):
    """A version of the text a person is asked to agree to. A published version never changes: a new one is made."""

    Purpose = Purpose

    purpose = models.CharField(_("purpose"), max_length=32, choices=Purpose)
    version = models.PositiveIntegerField(_("version"), editable=False)
    text = LocalisedTextField(_("text"), multiline=True)
    required = models.BooleanField(
        _("needed to learn here"),
        default=False,
        help_text=_("Without this consent a person can read the site and their own profile, and nothing more."),
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now, null=True, blank=True, editable=False)
    """Empty while the text is a draft, which nobody is asked to agree to yet."""

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="people_consent_text_version"),
            models.UniqueConstraint(
                fields=["purpose"], condition=models.Q(published_at=None), name="people_consent_text_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.published_at is None


class Consent(models.Model):
    """One agreement of one person. Withdrawing keeps the row: the record of what was agreed, when, stays."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_consent_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"

    @property
    def in_force(self) -> bool:
        """Whether it was not taken back."""
        return self.withdrawn_at is None
