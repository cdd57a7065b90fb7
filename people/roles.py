"""The roles of an academy and the permissions each carries, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person can be in the academy; learner is everybody with an account."""

    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    METHODOLOGIST = "methodologist", _("Methodologist")
    TUTOR = "tutor", _("Tutor")
    REGISTRAR = "registrar", _("Registrar")
    ADMINISTRATOR = "administrator", _("Administrator")
    PARTNER_TRANSLATOR = "partner_translator", _("Partner translator")
