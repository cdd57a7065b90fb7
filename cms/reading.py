"""The reading panel: how a reader wants pages to look, kept in a cookie and nowhere else.

The server writes the choice into attributes of ``<html>``, so that a page never flashes in another scheme, and so that
the panel works without scripts. What the attributes do is in ``static/css/tokens.css`` and ``schemes.css``.
"""

from dataclasses import dataclass, fields
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COOKIE_NAME = "reading"
COOKIE_AGE = 365 * 24 * 60 * 60
"""Seconds. A year: the panel is a tool some people cannot read without."""

Choices = dict[str, "str | Promise"]

TEXT_SIZES: Choices = {"normal": _("Normal"), "large": _("Large"), "largest": _("Largest")}
SPACINGS: Choices = {
    "close": pgettext_lazy("spacing of text", "Normal"),
    "wide": pgettext_lazy("spacing of text", "Wide"),
}
SCHEMES: Choices = {
    "auto": _("As the device"),
    "light": pgettext_lazy("colour scheme", "Light"),
    "dark": pgettext_lazy("colour scheme", "Dark"),
    "sepia": pgettext_lazy("colour scheme", "Beige"),
    "contrast": _("High contrast"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's choice. The first of each list is what a reader who never opened the panel gets."""

    text: str = "normal"
    scheme: str = "auto"
    spacing: str = "close"

    @classmethod
    def from_values(cls, values: dict[str, str]) -> Self:
        """The choice in ``values``; anything unknown or absent becomes the default, because it comes from outside."""
        return cls(**{name: values[name] for name, choices in CHOICES.items() if values.get(name) in choices})

    @classmethod
    def from_cookie(cls, cookie: str) -> Self:
        """The choice written by :meth:`to_cookie`, or the default for a cookie that is not one of ours."""
        return cls.from_values(dict(zip(CHOICES, cookie.split("."), strict=False)))

    def to_cookie(self) -> str:
        """As the cookie has it, for instance ``large.dark.close``. ``reading.js`` writes the same."""
        return ".".join(getattr(self, field.name) for field in fields(self))

    def attributes(self) -> dict[str, str]:
        """The attributes of ``<html>`` that differ from the default."""
        default = Reading()
        return {
            f"data-{field.name}": value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(default, field.name)
        }


CHOICES: dict[str, Choices] = {"text": TEXT_SIZES, "scheme": SCHEMES, "spacing": SPACINGS}
"""The fields of :class:`Reading` in their order, with the values each may have."""
