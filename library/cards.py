"""A learning object in a list: the arguments of ``components/card.html``."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext
from wagtail.images.shortcuts import get_rendition_or_not_found

from library.models import LearningObjectPage
from library.querysets import CARD_IMAGE
from library.vocabularies import icon_of


def duration_label(minutes: int | None) -> str:
    """A duration in words of the active language: “45 min”, “1 h 30 min”; empty for none."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%d h", "%d h", hours) % hours] if hours else []
    parts += [ngettext("%d min", "%d min", rest) % rest] if rest else []
    return " ".join(parts)


def card_of(page: LearningObjectPage) -> dict[str, Any]:
    """One card. Reads nothing more when the page comes from ``for_cards()``."""
    language = page.locale.language_code
    meta = [{"icon": "level", "label": gettext("Level"), "text": page.get_level_display()}]
    if page.duration_minutes:
        duration = duration_label(page.duration_minutes)
        meta.append({"icon": "clock", "label": gettext("Duration"), "text": duration})
    if language != get_language():
        name = dict(settings.LANGUAGES).get(language, language)
        meta.append({"icon": "globe", "label": gettext("Language"), "text": str(name)})
    return {
        "title": page.title,
        "url": page.url or "",
        "kind": page.get_resource_type_display(),
        "icon": icon_of(page.resource_type),
        "summary": page.summary,
        "meta": meta,
        "image": get_rendition_or_not_found(page.thumbnail, CARD_IMAGE).url if page.thumbnail else "",
        "cover": str(page.translation_key),
        "lang": language if language != get_language() else "",
    }


def cards(pages: Iterable[LearningObjectPage]) -> list[dict[str, Any]]:
    """Cards in the order of the pages."""
    return [card_of(page) for page in pages]
