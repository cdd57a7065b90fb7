"""The courses of a programme with their newest editions, and what is missing for an edition of the programme."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from courses.conditions.rules import COURSE
from courses.models import CourseEdition, CoursePage, ProgrammePage
from courses.outline import digest_of
from courses.outline_parsing import parse
from courses.programmes.outlining import PartData, never_open, programme_data
from people.models import User
from people.notifications import notify

WAITING = "courses.programme"
"""The kind of notification."""


NO_COURSES, UNPUBLISHED, TWICE, CLOSED = "no courses", "unpublished", "twice", "closed"


@dataclass(frozen=True)
class PartProblem:
    """Something that stands against an edition of a programme; as text, in the language it is read in."""

    kind: str
    title: str = ""
    course: UUID | None = None

    def __str__(self) -> str:
        words = {
            NO_COURSES: _("The programme has no courses: choose some."),
            UNPUBLISHED: _("The course “%(title)s” is not published: publish it, or take it out of the programme."),
            CLOSED: _(
                "The course “%(title)s” can never open here: its conditions and another course’s wait for each other."
            ),
            TWICE: _("The programme has the course “%(title)s” twice: take one of them out."),
        }
        return words[self.kind] % {"title": self.title}


class ProgrammeNotReadyError(ValueError):
    """A programme cannot be compiled; ``problems`` say why and what to do."""

    def __init__(self, problems: Sequence[PartProblem]) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class Parts:
    """The newest editions of a programme's courses, in their order, unless there are problems."""

    editions: list[CourseEdition]
    problems: list[PartProblem]


def parts_of(programme: ProgrammePage) -> Parts:
    """What an edition of a programme would be made of. Three queries, whatever the number of courses."""
    # As they are stored: the page at hand may have them from before.
    chosen = [item.course for item in programme.course_list.select_related("course").order_by("sort_order")]
    keys = [course.translation_key for course in chosen]
    editions = {
        each.course_key: each for each in CourseEdition.objects.of_courses().newest().filter(course_key__in=keys)
    }
    live = set(CoursePage.objects.live().filter(translation_key__in=keys).values_list("translation_key", flat=True))
    ready = [course for course in chosen if course.translation_key in live & editions.keys()]
    problems = [
        PartProblem(UNPUBLISHED, course.draft_title or course.title, course.translation_key)
        for course in chosen
        if course not in ready
    ]
    times = Counter(keys)
    problems += [
        PartProblem(TWICE, course.title, course.translation_key)
        for course in chosen
        if times[course.translation_key] > 1
    ][:1]
    if not chosen:
        problems.append(PartProblem(NO_COURSES))
    if not problems:
        found = [editions[course.translation_key] for course in chosen]
        problems = _closed(found)
    return Parts([] if problems else found, problems)


def _closed(editions: Sequence[CourseEdition]) -> list[PartProblem]:
    """Courses that wait for each other."""
    if not any(
        condition["kind"] == COURSE for each in editions for condition in each.outline_data.get("conditions", ())
    ):
        return []
    outline = parse(programme_data([part_of(each) for each in editions]))
    return [PartProblem(CLOSED, str(course.titles), course.key) for course in never_open(outline)]


def part_of(edition: CourseEdition) -> PartData:
    """A course's edition as plain values."""
    return PartData(str(edition.course_key), edition.titles, edition.outline_data)


def programmes_with(course_key: UUID) -> list[ProgrammePage]:
    """The published programmes that have a course, each by one of its pages. One query."""
    pages = ProgrammePage.objects.live().filter(alias_of=None, course_list__course__translation_key=course_key)
    found = {page.translation_key: page for page in pages.order_by("-pk")}
    return [found[key] for key in sorted(found)]


def tell_of_waiting(programme: ProgrammePage, problems: Sequence[PartProblem]) -> None:
    """Tell a programme's editors that it gets no new edition, and why; once for each edition it does not get over."""
    pages = ProgrammePage.objects.filter(translation_key=programme.translation_key, alias_of=None)
    latest = CourseEdition.objects.light().of_course(programme.translation_key).first()
    owners = {*pages.values_list("owner", flat=True), latest.compiled_by_id if latest else None}
    known = [programme.translation_key.hex, latest.number if latest else 0, sorted(each.title for each in problems)]
    notify(
        User.objects.filter(pk__in=owners - {None}, is_active=True),
        WAITING,
        lambda _user: _("The programme “%(title)s” gets no new edition for now.") % {"title": programme.title},
        reverse_lazy("wagtailadmin_pages:edit", args=[programme.pk]),
        detail=lambda _user: " ".join(map(str, problems)),
        key=f"programme:{digest_of(known)[:32]}",
    )
