"""Everything the installation knows about a person, for that person.

Each app gives its part as a function registered in ``AppConfig.ready()``; this app knows nothing of those above it.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from people.models import User

Part = Callable[[User], Any]
_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Add an app's part: a function from a person to plain values (dates allowed) under the key ``name``."""
    _parts[name] = part


def collect(user: User) -> dict[str, Any]:
    """What all apps know about a person, by the name of the part."""
    return {name: part(user) for name, part in _parts.items()}


def account(user: User) -> dict[str, Any]:
    """The account itself. Password and second factors are no data about a person but keys, and stay out."""
    fields = ("public_id", "email", "family_name", "given_name", "patronymic", "language", "time_zone")
    dates = ("date_joined", "last_login")
    return {name: getattr(user, name) for name in (*fields, *dates)}


def sign_in(user: User) -> dict[str, Any]:
    """Where the person is logged in, and which second factors they use; never the keys themselves."""
    sessions = UserSession.objects.filter(user=user)
    factors = Authenticator.objects.filter(user=user)
    return {
        "sessions": list(sessions.values("ip", "user_agent", "created_at", "last_seen_at")),
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
    }


def employment(user: User) -> list[dict[str, Any]]:
    """Where the person works."""
    rows = user.employments.select_related("organisation", "position")
    return [
        {
            "organisation": row.organisation.labels,
            "organisation_id": row.organisation.public_id,
            "position": row.position.labels if row.position else None,
            "main": row.is_main,
        }
        for row in rows
    ]


def roles(user: User) -> list[dict[str, Any]]:
    """What the person may do, for whom, since when."""
    return [
        {
            "role": row.role,
            "organisation": row.organisation.labels if row.organisation else None,
            "languages": row.languages,
            "granted_at": row.granted_at,
        }
        for row in user.role_assignments.select_related("organisation")
    ]


def consents(user: User) -> list[dict[str, Any]]:
    """What the person agreed to, in the words they agreed to, and when they took it back."""
    return [
        {
            "purpose": row.text.purpose,
            "version": row.text.version,
            "text": row.text.text,
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in user.consents.select_related("text")
    ]


def notifications(user: User) -> dict[str, Any]:
    """What the person was told and by which way they want to be."""
    fields = ("kind", "text", "detail", "url", "language", "channel", "created_at", "read_at", "mailed_at")
    return {
        "preferences": dict(user.notification_preferences.values_list("kind", "channel")),
        "told": list(user.notifications.values(*fields)),
    }
