"""What was found, as the components of the site show it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from library.licences import LICENCES
from library.vocabularies import Level, ResourceType
from search.documents import DOCUMENT_TYPES
from search.documents.course import ACADEMIC_HOUR_MINUTES, CourseType
from search.documents.programme import ProgrammeType
from search.engines.base import Hit, Suggestion

_TYPE_LABELS = {kind.name: kind.label for kind in DOCUMENT_TYPES}
_ICONS: Mapping[str, str] = {
    CourseType.name: "course",
    ProgrammeType.name: "collection",
    ResourceType.ARTICLE: "text",
    ResourceType.ASSESSMENT: "task",
    ResourceType.AUDIO: "audio",
    ResourceType.CASE: "chat",
    ResourceType.CHECKLIST: "task",
    ResourceType.DATASET: "table",
    ResourceType.GLOSSARY: "book",
    ResourceType.IMAGE: "image",
    ResourceType.LESSON_PLAN: "target",
    ResourceType.LINK: "link",
    ResourceType.PACKAGE: "package",
    ResourceType.PRESENTATION: "presentation",
    ResourceType.REFERENCE: "book",
    ResourceType.TEMPLATE: "file",
    ResourceType.VIDEO: "video",
    ResourceType.WORKSHEET: "file",
}


def card(hit: Hit, language: str) -> dict[str, Any]:
    """A hit as ``templates/components/card.html`` takes it, for a reader of the language."""
    return {
        "title": hit.title,
        "url": hit.url,
        "summary": hit.summary,
        "kind": kind(hit.type, hit.resource_type),
        "icon": icon(hit.type, hit.resource_type),
        "lang": hit.language if hit.language != language else "",
        "meta": [item for item in _meta(hit) if item["text"]],
    }


def suggestion(found: Suggestion, language: str) -> dict[str, str]:
    """A suggestion as an option of the combobox, for a reader of the language."""
    return {
        "title": found.title,
        "url": found.url,
        "kind": kind(found.type, found.resource_type),
        "icon": icon(found.type, found.resource_type),
        "lang": found.language if found.language != language else "",
    }


def kind(type_name: str, resource_type: str) -> str:
    """What sort of thing it is, in a word or two."""
    label = ResourceType(resource_type).label if resource_type in ResourceType.values else _TYPE_LABELS.get(type_name)
    return str(label or type_name)


def icon(type_name: str, resource_type: str) -> str:
    """The picture that stands for a kind of object."""
    return _ICONS.get(resource_type) or _ICONS.get(type_name, "file")


def duration(type_name: str, minutes: int | None) -> str:
    """How long it takes, in words: courses in academic hours, all else in minutes or hours."""
    if not minutes:
        return ""
    if type_name == CourseType.name:
        hours = minutes // ACADEMIC_HOUR_MINUTES
        return ngettext("%(count)s academic hour", "%(count)s academic hours", hours) % {"count": hours}
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    whole, rest = divmod(minutes, 60)
    in_hours = ngettext("%(count)s hour", "%(count)s hours", whole) % {"count": whole}
    return f"{in_hours} {duration(type_name, rest)}".strip()


def _meta(hit: Hit) -> Iterable[dict[str, str]]:
    licence = LICENCES.get(hit.licence)
    published = date_format(localtime(hit.published_at), "DATE_FORMAT") if hit.published_at else ""
    level = str(Level(hit.level).label) if hit.level in Level.values else ""
    yield {"icon": "globe", "label": gettext("Language"), "text": _languages(hit)}
    yield {"icon": "level", "label": gettext("Level"), "text": level}
    yield {"icon": "clock", "label": gettext("Duration"), "text": duration(hit.type, hit.duration_minutes)}
    yield {"icon": "key", "label": gettext("Licence"), "text": str(licence.name) if licence else ""}
    yield {"icon": "calendar", "label": gettext("Published"), "text": published}


def _languages(hit: Hit) -> str:
    names = {code: str(name) for code, name in settings.LANGUAGES}
    own = names.get(hit.language, hit.language)
    others = ", ".join(names.get(each.language, each.language) for each in hit.translations)
    return gettext("%(language)s; also: %(others)s") % {"language": own, "others": others} if others else own
