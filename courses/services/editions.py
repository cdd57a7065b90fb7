"""Compiling editions."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.models import CourseEdition, CoursePage, Enrolment, Run, Snapshot
from courses.outline import digest_of, keeps_all_of
from courses.services.outlining import Contents, outline_of
from people.models import User


def latest_edition(course_key: UUID) -> CourseEdition | None:
    """The newest edition of a course, which new runs get."""
    return CourseEdition.objects.filter(course_key=course_key).order_by("-number").first()


@transaction.atomic
def compile_edition(course: CoursePage, by: User | None = None, at: datetime | None = None) -> CourseEdition:
    """The edition of a course as it is live now; the newest one when nothing changed since.

    Where all that changed is that translations were added, those who learn from the edition before are given this
    one, for their work is the same. Others keep theirs.
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
        number=_next_number(course.translation_key),
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


def _next_number(course_key: UUID) -> int:
    newest = CourseEdition.objects.filter(course_key=course_key).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


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
