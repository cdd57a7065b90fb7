"""What pages of the own format hold, turned into values of this installation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.raw import BadValueError, Change, changed
from interop.errors import ImportProblem
from interop.load.report import Report
from interop.portable.text import cleaned, relinked
from library.rules import web_address

Identity = tuple[UUID, str]
"""A page's key and language."""


@dataclass(frozen=True)
class Values:
    """What things of the archive are here: files by id, pages by identity; ``keys`` are those of a copy by the old."""

    media: Mapping[str, int]
    pages: Mapping[Identity, int]
    keys: Mapping[UUID, UUID]
    report: Report

    def of(self, column: Any, raw: Any) -> Any:
        """The value of a field. Raises ``ImportProblem`` for a stream that is none."""
        if isinstance(column, StreamField):
            return self._stream(column, raw)
        if isinstance(column, models.ForeignKey):
            return self._reference(column.related_model._meta.label, raw)
        if isinstance(column, models.UUIDField) and raw:
            return self.keys.get(UUID(str(raw)), UUID(str(raw)))
        return raw

    def _stream(self, column: StreamField, raw: Any) -> Any:
        try:
            value = changed(column.stream_block, raw, Change(self._reference, self._text, _plain))
            list(column.stream_block.to_python(value))  # what cannot be read must not be stored
            return column.to_python(json.dumps(value))
        except Exception as error:  # blocks raise whatever they like for values they did not store themselves
            message = _("The content of a page in the archive is damaged. Export the course again.")
            raise ImportProblem("bad-content", message) from error

    def _reference(self, label: str, raw: Any) -> int | None:
        """The id of a row; ``None``, with a warning, for one that is not here."""
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise BadValueError("a reference is needed here")
        for kind in ("image", "document"):
            if name := raw.get(f"${kind}"):
                return self.media.get(str(name)) if str(name).startswith(kind) else None
        return self._page(UUID(raw["$page"]), str(raw["language"]), label)

    def _page(self, key: UUID, language: str, label: str = "wagtailcore.Page") -> int | None:
        found = self.pages.get((key, language))
        if found is None:
            pages = Page.objects.filter(translation_key=key, locale__language_code=language)
            found = pages.values_list("pk", flat=True).first()
        if found is None:
            self.report.warn(
                _("The course refers to pages that this installation does not have. Look through its links.")
            )
        return found

    def _text(self, text: str) -> str:
        return relinked(cleaned(text), self._link)

    def _link(self, kind: str, raw: str) -> str | None:
        if kind == "document":
            found = self.media.get(raw) if raw.startswith("document") else None
        else:
            key, _slash, language = raw.partition("/")
            found = self._page(UUID(key), language)
        return None if found is None else str(found)


def _plain(block: blocks.Block, raw: Any) -> Any:
    """Plain values as they are; an address only if a browser may be sent there."""
    return web_address(raw) if isinstance(block, blocks.URLBlock) and isinstance(raw, str) else raw
