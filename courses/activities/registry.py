"""The kinds of activities this installation has."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from courses.activities.kinds import ActivityKind


@cache
def activity_kinds() -> Mapping[str, ActivityKind]:
    """The kinds by name, in the order of the setting. Raises ``ImproperlyConfigured`` for two of one name."""
    kinds: dict[str, ActivityKind] = {}
    for path in settings.ACTIVITY_KINDS:
        found = import_string(path)
        kind = found() if isinstance(found, type) else found
        if kind.name in kinds:
            raise ImproperlyConfigured(f"ACTIVITY_KINDS has two kinds named “{kind.name}”: {path} is the second.")
        kinds[kind.name] = kind
    return MappingProxyType(kinds)


def kind_of(name: str) -> ActivityKind | None:
    """The kind of that name; ``None`` for one that an old edition has and this installation no longer does."""
    return activity_kinds().get(name)
