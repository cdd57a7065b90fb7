"""What people can be told of. Each app registers its kinds in ``AppConfig.ready()``."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Channel(models.TextChoices):
    """The way news of one kind reaches a person. Whatever comes by letter is on the site as well."""

    SITE = "site", _("On the site only")
    EMAIL = "email", _("On the site, and by e-mail at once")
    DIGEST = "digest", _("On the site, and in one letter a day")
    NONE = "none", _("Not at all")


@dataclass(frozen=True)
class Kind:
    """A kind of news: its name in the database, its words for people, and the way it takes unless one chooses."""

    name: str
    label: Words
    default: Channel


_kinds: dict[str, Kind] = {}


def register_kind(name: str, label: Words, default: Channel = Channel.DIGEST) -> None:
    """Add a kind. ``name`` is ``app.what``; ``label`` names it on the page of preferences."""
    _kinds[name] = Kind(name, label, default)


def kinds() -> list[Kind]:
    """All kinds, in the order they were registered."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises ``LookupError`` for one that no app has registered."""
    if name not in _kinds:
        raise LookupError(f"No app has registered the kind of notification “{name}”.")
    return _kinds[name]


def kind_label(name: str) -> Words:
    """The words for a kind; of one whose app has gone, its name."""
    return _kinds[name].label if name in _kinds else name
