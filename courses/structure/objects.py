"""Learning objects that have changed since a course's newest edition, and what its authors decide about that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, ObjectDecision, Snapshot
from courses.outline import digest_of
from courses.services.editions import latest_edition
from courses.services.outlining import object_snapshots
from library.rendering import body_of
from people.localised import LocalisedText
from people.models import User

SHOWN = ("title", "summary", "resource_type", "licence", "authors", "source_url")


@dataclass(frozen=True)
class FieldChange:
    """A field of an object in one language, before and now, as text."""

    language: str
    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Update:
    """An object that is no longer what the newest edition has of it; ``taken`` is what was decided, if anything."""

    key: UUID
    title: str
    version: str
    changes: list[FieldChange]
    taken: bool | None


def updates_of(course: CoursePage) -> list[Update]:
    """The objects of the newest edition that have changed in the library since, with what changed. Four queries."""
    edition = latest_edition(course.translation_key)
    if edition is None:
        return []
    kept = edition.outline_data["objects"]
    contents: dict[str, dict[str, Any]] = {}
    now = object_snapshots([UUID(key) for key in kept], contents)
    changed = {key: digests for key, digests in now.items() if digests != kept[key]}
    old = Snapshot.objects.in_bulk({digest for key in changed for digest in kept[key].values()})
    decided = decisions(course.translation_key)
    return [
        _update(key, kept[key], digests, {digest: each.content for digest, each in old.items()} | contents, decided)
        for key, digests in changed.items()
    ]


def decisions(course_key: UUID) -> Mapping[tuple[str, str], bool]:
    """What was decided about versions of objects: whether the next edition takes it, by object and version."""
    rows = ObjectDecision.objects.filter(course_key=course_key).values_list("object_key", "version", "taken")
    return {(str(key), version): taken for key, version, taken in rows}


def _update(
    key: str,
    old: Mapping[str, str],
    new: Mapping[str, str],
    contents: Mapping[str, Mapping[str, Any]],
    decided: Mapping[tuple[str, str], bool],
) -> Update:
    version = digest_of(dict(new))
    changes = [
        change
        for language in sorted({*old, *new})
        for change in _changes(
            language, contents.get(old.get(language, ""), {}), contents.get(new.get(language, ""), {})
        )
    ]
    titles = LocalisedText({language: contents[digest]["title"] for language, digest in new.items()})
    return Update(UUID(key), str(titles), version, changes, decided.get((key, version)))


def _changes(language: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[FieldChange]:
    """Field by field; the content as its text."""
    found = [FieldChange(language, name, str(before.get(name, "")), str(now.get(name, ""))) for name in SHOWN]
    found.append(FieldChange(language, "body", _text(before), _text(now)))
    return [change for change in found if change.before != change.now]


def _text(content: Mapping[str, Any]) -> str:
    stream = body_of(content)
    return "\n".join(str(piece) for piece in stream.stream_block.get_searchable_content(stream))


@transaction.atomic
def decide(course: CoursePage, object_key: UUID, version: str, *, taken: bool, by: User) -> None:
    """Take a new version of an object into the next edition, or keep the old one. May be changed until then.

    Raises ``PermissionDenied``.
    """
    if not course.permissions_for_user(by).can_edit():
        raise PermissionDenied(_("You may not change this course."))
    ObjectDecision.objects.update_or_create(
        course_key=course.translation_key,
        object_key=object_key,
        version=version,
        defaults={"taken": taken, "decided_by": by},
    )
    log(course, "courses.object_decided", user=by, data={"object": str(object_key), "taken": taken})
