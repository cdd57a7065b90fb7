"""Showing a learning object inside a text: the one place, for the live tree and for a course's kept contents alike."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.translations import version_for_reader
from library.licences import licence_of
from library.models import LearningObjectPage
from library.rules import web_address
from library.vocabularies import icon_of, label_of
from people.localised import FALLBACKS
from people.models import User


def content_of(page: LearningObjectPage) -> dict[str, Any]:
    """What a reader sees of an object, as plain JSON: the shape :func:`render_object` takes."""
    return {
        "title": page.title,
        "page": page.pk,
        "summary": page.summary,
        "body": page.body.get_prep_value(),
        "resource_type": page.resource_type,
        "licence": page.licence,
        "authors": page.authors,
        "source_url": page.source_url,
    }


def render_object(content: Mapping[str, Any], language: str) -> SafeString:
    """An object as it stands inside a lesson or another text: content in place, attribution, link to its page.

    ``language`` is the one the content is written in. Where that is not the language being read, the content is
    marked with ``lang`` and a note says so. The link goes to ``library:object``, which finds the page as it is at the
    time of the click, so the result may be kept for as long as the content does not change.
    """
    return render_to_string(
        "library/object_embed.html",
        {
            "title": content.get("title", ""),
            "summary": content.get("summary", ""),
            "body": body_of(content),
            "kind": label_of(content.get("resource_type", "")),
            "icon": icon_of(content.get("resource_type", "")),
            "licence": licence_of(content.get("licence", "")),
            "authors": content.get("authors", ""),
            "source": web_address(content.get("source_url")),
            "url": reverse("library:object", args=[content["page"]]) if content.get("page") else "",
            "language": language,
            "language_name": dict(settings.LANGUAGES).get(language, language),
            "foreign": language != get_language(),
        },
    )


def render_for(page: LearningObjectPage, request: HttpRequest | None) -> SafeString:
    """An object referred to by a page of the live tree, in the reader's language, as far as this reader may see it.

    Drafts are shown to those who may edit them, so that they can preview a page that uses one; whoever may not see
    the object gets an empty string.
    """
    version = public_version(page, get_language() or "") or (page if _may_read(page, request) else None)
    if version is None:
        return mark_safe("")
    return render_object(content_of(version), version.locale.language_code)


def public_version(page: Page, language: str) -> LearningObjectPage | None:
    """The public version that suits a reader of the language best, else the page itself; none when it is not public.

    Best is the language itself, then those its readers most likely know. Costs nothing more for pages whose versions
    were looked up together (``cms.translations.remember_versions``, as the chooser block does).
    """
    for code in (language, *FALLBACKS.get(language, ())):
        version = version_for_reader(page, code)
        if version and version.locale.language_code == code:
            return cast(LearningObjectPage, version)
    return cast("LearningObjectPage | None", version_for_reader(page, language))


def _may_read(page: LearningObjectPage, request: HttpRequest | None) -> bool:
    if request is None:
        return False
    if not page.live:
        return bool(page.permissions_for_user(cast(User, request.user)).can_edit())
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def body_of(content: Mapping[str, Any]) -> StreamValue:
    """The content's blocks; those of a type that no longer exists are left out."""
    raw = content.get("body")
    stream = LearningObjectPage._meta.get_field("body").stream_block
    return stream.to_python(raw if isinstance(raw, list) else [])
