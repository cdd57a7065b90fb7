"""The checks, one function each: they yield what they find wrong in a course as it was last saved."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import AcademyDocument, AcademyImage
from courses.activities import kind_of
from courses.admin.panels import hours_warnings
from courses.checking.drafts import CourseDraft, draft_of
from courses.checking.links import other_sites
from courses.checking.materials import materials_of, publishers
from courses.checking.problems import Problem, Severity
from courses.conditions import rules
from courses.conditions.rules import WHOLE, Part, Place
from courses.criteria import Criterion
from courses.models import CourseEdition, CoursePage, LessonPage, ProgrammePage
from courses.programmes.parts import parts_of, programmes_with
from courses.services.outlining import activity_blocks, condition_data
from library.licences import NOT_IN_COURSES, UNCLEAR_IN_COURSES, licence_of
from people.models import User

ERROR, WARNING = Severity.ERROR, Severity.WARNING
Check = Callable[[CourseDraft], Iterator[Problem]]


def problems_of(course: CoursePage, by: User | None = None) -> list[Problem]:
    """All that the checks find, errors first, then in the order of the course.

    Learning objects that ``by`` may publish along with the course are nothing wrong.
    """
    draft = draft_of(course)
    draft.publisher = by
    found = [problem for check in (*CHECKS, *_more) for problem in check(draft)]
    return sorted(found, key=lambda problem: (-problem.severity, problem.page.path))


def empty_lessons(draft: CourseDraft) -> Iterator[Problem]:
    """Lessons without content, and modules without lessons."""
    taught = {draft.module_of(lesson) for lesson in draft.lessons}
    for lesson in draft.lessons:
        if not len(lesson.body):
            yield Problem(ERROR, lesson, _("The lesson is empty."), _("Write its content, or delete the lesson."))
    for module in draft.modules:
        if module.translation_key not in taught:
            yield Problem(WARNING, module, _("The module has no lessons."), _("Add lessons, or delete the module."))
    if not draft.modules:
        yield Problem(ERROR, draft.course, _("The course has no modules."), _("Add modules and lessons to it."))


def dead_links(draft: CourseDraft) -> Iterator[Problem]:
    """References to pages, files and images that are gone, and to pages that are not published."""
    here = {page.pk for page in draft.pages}
    there: dict[type, Any] = {Page: draft.linked_pages, AcademyImage: draft.images, AcademyDocument: draft.documents}
    for page in draft.pages:
        for model, pk in dict.fromkeys(draft.references[page.pk]):
            found = there[model].get(pk)
            if found is None:
                message = _("Something the page refers to has been deleted.")
                yield Problem(ERROR, page, message, _("Open the page, find the empty place or link, and choose anew."))
            elif model is Page and pk not in here and pk not in draft.objects and not found.live:
                message = _("The page “%(title)s” it links to is not published.") % {"title": found.title}
                yield Problem(WARNING, page, message, _("Publish that page, or take the link out."))


def objects(draft: CourseDraft) -> Iterator[Problem]:
    """Learning objects that are not published, nor will be, or whose licence does not allow them in a course."""
    unpublished = materials_of(draft, draft.publisher).others
    advice = _("Ask somebody who may publish it in the library (%(roles)s), or choose another object.")
    for page in draft.pages:
        for _model, pk in dict.fromkeys(draft.references[page.pk]):
            if _model is not Page or not (found := draft.objects.get(pk)):
                continue
            words = {"title": found.title, "licence": licence_of(found.licence).name}
            if pk in unpublished:
                message = _("The learning object “%(title)s” is not published.") % words
                yield Problem(ERROR, page, message, advice % {"roles": publishers()})
            if found.licence in NOT_IN_COURSES:
                message = _("The licence of “%(title)s” (%(licence)s) does not allow it in a course.") % words
                yield Problem(ERROR, page, message, _("Ask the rights holder for a licence, or choose another object."))
            if found.licence in UNCLEAR_IN_COURSES:
                message = _("It is not stated under which licence “%(title)s” may be used.") % words
                yield Problem(WARNING, page, message, _("Find out who holds the rights, and state the licence."))


def unreachable(draft: CourseDraft) -> Iterator[Problem]:
    """Lessons and activities that no learner can ever open."""
    parts = [_part(draft, lesson) for lesson in draft.lessons]
    conditions = [rules.parse(condition_data(each)) for each in draft.course.conditions.all()]
    if draft.course.sequential:
        conditions += rules.in_sequence(parts)
    lessons = {lesson.translation_key: lesson for lesson in draft.lessons}
    advice = _("Look at its conditions: they wait for each other, or for something that is not there.")
    for key, block in rules.never_open(parts, conditions, _scored(draft)):
        closed = _("The lesson can never open.") if block == WHOLE else _("An activity of the lesson can never open.")
        yield Problem(ERROR, lessons[key], closed, advice)


def needed_courses(draft: CourseDraft) -> Iterator[Problem]:
    """Courses that conditions ask for and that nobody can complete, as they have no edition."""
    needed = {each.needed for each in draft.course.conditions.all() if each.kind == rules.COURSE}
    if not needed:
        return
    missing = needed - set(CourseEdition.objects.filter(course_key__in=needed).values_list("course_key", flat=True))
    pages = CoursePage.objects.filter(translation_key__in=missing, alias_of=None).order_by("-pk")
    titles = {page.translation_key: page.draft_title or page.title for page in pages}
    advice = _("Look at its conditions: they wait for each other, or for something that is not there.")
    for title in sorted(titles.values()):
        message = _("The page “%(title)s” it links to is not published.") % {"title": title}
        yield Problem(WARNING, draft.course, message, advice)
    if missing - titles.keys():
        yield Problem(ERROR, draft.course, _("Something the page refers to has been deleted."), advice)


def _part(draft: CourseDraft, lesson: LessonPage) -> Part:
    activities = {WHOLE: lesson.criterion != Criterion.NONE}
    endless: set[UUID] = set()
    for raw, _kind in activity_blocks(lesson):
        block, completion = UUID(raw["id"]), raw["value"].get("completion") or {}
        if completion.get("criterion") == Criterion.NONE:
            endless.add(block)
        activities[block] = block not in endless and not completion.get("optional")
    return Part(lesson.translation_key, draft.module_of(lesson) or WHOLE, activities, endless)


def _scored(draft: CourseDraft) -> set[Place]:
    return {
        (lesson.translation_key, UUID(raw["id"]))
        for lesson in draft.lessons
        for raw, kind in activity_blocks(lesson)
        if kind.yields_score
    }


def missing_translations(draft: CourseDraft) -> Iterator[Problem]:
    """Lessons that are not there in a language in which the course is."""
    versions = CoursePage.objects.filter(translation_key=draft.course.translation_key, alias_of=None)
    keys = [lesson.translation_key for lesson in draft.lessons]
    found = LessonPage.objects.filter(translation_key__in=keys, alias_of=None)
    there = set(found.values_list("translation_key", "locale__language_code"))
    for version in versions.exclude(pk=draft.course.pk).select_related("locale"):
        code = version.locale.language_code
        missing = [lesson for lesson in draft.lessons if (lesson.translation_key, code) not in there]
        for lesson in missing:
            words = {"language": version.locale.get_display_name()}
            message = _("The lesson is not translated: the course is also in %(language)s.") % words
            yield Problem(WARNING, lesson, message, _("Translate the lesson; until then it is read in this language."))


def undescribed_images(draft: CourseDraft) -> Iterator[Problem]:
    """Images of which a reader who does not see them is told nothing."""
    for lesson in draft.lessons:
        shown = {value["image"] for value in _images(list(lesson.body.raw_data))}
        nameless = [draft.images[pk] for pk in shown if pk in draft.images and not draft.images[pk].description]
        for image in nameless:
            message = _("The image “%(title)s” has no description.") % {"title": image.title}
            advice = _("Say what it shows, for those who do not see it, or mark it as decoration.")
            yield Problem(WARNING, lesson, message, advice)


def _images(raw: Any) -> Iterator[dict[str, Any]]:
    """The values of image blocks that say nothing of their own, at any depth."""
    if isinstance(raw, dict):
        if {"image", "decorative"} <= raw.keys() and raw["image"] and not raw["decorative"] and not raw.get("alt"):
            yield raw
        for value in raw.values():
            yield from _images(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _images(value)


def nothing_to_complete(draft: CourseDraft) -> Iterator[Problem]:
    """A course in which nothing counts, so that nobody can ever complete it."""
    if draft.lessons and not any(any(_part(draft, lesson).activities.values()) for lesson in draft.lessons):
        message = _("Nothing in the course counts, so nobody can complete it.")
        yield Problem(ERROR, draft.course, message, _("Give a lesson or an activity a criterion of completion."))


def hours(draft: CourseDraft) -> Iterator[Problem]:
    """A course without hours, and programmes with it whose hours are wrong."""
    if not draft.course.academic_hours:
        message = _("The course has no academic hours.")
        yield Problem(WARNING, draft.course, message, _("Say how many academic hours it takes."))
    key = draft.course.translation_key
    for programme in ProgrammePage.objects.filter(course_list__course__translation_key=key).distinct():
        for warning in hours_warnings(programme):
            yield Problem(WARNING, programme, warning, _("Open the programme and look at its hours."))


def programmes(draft: CourseDraft) -> Iterator[Problem]:
    """Programmes with the course that get no new edition when it is published, because of another of their courses."""
    for programme in programmes_with(draft.course.translation_key):
        for problem in parts_of(programme).problems:
            if problem.course != draft.course.translation_key:
                yield Problem(WARNING, programme, str(problem), _("Open the programme and look at its courses."))


def unknown_kinds(draft: CourseDraft) -> Iterator[Problem]:
    """Activities of a kind that this installation does not have (any more)."""
    known = set(LessonPage._meta.get_field("body").stream_block.child_blocks)
    for lesson in draft.lessons:
        if any(raw["type"] not in known and not kind_of(raw["type"]) for raw in lesson.body.raw_data):
            message = _("The lesson has an activity of a kind that is not installed here.")
            yield Problem(ERROR, lesson, message, _("Replace the activity, or have its kind installed."))


CHECKS: tuple[Check, ...] = (
    empty_lessons,
    dead_links,
    other_sites,
    objects,
    unreachable,
    needed_courses,
    missing_translations,
    undescribed_images,
    nothing_to_complete,
    hours,
    programmes,
    unknown_kinds,
)
"""In the order in which a person would look."""

_more: list[Check] = []


def register(check: Check) -> None:
    """Add a check of an app above this one."""
    if check not in _more:
        _more.append(check)
