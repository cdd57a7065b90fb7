"""Links that stop letters without a log-in, signed so that nobody can write one for somebody else."""

from django.core import signing
from django.urls import reverse

from people.models import User
from people.notification_kinds import Channel, kinds
from people.services.notifications import preferences, stop_letters

SALT = "people.unsubscribe"
ALL_DIGESTS = "*digest"
ALL_LETTERS = "*all"


class BadLinkError(ValueError):
    """The link is not one of ours, or its person is gone."""


def unsubscribe_url(user: User, what: str) -> str:
    """Where the letters about a kind, or :data:`ALL_DIGESTS`, are stopped; a path in the active language."""
    token = signing.dumps([str(user.public_id), what], salt=SALT)
    return reverse("notifications:unsubscribe", args=[token])


def read_token(token: str) -> tuple[User, str]:
    """Whose letters a link stops, and which. Raises :class:`BadLinkError`. Links do not expire: letters are kept."""
    try:
        public_id, what = signing.loads(token, salt=SALT)
        return User.objects.get(public_id=public_id), what
    except (signing.BadSignature, User.DoesNotExist, ValueError) as error:
        raise BadLinkError(token) from error


def unsubscribe(user: User, what: str) -> list[str]:
    """Stop the letters; gives the kinds of which there will be none any more."""
    stopped = kinds_of(user, what)
    stop_letters(user, stopped)
    return stopped


def kinds_of(user: User, what: str) -> list[str]:
    """The kinds a link is about: one, those in the daily letter, or all."""
    if what == ALL_LETTERS:
        return [kind.name for kind in kinds()]
    if what == ALL_DIGESTS:
        return [name for name, channel in preferences(user).items() if channel == Channel.DIGEST]
    return [kind.name for kind in kinds() if kind.name == what]
