"""What the library's public pages show, read in a fixed number of queries whatever the library holds."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cms.languages import own_name
from library import links
from library.cards import cards, duration_label
from library.licences import licence_of
from library.metadata import Description, dublin_core, json_ld
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from library.querysets import CARD_IMAGE, LearningObjectQuerySet
from library.rules import web_address
from library.vocabularies import ResourceType, icon_of

NEWEST = 6
RELATED = 3
PER_PAGE = 24

SORTS = {
    "order": (_("In the collection's order"), ("path",)),
    "newest": (_("Newest first"), ("-first_published_at", "-pk")),
    "title": (_("By title"), ("title", "pk")),
}


def front(page: LibraryIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The library's front page: collections, what is new, subjects and types with how many objects each has."""
    objects = LearningObjectPage.objects.descendant_of(page).readable()
    types = objects.count_by_type()
    return {
        "collections": _collections(page, objects),
        "newest": cards(objects.newest().for_cards()[:NEWEST]),
        "subjects": _branches(objects),
        "types": [
            {"label": label, "icon": icon_of(value), "count": types[value], "url": links.of_type(value)}
            for value, label in ResourceType.choices
            if value in types
        ],
        "total": sum(types.values()),
        "catalogue_url": links.catalogue(),
        "all_url": links.catalogue(type="object", language=page.locale.language_code),
    }


def _collections(page: LibraryIndexPage, objects: LearningObjectQuerySet) -> list[dict[str, Any]]:
    counts = objects.count_by_parent(page.depth + 1)
    collections = CollectionPage.objects.child_of(page).live().public().select_related("locale").order_by("path")
    return [
        {
            "title": collection.title,
            "url": collection.url,
            "kind": collection.kind_label,
            "summary": collection.introduction,
            "cover": str(collection.translation_key),
            "meta": [{"icon": "library", "text": _number_of_materials(counts.get(collection.path, 0))}],
        }
        for collection in collections
    ]


def _number_of_materials(count: int) -> str:
    return ngettext("%d material", "%d materials", count) % count


def _branches(objects: LearningObjectQuerySet) -> list[dict[str, Any]]:
    """The top subjects that have objects under them, by name."""
    counts = objects.count_by_branch()
    subjects = Subject.objects.filter(path__in=counts)
    branches = [
        {"label": str(subject), "count": counts[subject.path], "url": links.of_subject(subject)} for subject in subjects
    ]
    return sorted(branches, key=lambda branch: str(branch["label"]).casefold())


def collection(page: CollectionPage, request: HttpRequest) -> dict[str, Any]:
    """One page of a collection's objects, in the order asked for (``?sort=``)."""
    sort = request.GET.get("sort", "order")
    sort = sort if sort in SORTS else "order"
    objects = LearningObjectPage.objects.child_of(page).readable().for_cards().order_by(*SORTS[sort][1])
    results = Paginator(objects, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "catalogue_url": links.catalogue(),
        "results": results,
        "cards": cards(results.object_list),
        "sorts": [{"value": value, "label": label, "current": value == sort} for value, (label, _by) in SORTS.items()],
    }


def learning_object(page: LearningObjectPage, request: HttpRequest) -> dict[str, Any]:
    """An object's description in words and for machines, its other languages, what else there is on its subjects."""
    subjects = list(page.subjects.all())
    tags = list(page.tags.all())
    translations = [
        version
        for version in LearningObjectPage.objects.versions_of(page).readable().defer("body")
        if version.pk != page.pk
    ]
    about = _description(page, request, subjects, tags, translations)
    language = page.locale.language_code
    return {
        "kind": page.get_resource_type_display(),
        "icon": icon_of(page.resource_type),
        "content_lang": language if language != get_language() else "",
        "licence": licence_of(page.licence),
        "facts": _facts(page),
        "subjects": [{"label": str(subject), "url": links.of_subject(subject)} for subject in subjects],
        "tags": [{"label": tag.name, "url": links.of_tag(tag)} for tag in tags],
        "translations": [
            {"code": version.locale.language_code, "name": own_name(version.locale.language_code), "url": version.url}
            for version in translations
        ],
        "related": cards(_related(page, subjects)),
        "json_ld": json_ld(about),
        "dublin_core": dublin_core(about),
    }


def _related(page: LearningObjectPage, subjects: list[Subject]) -> list[LearningObjectPage]:
    """The newest other objects in the same language on one of the same subjects."""
    if not subjects:
        return []
    objects = LearningObjectPage.objects.readable().filter(locale=page.locale).on_any_of(subjects)
    return list(objects.exclude(pk=page.pk).newest().for_cards()[:RELATED])


def _facts(page: LearningObjectPage) -> list[dict[str, str]]:
    source = web_address(page.source_url)
    return [
        {"label": gettext("Type"), "value": page.get_resource_type_display(), "url": links.of_type(page.resource_type)},
        {"label": gettext("Level"), "value": page.get_level_display(), "url": links.catalogue(level=page.level)},
        {"label": gettext("For whom"), "value": page.get_audience_display()},
        {"label": gettext("Duration"), "value": duration_label(page.duration_minutes)},
        {"label": gettext("Authors"), "value": page.authors},
        {"label": gettext("Source"), "value": source, "url": source},
        {"label": gettext("Language"), "value": _language_name(page)},
    ]


def _language_name(page: LearningObjectPage) -> str:
    code = page.locale.language_code
    return str(dict(settings.LANGUAGES).get(code, code))


def _description(
    page: LearningObjectPage,
    request: HttpRequest,
    subjects: list[Subject],
    tags: list[Any],
    translations: list[LearningObjectPage],
) -> Description:
    return Description(
        url=page.full_url or "",
        title=page.title,
        summary=page.summary,
        language=page.locale.language_code,
        resource_type=str(page.get_resource_type_display()),
        level=str(page.get_level_display()),
        audience=str(page.get_audience_display()),
        licence=page.licence,
        authors=page.authors,
        minutes=page.duration_minutes,
        source_url=page.source_url,
        subjects=tuple(map(str, subjects)),
        tags=tuple(tag.name for tag in tags),
        image=_image_address(page, request),
        published=page.first_published_at.isoformat() if page.first_published_at else "",
        modified=page.last_published_at.isoformat() if page.last_published_at else "",
        translations=tuple((version.locale.language_code, version.full_url or "") for version in translations),
    )


def _image_address(page: LearningObjectPage, request: HttpRequest) -> str:
    if not page.thumbnail:
        return ""
    return request.build_absolute_uri(page.thumbnail.get_rendition(CARD_IMAGE).url)
