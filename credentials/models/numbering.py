"""Numbers of documents: how they are made, and how far each series has come."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from credentials.kinds import DocumentKind
from credentials.rules import NUMBER_PLACEHOLDERS, PatternError, check_number_pattern

DEFAULT_PATTERN = "{year}-{kind}-{number:06}"
DEFAULT_REGISTRATION_PATTERN = "{number}/{year}"


def validate_pattern(pattern: str) -> None:
    """Raise ``ValidationError`` that says what is wrong with a pattern."""
    try:
        check_number_pattern(pattern)
    except PatternError as error:
        messages = {
            "unknown": _("There is no placeholder {%(what)s}. There are: %(known)s."),
            "number": _("Without {number} all documents would have the same number."),
            "braces": _("Write placeholders as {year}, {kind}, {number} or, with leading zeros, {number:06}."),
        }
        known = ", ".join(f"{{{name}}}" for name in NUMBER_PLACEHOLDERS)
        raise ValidationError(
            messages[error.code], code=error.code, params={"what": error.what, "known": known}
        ) from error


class Numbering(models.Model):
    """How an organisation and all beneath it number documents of a kind; without an organisation, everybody else."""

    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="numberings",
        verbose_name=_("organisation"),
        help_text=_("Holds for all beneath it. Leave empty for everybody who has no numbering of their own."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    pattern = models.CharField(
        _("number"), max_length=80, default=DEFAULT_PATTERN, validators=[validate_pattern],
        help_text=_(
            "Placeholders: {year}, {kind}, {number}; {number:06} has leading zeros. "
            "With {year} it begins again each year."
        ),
    )  # fmt: skip
    registration_pattern = models.CharField(
        _("registration number"), max_length=80, default=DEFAULT_REGISTRATION_PATTERN, validators=[validate_pattern],
        help_text=_("The entry in the issue register, from the same running number."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")
        ordering = ["kind", "organisation__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "pattern"],
                name="credentials_numbering_pattern_once",
                violation_error_message=_(
                    "Documents of this kind are numbered like this elsewhere: add a mark of your own."
                ),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="credentials_numbering_once",
                violation_error_message=_("This organisation numbers documents of this kind already."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(organisation=None),
                name="credentials_numbering_default_once",
                violation_error_message=_("There is a numbering of this kind for everybody else already."),
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class NumberSequence(models.Model):
    """The last number given of a numbering in a year; year 0 where numbers do not begin again."""

    numbering = models.ForeignKey(Numbering, models.PROTECT, related_name="sequences")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["numbering", "year"], name="credentials_sequence_once")]

    def __str__(self) -> str:
        return f"{self.numbering}, {self.year}: {self.last}"
