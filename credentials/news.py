"""Telling people of their documents."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from credentials.models import IssuedDocument
from people.localised import LocalisedText
from people.models import User
from people.notifications import notify

KIND = "credentials.document"


def tell_issued(sender: type[IssuedDocument], document: IssuedDocument, **kwargs: Any) -> None:
    """A document is there, the first or one in the place of another."""
    if document.previous_id is None:
        _tell(document, "issued", lambda: _("A document has been issued to you: “%(title)s”, No. %(number)s."))
    else:
        _tell(document, "replaced", lambda: _("Your document has been replaced: “%(title)s”, now No. %(number)s."))


def tell_revoked(sender: type[IssuedDocument], document: IssuedDocument, **kwargs: Any) -> None:
    """A document is not in force any more, and why."""
    _tell(
        document,
        "revoked",
        lambda: _("Your document has been revoked: “%(title)s”, No. %(number)s."),
        detail=document.ended_because,
    )


def _tell(document: IssuedDocument, event: str, words: Any, *, detail: str = "") -> None:
    def message(_user: User) -> str:
        told: str = words()
        return told % {"title": LocalisedText(document.title), "number": document.number}

    url = reverse_lazy("credentials:my_documents")
    notify([document.holder], KIND, message, url, detail=detail, key=f"document:{document.pk}:{event}")
