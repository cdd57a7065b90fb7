"""Who works with the system: accounts, where they work, what they may do, what they agreed to and were told."""

from people.models.calendars import CalendarFeed
from people.models.consents import Consent, ConsentText, Purpose
from people.models.notifications import Digest, Notification, NotificationPreference
from people.models.organisations import Employment, Organisation, Position
from people.models.roles import RoleAssignment
from people.models.users import User

__all__ = [
    "CalendarFeed",
    "Consent",
    "ConsentText",
    "Digest",
    "Employment",
    "Notification",
    "NotificationPreference",
    "Organisation",
    "Position",
    "Purpose",
    "RoleAssignment",
    "User",
]
