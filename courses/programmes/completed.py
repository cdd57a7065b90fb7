"""Which courses somebody has completed: by themselves, or as a part of a programme."""

from uuid import UUID

from django.db.models import Q

from courses.models import CourseEdition, Enrolment
from courses.outline import Course, Outline
from courses.progress.packed import Packed
from courses.querysets import read_outlines


def is_complete(outline: Outline, course: Course, packed: Packed) -> bool:
    """Whether all that counts in a course of a programme is done; so of one in which nothing counts."""
    return all(packed.done & bit for bit, _weight in outline.course_weights[course.key])


def complete_in(outline: Outline, packed: Packed) -> set[UUID]:
    """The courses of a programme of which all is done that counts, by their keys; none where nothing counts."""
    return {
        course.key
        for course in outline.courses
        if outline.course_weights[course.key] and is_complete(outline, course, packed)
    }


def completed_courses(learner_id: int, programme: UUID | None = None) -> list[tuple[Enrolment, set[UUID]]]:
    """A learner's enrolments with the keys of the courses that are completed in each, those completed last first.

    The courses of a programme count as far as it lets them, and always for another run of the same ``programme``. One
    query; one more where outlines are not at hand.
    """
    own = Enrolment.objects.in_force().filter(learner=learner_id).with_run()
    of_programmes = Q(edition__kind=CourseEdition.Kind.PROGRAMME)
    enrolments = list(own.filter(Q(state=Enrolment.State.COMPLETED) | of_programmes).order_by("-completed_at", "-pk"))
    outlines = read_outlines(each.edition for each in enrolments if each.edition.is_of_programme)
    found = [(each, _completed(each, outlines.get(each.edition_id), programme)) for each in enrolments]
    return [(each, keys) for each, keys in found if keys]


def _completed(enrolment: Enrolment, outline: Outline | None, programme: UUID | None) -> set[UUID]:
    if outline is None:
        return {enrolment.edition.course_key}
    lends = outline.lends or enrolment.edition.course_key == programme
    return complete_in(outline, enrolment.packed) if lends else set()
