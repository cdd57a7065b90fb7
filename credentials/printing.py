"""Documents as PDF, from nothing but what was frozen when they were issued."""

import uuid
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from credentials.addresses import verification_url
from credentials.models import Artwork, DocumentTemplate, IssuedDocument
from credentials.pdf import render_pdf
from credentials.register.vocabulary import StudyMode
from credentials.rules import fill
from credentials.services.editions import template_data
from people.localised import LocalisedText

TEMPLATE = "credentials/pdf/certificate.html"


class UnknownLanguageError(ValueError):
    """The document is not worded in the language asked for."""


def print_document(document: IssuedDocument, language: str) -> bytes:
    """A document as PDF, the same each time. Raises :class:`UnknownLanguageError` and what ``render_pdf`` does."""
    if language not in document.languages:
        raise UnknownLanguageError(language)
    template = document.template_edition.data
    context = certificate_context(document.data, template, document.public_id, language)
    return render_pdf(TEMPLATE, context, language)


def print_sample(template: DocumentTemplate, language: str) -> bytes:
    """A template filled with an invented person's data, to look at. Nothing is issued."""
    context = certificate_context(_sample(template), template_data(template), uuid.UUID(int=0), language)
    return render_pdf(TEMPLATE, {**context, "is_sample": True}, language)


def certificate_context(
    data: Mapping[str, Any], template: Mapping[str, Any], public_id: uuid.UUID, language: str
) -> dict[str, Any]:
    """What the PDF's template shows."""
    url = verification_url(public_id, language)
    pictures = _pictures(template)
    with translation.override(language):
        values = _values(data, language)
        original = data.get("original")
        return {
            "layout": template["layout"],
            "heading": _text(template["heading"], language),
            "name": values["name"],
            "paragraphs": fill(_text(template["wording"], language), values),
            "notes": fill(_text(template["note"], language), values),
            "number": values["number"],
            "registration_number": values["registration_number"],
            "issued": values["issued"],
            "organisation": values["organisation"],
            "logo": pictures.get(template["logo"]),
            "seal": pictures.get(template["seal"]),
            "signatories": [
                {
                    "name": _text(row["name"], language),
                    "position": _text(row["position"], language),
                    "signature": pictures.get(row["signature"]),
                }
                for row in template["signatories"]
            ],
            "original": {**original, "issued": _day(original["issued_on"])} if original else None,
            "url": url,
            "qr": segno.make(url, error="m", micro=False).svg_data_uri(border=0, dark="#0b3a40"),
        }


def _values(data: Mapping[str, Any], language: str) -> dict[str, str]:
    """Every placeholder as it is written in the active language."""
    details = data["details"]
    modes = dict(StudyMode.choices)
    return {
        "name": " ".join(part for part in data["names"].get(language, next(iter(data["names"].values()))) if part),
        "title": _text(data["title"], language),
        "hours": "" if data["hours"] is None else str(data["hours"]),
        "started": _day(data["started_on"]),
        "finished": _day(data["finished_on"]),
        "issued": _day(data["issued_on"]),
        "number": data["number"],
        "registration_number": data["registration_number"],
        "organisation": _text(data["organisation"], language),
        "area": details.get("area", ""),
        "qualification": details.get("qualification", ""),
        "study_mode": str(modes.get(details.get("study_mode", ""), "")),
        "holder_number": data["holder_number"],
    }


def _text(texts: Mapping[str, str], language: str) -> str:
    return LocalisedText(texts).in_language(language)


def _day(iso: str | None) -> str:
    """A date as papers of the active language write it."""
    if not iso:
        return ""
    return date_format(date.fromisoformat(iso))


def _pictures(template: Mapping[str, Any]) -> dict[str, str]:
    """The template's pictures as data addresses, by digest: one query."""
    digests = {template["logo"], template["seal"], *(row["signature"] for row in template["signatories"])} - {None}
    rows = Artwork.objects.filter(digest__in=digests) if digests else ()
    return {row.digest: f"data:{row.content_type};base64,{b64encode(bytes(row.content)).decode()}" for row in rows}


def _sample(template: DocumentTemplate) -> dict[str, Any]:
    """An invented person's data, with the longest things that occur."""
    today = timezone.localdate()
    organisation = template.organisation
    return {
        "number": f"{today.year}-000123",
        "registration_number": f"123/{today.year}",
        "issued_on": today.isoformat(),
        "names": {code: ["Придуманова-Образцова", "Александра", "Константиновна"] for code, _ in settings.LANGUAGES},
        "title": {
            "ru": "Формирующее оценивание: обратная связь, которая помогает учиться",
            "en": "Formative assessment: feedback that helps to learn",
        },
        "hours": 72,
        "started_on": today.replace(day=1).isoformat(),
        "finished_on": today.isoformat(),
        "organisation": dict(organisation.labels) if organisation else {},
        "details": {"area": "Образование", "qualification": "Учитель", "study_mode": StudyMode.PART_TIME.value},
        "holder_number": str(uuid.UUID(int=0)),
        "original": None,
    }
