"""The private address of a calendar."""

from django.db import transaction
from django.utils import timezone

from people.models import CalendarFeed, User
from people.models.calendars import new_token


@transaction.atomic
def renew_feed(user: User) -> CalendarFeed:
    """Give the person's calendar an address of which nobody knows; the one before no longer works."""
    values = {"token": new_token(), "created_at": timezone.now()}
    return CalendarFeed.objects.update_or_create(user=user, defaults=values)[0]


def stop_feed(user: User) -> None:
    """No address any more."""
    CalendarFeed.objects.filter(user=user).delete()
