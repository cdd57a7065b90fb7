"""An object's description for machines: JSON-LD of schema.org with LRMI's terms, and Dublin Core elements."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from library.licences import licence_of
from library.rules import iso_duration, split_authors, web_address

# What would end a script element or start another one, and what old JavaScript took for the end of a line.
_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True, kw_only=True)
class Description:
    """An object's description as plain values; addresses are absolute, dates ISO 8601."""

    url: str
    title: str
    summary: str
    language: str
    resource_type: str
    level: str
    audience: str
    licence: str
    authors: str = ""
    minutes: int | None = None
    source_url: str = ""
    subjects: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    published: str = ""
    modified: str = ""
    translations: tuple[tuple[str, str], ...] = ()  # (language, address)

    @property
    def names(self) -> list[str]:
        """The authors, one by one."""
        return split_authors(self.authors)


def json_ld(about: Description) -> SafeString:
    """The description as the content of ``<script type="application/ld+json">``: valid JSON that cannot leave it."""
    text = json.dumps(_filled(_learning_resource(about)), ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - what could end the element is escaped


def _learning_resource(about: Description) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": about.url,
        "url": about.url,
        "name": about.title,
        "description": about.summary,
        "inLanguage": about.language,
        "learningResourceType": about.resource_type,
        "educationalLevel": about.level,
        "audience": {"@type": "EducationalAudience", "educationalRole": about.audience},
        "license": licence_of(about.licence).url,
        "author": [{"@type": "Person", "name": name} for name in about.names],
        "timeRequired": iso_duration(about.minutes),
        "about": [{"@type": "Thing", "name": name} for name in about.subjects],
        "keywords": list(about.tags),
        "isBasedOn": web_address(about.source_url),
        "image": about.image,
        "datePublished": about.published,
        "dateModified": about.modified,
        "workTranslation": [
            {"@type": "LearningResource", "@id": url, "inLanguage": language} for language, url in about.translations
        ],
    }


def _filled(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value}


def dublin_core(about: Description) -> list[tuple[str, str]]:
    """The description as Dublin Core elements for ``<meta name="DC.…">``, repeated where there are several values."""
    return [(name, value) for name, value in _elements(about) if value]


def _elements(about: Description) -> Iterable[tuple[str, str]]:
    licence = licence_of(about.licence)
    yield "DC.title", about.title
    yield from (("DC.creator", name) for name in about.names)
    yield from (("DC.subject", name) for name in (*about.subjects, *about.tags))
    yield "DC.description", about.summary
    yield "DC.type", about.resource_type
    yield "DC.identifier", about.url
    yield "DC.language", about.language
    yield "DC.rights", licence.url or str(licence.name)
    yield "DC.source", web_address(about.source_url)
    yield "DC.date", about.published
