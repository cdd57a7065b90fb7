"""Documents that were issued."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credentials.kinds import DocumentKind
from credentials.querysets import IssuedDocumentQuerySet
from people.localised import LocalisedTextField


class IssuedDocument(models.Model):
    """A certificate or diploma somebody was given. What it says never changes; whether it is in force may.

    ``data`` holds every value that is printed; the other columns repeat what is searched and filtered by.
    """

    class State(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("document", "In force")
        REVOKED = "revoked", pgettext_lazy("document", "Revoked")
        REPLACED = "replaced", pgettext_lazy("document", "Replaced")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ISSUED)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents", verbose_name=_("holder")
    )
    reason = models.CharField(_("reason"), max_length=200, help_text=_("What it was issued for, such as a run."))
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_documents",
        verbose_name=_("issued by"),
    )
    numbering = models.ForeignKey("credentials.Numbering", models.PROTECT, related_name="documents")
    number = models.CharField(_("number"), max_length=120)
    registration_number = models.CharField(_("registration number"), max_length=120)
    title = LocalisedTextField(_("title"))
    hours = models.PositiveSmallIntegerField(_("academic hours"), null=True, blank=True)
    started_on = models.DateField(_("study began"), null=True, blank=True)
    finished_on = models.DateField(_("study ended"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"))
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("content"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    template_edition = models.ForeignKey("credentials.TemplateEdition", models.PROTECT, related_name="documents")
    hides_name = models.BooleanField(_("strangers see initials only"), default=False)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("issued in place of")
    )
    is_duplicate = models.BooleanField(_("duplicate"), default=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("issued by")
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_because = models.TextField(_("why it ended"), blank=True)
    search_text = models.TextField(editable=False, default="")
    """Names and numbers, folded: SQLite compares the case of Latin letters alone."""

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["-issued_on", "-pk"]
        default_permissions = ("view",)
        permissions = [("issue_document", _("Can issue and revoke documents"))]
        indexes = [
            models.Index(fields=["organisation", "issued_on"], name="credentials_doc_org_date"),
            models.Index(fields=["number"], name="credentials_doc_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "reason"], condition=models.Q(state="issued"), name="credentials_doc_one_in_force"
            ),
            models.UniqueConstraint(fields=["numbering", "number"], name="credentials_doc_number_once"),
            models.UniqueConstraint(
                fields=["numbering", "registration_number"], name="credentials_doc_registration_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="issued", ended_at=None)
                | (~models.Q(state="issued") & models.Q(ended_at__isnull=False)),
                name="credentials_doc_ended_when_not_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.name_in_order}"

    @property
    def in_force(self) -> bool:
        """Whether it is neither revoked nor replaced."""
        return self.state == self.State.ISSUED

    @property
    def name_in_order(self) -> str:
        """The name as printed in the document's first language."""
        return " ".join(part for part in self.data["names"][self.languages[0]] if part)

    @property
    def languages(self) -> list[str]:
        """The languages it prints in; the state language first, where it is worded in it."""
        return list(self.data["languages"])
