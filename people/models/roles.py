"""What people may do, and for whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.querysets import RoleAssignmentQuerySet
from people.roles import Role


class RoleAssignment(models.Model):
    """A role held by a person for an organisation and all beneath it; without one, for the whole installation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_assignments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=32, choices=Role)
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("organisation"),
        help_text=_("Leave empty for the whole installation."),
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("Of a partner translator. None chosen: all languages.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now, editable=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user__family_name", "user__given_name", "user__email", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="people_role_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(organisation=None), name="people_role_everywhere_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def language_names(self) -> list[str]:
        """The names of the languages it is narrowed to; an empty list means all."""
        names = dict(settings.LANGUAGES)
        return [str(names.get(code, code)) for code in self.languages]
