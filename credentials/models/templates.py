"""What documents look like: templates that staff edit, and the unchanging editions documents are printed from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from credentials.kinds import DocumentKind
from credentials.querysets import DocumentTemplateQuerySet
from credentials.rules import PLACEHOLDERS, PatternError, check_wording
from people.localised import LocalisedText, LocalisedTextField


def validate_wording(wording: LocalisedText) -> None:
    """Raise ``ValidationError`` that names each language whose wording cannot be filled in, and why."""
    problems = []
    for language, text in wording.items():
        try:
            check_wording(text)
        except PatternError as error:
            problems.append(_problem(language, error))
    if problems:
        raise ValidationError(problems)


def _problem(language: str, error: PatternError) -> ValidationError:
    if error.code == "unknown":
        message = _("In “%(language)s” there is no placeholder {%(what)s}. There are: %(known)s.")
    else:
        message = _("In “%(language)s” a brace is not closed or not opened. Write a brace itself twice: {{ or }}.")
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    return ValidationError(message, code=error.code, params={"language": language, "what": error.what, "known": known})


class DocumentTemplate(ClusterableModel):
    """How documents of one kind are worded and laid out, by an organisation; without one, by every organisation."""

    class Layout(models.TextChoices):
        LANDSCAPE = "landscape", _("Landscape")
        PORTRAIT = "portrait", _("Portrait")

    name = models.CharField(_("name for staff"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="document_templates",
        verbose_name=_("organisation"),
        help_text=_("Who may use it. Leave empty for the whole installation."),
    )
    heading = LocalisedTextField(_("heading"), help_text=_("What the document calls itself."))
    wording = LocalisedTextField(
        _("wording"),
        multiline=True,
        validators=[validate_wording],
        help_text=_(
            "A blank line parts paragraphs. Placeholders: {name}, {title}, {hours}, {started}, {finished}, {issued}, "
            "{number}, {registration_number}, {organisation}, {area}, {qualification}, {study_mode}, {holder_number}."
        ),
    )
    note = LocalisedTextField(_("note at the foot"), multiline=True, blank=True, validators=[validate_wording])
    layout = models.CharField(_("layout"), max_length=16, choices=Layout, default=Layout.LANDSCAPE)
    logo = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    seal = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("seal")
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Only such templates are offered."))

    objects = DocumentTemplateQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("layout"), FieldPanel("is_active")]),
        FieldPanel("organisation"),
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("wording"), FieldPanel("note")], heading=_("Words")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("seal")], heading=_("Pictures")),
        InlinePanel("signatories", heading=_("Signatories"), label=_("Signatory"), max_num=4),
    ]

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["kind", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Signatory(Orderable):
    """Somebody who signs documents of a template."""

    template = ParentalKey(DocumentTemplate, on_delete=models.CASCADE, related_name="signatories")
    name = LocalisedTextField(_("name"))
    position = LocalisedTextField(_("position"), blank=True)
    signature = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signature")
    )

    panels = [FieldPanel("name"), FieldPanel("position"), FieldPanel("signature")]

    class Meta(Orderable.Meta):
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return str(self.name)


class Artwork(models.Model):
    """A picture as documents were printed with it. Kept by its digest, whatever becomes of the picture it came from."""

    digest = models.CharField(max_length=64, primary_key=True)
    content_type = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("picture of a document")
        verbose_name_plural = _("pictures of documents")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]


class TemplateEdition(models.Model):
    """A template as it stood when somebody was first issued a document from it. Never changes."""

    template = models.ForeignKey(
        DocumentTemplate, models.SET_NULL, null=True, related_name="editions", verbose_name=_("template")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("edition of a template")
        verbose_name_plural = _("editions of templates")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]
