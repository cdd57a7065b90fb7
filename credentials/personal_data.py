"""What this app knows about a person, for that person."""

from typing import Any

from django.forms.models import model_to_dict

from credentials.models import IssuedDocument, RegisterDetails
from people.models import User

FIELDS = (
    "public_id", "kind", "state", "number", "registration_number", "title", "hours", "started_on", "finished_on",
    "issued_on", "reason", "hides_name", "ended_at", "ended_because", "data",
)  # fmt: skip


def documents(user: User) -> dict[str, Any]:
    """Every document the person was issued, and their particulars for the state register."""
    rows = IssuedDocument.objects.of(user).order_by("issued_on", "pk")
    details = RegisterDetails.objects.filter(holder=user).first()
    return {
        "issued": [{name: getattr(row, name) for name in FIELDS} for row in rows],
        "register_details": model_to_dict(details, exclude=["id", "holder", "updated_by"]) if details else None,
    }
