"""Compiling editions."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import CourseEdition, CoursePage, Enrolment, Run, Snapshot
from courses.outline import digest_of, keeps_all_of
from courses.services.outlining import Contents, NotPublishedError, outline_of
from people.models import User

__all__ = ["NotPublishedError", "compile_edition", "latest_edition"]


def latest_edition(course_key: UUID) -> CourseEdition | None:
    """The newest edition of a course, which new runs get; its outline is read when it is asked for."""
    return CourseEdition.objects.light().of_course(course_key).first()


@transaction.atomic
def compile_edition(course: CoursePage, by: User | None = None, at: datetime | None = None) -> CourseEdition:
    """The edition of a course as it is live now; the newest one when nothing changed since.

    Where all that changed is that translations were added, those who learn from the edition before are given this
    one, for their work is the same. Others keep theirs. Raises :class:`NotPublishedError` when the course is not live.
    """
    # Two publications at once would give the same number: the later waits for the earlier here.
    CoursePage.objects.select_for_update().filter(translation_key=course.translation_key).order_by("pk").first()
    draft = outline_of(course)
    titles = dict(
        CoursePage.objects.live()
        .filter(translation_key=course.translation_key)
        .values_list("locale__language_code", "title")
    )
    digest = digest_of([titles, draft.data])
    latest = latest_edition(course.translation_key)
    if latest and latest.digest == digest:
        return latest
    _store(draft.contents)
    edition = CourseEdition(
        course_key=course.translation_key,
        number=latest.number + 1 if latest else 1,
        digest=digest,
        titles=titles,
        outline_data=draft.data,
        compiled_at=at or timezone.now(),
        compiled_by=by,
    )
    edition.save()
    if latest and keeps_all_of(latest.outline_data, draft.data):
        _hand_over(latest, edition)
    return edition


def _store(contents: Contents) -> None:
    """Keep the contents that no edition before had."""
    Snapshot.objects.bulk_create(
        [Snapshot(digest=digest, content=content) for digest, content in contents.items()],
        ignore_conflicts=True,
        batch_size=200,
    )


def _hand_over(old: CourseEdition, new: CourseEdition) -> None:
    """Give the runs and enrolments of an edition the next one, which only adds translations to it."""
    Run.objects.filter(edition=old).update(edition=new)
    Enrolment.objects.filter(edition=old).update(edition=new)
