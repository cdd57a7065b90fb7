"""Where people work: country, region, municipality, organisation; and in which position."""

import uuid
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from people.localised import LocalisedTextField
from people.querysets import OrganisationManager, PositionQuerySet

country_code_validator = RegexValidator(r"^[A-Z]{2}\Z", _("Write the country code with two capital letters, as in KZ."))


class Organisation(MP_Node):
    """A node of the tree of organisations. A role held for a node holds for everything beneath it."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        REGION = "region", _("Region")
        MUNICIPALITY = "municipality", _("Municipality")
        ORGANISATION = "organisation", _("Organisation")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.ORGANISATION)
    labels = LocalisedTextField(_("name"))
    country_code = models.CharField(
        _("country code"), max_length=2, validators=[country_code_validator], help_text=_("ISO 3166-1, two letters.")
    )
    search_text = models.TextField(editable=False, default="")
    """The name in every language, folded: databases fold the case of Latin letters alone inside JSON."""

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return str(self.labels)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps ``search_text`` in step with the name."""
        self.search_text = "\n".join(self.labels.values()).casefold()
        super().save(*args, **kwargs)


class Position(models.Model):
    """What a person is employed as: teacher of mathematics, deputy head."""

    labels = LocalisedTextField(_("name"))
    is_head = models.BooleanField(_("head of an organisation"), default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")

    def __str__(self) -> str:
        return str(self.labels)


class Employment(models.Model):
    """A person in a position at an organisation; one of them is the main one."""

    user = models.ForeignKey("people.User", models.CASCADE, related_name="employments", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="employments", verbose_name=_("organisation")
    )
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="employments", verbose_name=_("position")
    )
    is_main = models.BooleanField(_("main place of work"), default=True)

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="people_employment_once",
                violation_error_message=_("This person already works there."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_main=True),
                name="people_employment_one_main",
                violation_error_message=_("A person has one main place of work."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"
