"""Lessons and learning objects as HTML, from the snapshots of an edition; kept by digest.

What a digest stands for never changes, so what is made of it is kept in the cache. It is let go after a day for the
sake of what is not in the snapshot: links to pages that have moved, images and the wording of the interface.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.blocks import CONTENT_BLOCKS
from courses.activities import kind_of
from courses.models import LessonPage, Snapshot
from courses.outline import Lesson, Outline, best_language
from library.models import LearningObjectPage
from library.rendering import render_object
from library.shelf import published

KEPT_FOR = 24 * 60 * 60

# All else in a lesson is an activity, of a kind this installation may no longer have.
TEXT_BLOCKS = frozenset(name for name, _block in CONTENT_BLOCKS)


@dataclass(frozen=True)
class Part:
    """A stretch of a lesson: a text, or the place of an activity with its raw value and the object it shows, if any.

    ``html`` is the text or the object, empty for one that was withdrawn from the library or, where it is ``awaited``,
    was never published; ``drawn`` what the activity's kind shows to everybody.
    """

    html: SafeString
    block: UUID | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    drawn: SafeString = field(default_factory=SafeString)
    awaited: bool = False


@dataclass(frozen=True)
class LessonContent:
    """A lesson in the best language there is for the reader."""

    title: str
    language: str
    is_foreign: bool
    parts: list[Part]


def lesson_content(outline: Outline, lesson: Lesson, language: str | None = None) -> LessonContent:
    """A lesson with its learning objects in ``language`` as far as there is one, by default the active one; around it
    are the words of the interface, which stay in the active language.

    No query when all is in the cache; else at most two: which objects are still in the library (only where the lesson
    has any), and the snapshots; one more where the edition lacks an object.
    """
    reader = language or get_language() or outline.source_language
    written_in = best_language(lesson.snapshots, reader, outline.source_of(lesson.key))
    objects = _object_digests(outline, lesson, reader, written_in)
    text = (lesson.snapshots[written_in], written_in)
    made = _made([(text, _render_text), *((each, _render_object) for each in objects.values())], reader)
    title, body = made[text]
    return LessonContent(
        title=title,
        language=written_in,
        is_foreign=written_in != (get_language() or reader),
        parts=_with_awaited([_with_object(part, objects, made) for part in body], outline, lesson),
    )


Source = tuple[str, str]
"""A digest and the language its snapshot is written in."""

Renderer = Callable[[Mapping[str, Any], str], Any]


def _object_digests(outline: Outline, lesson: Lesson, reader: str, written_in: str) -> dict[UUID, Source]:
    """The snapshots to show of a lesson's learning objects, by block; without those withdrawn from the library."""
    keys = {activity.block: activity.object_key for activity in lesson.activities if activity.object_key}
    if not keys:
        return {}
    in_library, objects = published(keys.values()), outline.objects_of(lesson.key)
    found = {}
    for block, key in keys.items():
        if key in in_library and (digests := objects.get(key)):
            language = best_language(digests, reader, written_in)
            found[block] = (digests[language], language)
    return found


def _made(wanted: Iterable[tuple[Source, Renderer]], reader: str) -> dict[Source, Any]:
    """What the renderers make of snapshots, from the cache as far as it is there."""
    # Drawn with words of the interface, which may be in another language than the one that is read.
    around = get_language() or reader
    names = {f"courses.{digest}.{written_in}.{around}": (digest, written_in) for (digest, written_in), _ in wanted}
    made = {names[name]: value for name, value in cache.get_many(names).items()}
    missing = {source: renderer for source, renderer in wanted if source not in made}
    if missing:
        snapshots = Snapshot.objects.in_bulk({digest for digest, _ in missing})
        fresh = {source: renderer(snapshots[source[0]].content, source[1]) for source, renderer in missing.items()}
        cache.set_many({name: fresh[source] for name, source in names.items() if source in fresh}, KEPT_FOR)
        made |= fresh
    return made


def _render_text(content: Mapping[str, Any], language: str) -> tuple[str, list[Part]]:
    """A lesson's title, and its body: texts as HTML, activities as they are stored."""
    stream = LessonPage._meta.get_field("body").stream_block
    raw = content["body"]
    texts = {
        child.id: child.render({"id": child.id})
        for child in stream.to_python([block for block in raw if block["type"] in TEXT_BLOCKS])
    }
    body: list[Part] = []
    for block in raw:
        if block["id"] in texts:
            body.append(Part(mark_safe(f"{_anchor(block['id'])}{texts[block['id']]}")))  # noqa: S308 - rendered by the block's own template
        elif block["type"] not in TEXT_BLOCKS:
            kind = kind_of(block["type"])
            drawn = kind.draw(block["value"], language) if kind else SafeString()
            body.append(Part(SafeString(), UUID(block["id"]), block["value"], drawn))
    return content["title"], body


def _anchor(block: str) -> str:
    """A comment by which the player knows the text that follows; a comment, because no style sees it."""
    try:
        return f"<!--block:{UUID(block)}-->"
    except ValueError:
        return ""


def _render_object(content: Mapping[str, Any], language: str) -> SafeString:
    return render_object(content, language)


def _with_awaited(parts: list[Part], outline: Outline, lesson: Lesson) -> list[Part]:
    """The parts with the objects marked that nobody has ever published; one query where the edition lacks an object."""
    lacking = {each.block: each.object_key for each in lesson.activities if each.object_key}
    lacking = {block: key for block, key in lacking.items() if key not in outline.objects_of(lesson.key)}
    if not lacking:
        return parts
    pages = LearningObjectPage.objects.filter(translation_key__in=lacking.values())
    known = set(pages.exclude(first_published_at=None).values_list("translation_key", flat=True))
    return [replace(part, awaited=part.block in lacking and lacking[part.block] not in known) for part in parts]


def _with_object(part: Part, objects: Mapping[UUID, Source], made: Mapping[Source, Any]) -> Part:
    source = objects.get(part.block) if part.block else None
    return replace(part, html=made[source]) if source else part
