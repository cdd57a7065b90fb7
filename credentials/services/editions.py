"""Freezing a template as it stands, so that documents issued from it print the same for ever."""

import hashlib
from typing import Any

from credentials.models import Artwork, DocumentTemplate, TemplateEdition
from credentials.rules import digest

LONGEST_SIDE = 1200
"""Pixels: sharp at 10 cm in print, small enough to keep with every edition."""


def template_data(template: DocumentTemplate) -> dict[str, Any]:
    """A template as plain values; its pictures are stored and named by their digests."""
    return {
        "kind": template.kind,
        "layout": template.layout,
        "heading": dict(template.heading),
        "wording": dict(template.wording),
        "note": dict(template.note),
        "logo": _keep(template.logo),
        "seal": _keep(template.seal),
        "signatories": [
            {"name": dict(row.name), "position": dict(row.position), "signature": _keep(row.signature)}
            for row in template.signatories.all()
        ],
    }


def edition_of(template: DocumentTemplate) -> TemplateEdition:
    """The edition of a template as it stands now; the same one for as long as nobody changes it."""
    data = template_data(template)
    found, _created = TemplateEdition.objects.get_or_create(
        digest=digest(data), defaults={"template": template, "data": data}
    )
    return found


def _keep(image: Any) -> str | None:
    """Store a picture, scaled down, by its digest."""
    if image is None:
        return None
    scaled = image.get_rendition(f"max-{LONGEST_SIDE}x{LONGEST_SIDE}|format-png")
    with scaled.file.open("rb") as file:
        content = file.read()
    name = hashlib.sha256(content).hexdigest()
    Artwork.objects.get_or_create(digest=name, defaults={"content_type": "image/png", "content": content})
    return name
