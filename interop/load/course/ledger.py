"""Who is who: the items of a source and the pages, images and files made of them before."""

import hashlib
import json
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page

from interop.models import ImportedItem

M = TypeVar("M", bound=models.Model)


def digest_of(value: Any) -> str:
    """A digest of plain values that is the same whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Ledger:
    """The imported items of one source under one page. Reads all of them at once, writes one by one."""

    def __init__(self, source: str, target: Page) -> None:
        self.source = source[:255]
        self.target = target
        self.items = {
            item.identifier: item for item in ImportedItem.objects.filter(source=self.source, target_id=target.pk)
        }

    def find(self, kind: str, identifier: str, model: type[M]) -> M | None:
        """What was made of an item before; None if nothing was, or if it has been deleted since."""
        item = self.items.get(key(kind, identifier))
        return model._default_manager.filter(pk=item.object_id).first() if item else None

    def digest(self, kind: str, identifier: str) -> str:
        """The digest of what was written last time; empty if nothing was."""
        item = self.items.get(key(kind, identifier))
        return item.digest if item else ""

    def mark(self, kind: str, identifier: str, *, hidden: bool) -> None:
        """Store whether an item was kept from readers in its source."""
        item = self.items[key(kind, identifier)]
        if item.hidden != hidden:
            item.hidden = hidden
            item.save(update_fields=["hidden"])

    def identifiers(self, kind: str) -> set[str]:
        """The keys of all items of a kind that were imported so far."""
        return {name for name in self.items if name.startswith(f"{kind}:")}

    def remember(self, kind: str, identifier: str, content: models.Model, digest: str) -> None:
        """Store what an item became, and the digest of what was written."""
        name = key(kind, identifier)
        item, _created = ImportedItem.objects.update_or_create(
            source=self.source,
            target_id=self.target.pk,
            identifier=name,
            defaults={
                "content_type": ContentType.objects.get_for_model(content),
                "object_id": content.pk,
                "digest": digest,
            },
        )
        self.items[name] = item


def key(kind: str, identifier: str) -> str:
    """An item's key. Identifiers too long for the column keep their uniqueness in a digest."""
    name = f"{kind}:{identifier}"
    return name if len(name) <= 512 else f"{name[:440]}…{digest_of(name)}"
