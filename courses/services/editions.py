"""Compiling editions of courses and of programmes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.differences import keeps_all_of
from courses.enrolled import forget
from courses.models import CourseEdition, CoursePage, Enrolment, ObjectDecision, ProgrammePage, Run, Snapshot
from courses.outline import digest_of
from courses.programmes.outlining import programme_data
from courses.programmes.parts import ProgrammeNotReadyError, part_of, parts_of, programmes_with, tell_of_waiting
from courses.services.outlining import Contents, Held, NotPublishedError, outline_of
from people.models import User

__all__ = ["NotPublishedError", "ProgrammeNotReadyError", "compile_edition", "compile_programme", "latest_edition"]

Kind = CourseEdition.Kind


def latest_edition(course_key: UUID) -> CourseEdition | None:
    """The newest edition of a course or a programme, which new runs get; its outline is read when it is asked for."""
    return CourseEdition.objects.light().of_course(course_key).first()


@transaction.atomic
def compile_edition(course: CoursePage, by: User | None = None, at: datetime | None = None) -> CourseEdition:
    """The edition of a course as it is live now; the newest one when nothing changed since.

    Where all that changed is that translations were added, those who learn from the edition before are given this
    one, for their work is the same. Others keep theirs. The programmes with the course are compiled along, in the same
    transaction; a programme in which another course is missing waits for it, and its editors are told.

    Raises :class:`NotPublishedError` when the course is not live.
    """
    # Two publications at once would give the same number: the later waits for the earlier here.
    CoursePage.objects.select_for_update().filter(translation_key=course.translation_key).order_by("pk").first()
    latest = latest_edition(course.translation_key)
    draft = outline_of(course, _held(course.translation_key, latest))
    _store(draft.contents)
    edition = _edition(Kind.COURSE, course, draft.data, latest, by=by, at=at)
    for programme in programmes_with(course.translation_key):
        try:
            compile_programme(programme, by, at)
        except ProgrammeNotReadyError as error:
            tell_of_waiting(programme, error.problems)
    return edition


@transaction.atomic
def compile_programme(programme: ProgrammePage, by: User | None = None, at: datetime | None = None) -> CourseEdition:
    """The edition of a programme: the newest editions of its courses, one after the other; as it is live now in its
    source language. The newest one of the programme when nothing changed since.

    The number of queries depends neither on the courses nor on their lessons. Raises :class:`NotPublishedError` when
    the programme is not live, :class:`ProgrammeNotReadyError` with what stands against it.
    """
    key = programme.translation_key
    ProgrammePage.objects.select_for_update().filter(translation_key=key).order_by("pk").first()
    source = ProgrammePage.objects.live().filter(translation_key=key, alias_of=None).order_by("pk").first()
    if source is None:
        raise NotPublishedError(f"“{programme}” is not published in any language: publish it first.")
    parts = parts_of(source)
    if parts.problems:
        raise ProgrammeNotReadyError(parts.problems)
    data = programme_data([part_of(each) for each in parts.editions], lends=source.courses_count)
    return _edition(Kind.PROGRAMME, source, data, latest_edition(key), by=by, at=at)


def _edition(
    kind: CourseEdition.Kind,
    page: CoursePage | ProgrammePage,
    data: dict[str, Any],
    latest: CourseEdition | None,
    *,
    by: User | None,
    at: datetime | None,
) -> CourseEdition:
    """The newest edition when it is the same, else a new one."""
    live = type(page).objects.live().filter(translation_key=page.translation_key)
    titles = dict(live.values_list("locale__language_code", "title"))
    digest = digest_of([titles, data])
    if latest and latest.digest == digest:
        return latest
    edition = CourseEdition(
        kind=kind,
        course_key=page.translation_key,
        number=latest.number + 1 if latest else 1,
        digest=digest,
        titles=titles,
        outline_data=data,
        compiled_at=at or timezone.now(),
        compiled_by=by,
    )
    edition.save()
    if latest and keeps_all_of(latest.outline_data, data):
        _hand_over(latest, edition)
    return edition


def _held(course_key: UUID, latest: CourseEdition | None) -> Held:
    """What the edition before had of an object whose text has changed, as long as nobody has decided to take the new
    version. Corrections of what stands around the text are taken at once. See docs/decisions.
    """
    kept = latest.outline_data["objects"] if latest else {}
    rows = ObjectDecision.objects.filter(course_key=course_key, taken=True) if kept else ObjectDecision.objects.none()
    taken = {(str(key), version) for key, version in rows.values_list("object_key", "version")}
    digests = {digest for before in kept.values() for digest in before.values()}
    bodies = {each.digest: each.content["body"] for each in Snapshot.objects.filter(digest__in=digests)}

    def held(key: str, now: Contents) -> Mapping[str, str]:
        """``now`` are the contents by language."""
        version = digest_of({language: digest_of(content) for language, content in now.items()})
        before = {language: digest for language, digest in kept.get(key, {}).items() if language in now}
        changed = any(bodies.get(digest) != now[language]["body"] for language, digest in before.items())
        return before if changed and (key, version) not in taken else {}

    return held


def _store(contents: Contents) -> None:
    """Keep the contents that no edition before had."""
    Snapshot.objects.bulk_create(
        [Snapshot(digest=digest, content=content) for digest, content in contents.items()],
        ignore_conflicts=True,
        batch_size=200,
    )


def _hand_over(old: CourseEdition, new: CourseEdition) -> None:
    """Give the runs and enrolments of an edition the next one, which only adds translations to it."""
    runs = Run.objects.filter(edition=old)
    forget(*runs.values_list("slug", flat=True))
    runs.update(edition=new)
    Enrolment.objects.filter(edition=old).update(edition=new)
