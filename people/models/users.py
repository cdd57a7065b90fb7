"""The account."""

import uuid
import zoneinfo
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.managers import UserManager


def default_language() -> str:
    """The installation's own language."""
    return settings.LANGUAGE_CODE


@cache
def time_zone_choices() -> list[tuple[str, str]]:
    """Every place's time zone the machine knows, by its IANA name. Old names and bare offsets are left out."""
    places = (name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in ("UTC", *sorted(places))]


def default_time_zone() -> str:
    """The installation's own time zone."""
    return settings.TIME_ZONE


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A person with an account. They log in with their e-mail address; outside they are known by ``public_id``."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("There is an account with this e-mail address already.")}
    )
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    patronymic = models.CharField(
        _("patronymic"), max_length=150, blank=True, help_text=_("Leave empty if you have none.")
    )
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES, default=default_language)
    time_zone = models.CharField(_("time zone"), max_length=64, choices=time_zone_choices, default=default_time_zone)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Somebody whose account is not active cannot log in.")
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("Sees pages meant for those who run the site.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    search_text = models.TextField(editable=False, default="")
    """Name and address, folded: SQLite compares the case of Latin letters alone."""

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_any_case",
                violation_error_message=_("There is an account with this e-mail address already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps ``search_text`` in step with name and address."""
        self.search_text = f"{self.get_full_name()}\n{self.email}".casefold()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Family name, given name, patronymic, as the partner countries write it; the address when there is no name."""
        parts = (self.family_name, self.given_name, self.patronymic)
        return " ".join(part for part in parts if part) or self.email

    def get_short_name(self) -> str:
        """How the interface greets the person."""
        return self.given_name or self.email

    @property
    def first_name(self) -> str:
        """Wagtail's admin reads this name for the given name."""
        return self.given_name

    @property
    def last_name(self) -> str:
        """Wagtail's admin reads this name for the family name."""
        return self.family_name
