"""What the block picker of the editor shows: made-up texts, and files the installation happens to have."""

from typing import Any

from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page


def image() -> dict[str, Any]:
    """An image of the installation, or none yet."""
    return _shown(get_image_model().objects.order_by("pk").first(), "Two colleagues plan a lesson")


def images() -> dict[str, Any]:
    """Up to three images of the installation."""
    return {"images": [_shown(image, "") for image in get_image_model().objects.order_by("pk")[:3]]}


def _shown(image: Any, caption: str) -> dict[str, Any]:
    return {"image": image, "alt": "", "decorative": False, "caption": caption}


def file_of(*extensions: str) -> Any:
    """A file of the installation with one of the extensions, or ``None``."""
    wanted = Q()
    for extension in extensions:
        wanted |= Q(file__iendswith=f".{extension}")
    return get_document_model().objects.filter(wanted).order_by("pk").first()


def page() -> Page | None:
    """A home page, which every installation has."""
    return Page.objects.filter(depth=2).live().first()


def page_card() -> dict[str, Any]:
    """A home page as a block shows it."""
    return {"page": page(), "text": ""}
