"""Reading a course's live page tree into an outline: the one place that walks it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from courses.activities import ActivityKind, kind_of
from courses.activities.completion import WITH_THRESHOLD
from courses.conditions.kinds import ConditionKind
from courses.criteria import Criterion
from courses.models import CourseCondition, CoursePage, LessonPage, ModulePage
from courses.outline import LESSON_ITSELF, digest_of
from library.models import LearningObjectPage
from library.rendering import content_of

Contents = dict[str, dict[str, Any]]
Held = Callable[[str, Contents], Mapping[str, str]]


class NotPublishedError(ValueError):
    """There is nothing live to make an outline of."""


@dataclass
class Draft:
    """An outline in the making: its JSON form, and the contents its digests stand for."""

    data: dict[str, Any]
    contents: Contents = field(default_factory=dict)


def lesson_content(lesson: LessonPage) -> dict[str, Any]:
    """What a learner reads in a lesson, as plain JSON."""
    return {"title": lesson.title, "body": lesson.body.get_prep_value()}


def _translations(course: CoursePage) -> dict[str, CoursePage]:
    """The live pages of the course by language, the oldest, which is the source, first."""
    pages = CoursePage.objects.live().filter(translation_key=course.translation_key, alias_of=None)
    return {page.locale.language_code: page for page in pages.select_related("locale").order_by("pk")}


def _live_children(course: CoursePage) -> tuple[list[ModulePage], dict[UUID, list[LessonPage]]]:
    """A course's live modules, and live lessons by their module's key, in the order of the tree."""
    modules = list(ModulePage.objects.live().child_of(course).order_by("path"))
    by_path = {module.path: module.translation_key for module in modules}
    lessons: dict[UUID, list[LessonPage]] = defaultdict(list)
    for lesson in LessonPage.objects.live().descendant_of(course).order_by("path"):
        if key := by_path.get(lesson.path[: -lesson.steplen]):
            lessons[key].append(lesson)
    return modules, lessons


def _embedded(lessons: Iterable[LessonPage]) -> Mapping[int, UUID]:
    """Translation keys of the learning objects that lessons embed, by page id."""
    ids = {kind.object_of(raw["value"]) for lesson in lessons for raw, kind in activity_blocks(lesson)} - {None}
    return dict(LearningObjectPage.objects.filter(pk__in=ids).values_list("pk", "translation_key"))


def activity_blocks(lesson: LessonPage) -> Iterator[tuple[Mapping[str, Any], ActivityKind]]:
    """The raw blocks of a lesson that are activities, with their kinds; only top-level ones are."""
    for raw in lesson.body.raw_data:
        if kind := kind_of(raw["type"]):
            yield raw, kind


def _activities(lesson: LessonPage, objects: Mapping[int, UUID]) -> Iterator[dict[str, Any]]:
    """The lesson itself, then each activity block in it."""
    whole = {"criterion": lesson.criterion, "minutes": lesson.criterion_minutes}
    yield _activity(str(LESSON_ITSELF), "lesson", Criterion(lesson.criterion), whole)
    for raw, kind in activity_blocks(lesson):
        completion = raw["value"].get("completion") or {}
        activity = _activity(raw["id"], kind.name, _criterion(kind, completion), completion)
        if key := objects.get(kind.object_of(raw["value"]) or 0):
            activity["object"] = str(key)
        if settings := kind.settings(raw["value"]):
            activity["settings"] = settings
        yield activity


def _criterion(kind: ActivityKind, completion: Mapping[str, Any]) -> Criterion:
    """The author's choice, where the kind allows it."""
    chosen = str(completion.get("criterion"))
    return Criterion(chosen) if chosen in kind.criteria else kind.default


def _activity(block: str, kind: str, criterion: Criterion, completion: Mapping[str, Any]) -> dict[str, Any]:
    """An activity in its JSON form; what is as usual is left out."""
    weight = completion.get("weight") or 1
    activity: dict[str, Any] = {"block": block, "kind": kind, "criterion": str(criterion), "weight": weight}
    if criterion == Criterion.TIME:
        activity["minutes"] = completion.get("minutes") or 1
    if criterion in WITH_THRESHOLD:
        activity["threshold"] = completion.get("threshold") or 100
    if completion.get("optional"):
        activity["optional"] = True
    return activity


def _take(draft: Draft, content: dict[str, Any]) -> str:
    """Keep a content in the draft; its digest stands for it in the outline."""
    digest = digest_of(content)
    draft.contents[digest] = content
    return digest


def object_snapshots(keys: Iterable[UUID], contents: Contents) -> dict[str, dict[str, str]]:
    """Digests of learning objects as they are now, in every language they are live in; what they stand for is added to
    ``contents``. One query.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    pages = LearningObjectPage.objects.live().filter(translation_key__in=set(keys)).select_related("locale")
    for page in pages.order_by("translation_key", "pk"):
        content = content_of(page)
        digest = digest_of(content)
        contents[digest] = content
        found[str(page.translation_key)][page.locale.language_code] = digest
    return dict(found)


def _objects(draft: Draft, keys: Iterable[UUID], held: Held) -> dict[str, dict[str, str]]:
    """Snapshots of the embedded learning objects: as the edition before had them where ``held`` says so, with the
    languages that came since.
    """
    now = object_snapshots(keys, draft.contents)
    return {
        key: {**digests, **held(key, {language: draft.contents[digest] for language, digest in digests.items()})}
        for key, digests in now.items()
    }


def outline_of(course: CoursePage, held: Held = lambda _key, _now: {}) -> Draft:
    """The outline of a course as it is live now, in every language it is live in.

    Structure and criteria come from the source language, the page that was made first; a translation gives its
    titles and contents for whatever has the same translation key. The number of queries does not depend on the
    number of lessons. ``held`` gives the snapshots of an object to keep instead of those of now, by language. Raises
    :class:`NotPublishedError` for a course that is live in no language.
    """
    pages = _translations(course)
    if not pages:
        raise NotPublishedError(f"“{course}” is not published in any language: publish it first.")
    source_language = next(iter(pages))
    trees = {language: _live_children(page) for language, page in pages.items()}
    modules, lessons = trees[source_language]
    every_lesson = [lesson for group in lessons.values() for lesson in group]
    embedded = _embedded(every_lesson)
    draft = Draft({"source_language": source_language, "languages": sorted(pages), **_again(pages[source_language])})
    module_titles = _titles(page for tree_modules, _ in trees.values() for page in tree_modules)
    versions = _versions(trees)
    draft.data["modules"] = [
        {
            "key": str(module.translation_key),
            "titles": module_titles[module.translation_key],
            "lessons": [
                _lesson(draft, lesson, versions[lesson.translation_key], embedded)
                for lesson in lessons[module.translation_key]
            ],
        }
        # A heading with nothing below it tells a learner nothing.
        for module in modules
        if lessons[module.translation_key]
    ]
    draft.data["objects"] = _objects(draft, embedded.values(), held)
    draft.data |= _opening(pages[source_language])
    return draft


def _opening(course: CoursePage) -> dict[str, Any]:
    """When parts of the course open; nothing for one that is open as a whole."""
    conditions = [condition_data(each) for each in course.conditions.all()]
    in_order: dict[str, Any] = {"sequential": True} if course.sequential else {}
    return {**in_order, "conditions": conditions} if conditions else in_order


def condition_data(stored: CourseCondition) -> dict[str, Any]:
    """A condition in its JSON form, with what its kind asks for."""
    condition: dict[str, Any] = {"target": _place(stored.target, stored.target_block), "kind": stored.kind}
    match stored.kind:
        case ConditionKind.DONE:
            condition["needed"] = _place(stored.needed, stored.needed_block)
        case ConditionKind.SCORE:
            condition |= {"needed": _place(stored.needed, stored.needed_block), "percent": stored.percent or 0}
        case ConditionKind.COURSE:
            condition["course"] = str(stored.needed)
        case _:
            condition["days"] = stored.days or 0
    return condition


def _place(key: UUID | None, block: UUID | None) -> list[str]:
    return [str(key or LESSON_ITSELF), str(block or LESSON_ITSELF)]


def _again(course: CoursePage) -> dict[str, Any]:
    """What the author allows of taking the course again; nothing where it is as usual."""
    allowed: dict[str, Any] = {"recognises": True} if course.recognises_earlier else {}
    return {**allowed, "attempts": course.attempts_allowed} if course.attempts_allowed > 1 else allowed


def _lesson(
    draft: Draft, lesson: LessonPage, versions: Mapping[str, LessonPage], embedded: Mapping[int, UUID]
) -> dict[str, Any]:
    return {
        "key": str(lesson.translation_key),
        "titles": {language: page.title for language, page in versions.items()},
        "snapshots": {language: _take(draft, lesson_content(page)) for language, page in versions.items()},
        "activities": list(_activities(lesson, embedded)),
    }


def _titles(pages: Iterable[ModulePage]) -> Mapping[UUID, dict[str, str]]:
    titles: dict[UUID, dict[str, str]] = defaultdict(dict)
    for page in pages:
        titles[page.translation_key][page.locale.language_code] = page.title
    return titles


def _versions(
    trees: Mapping[str, tuple[list[ModulePage], dict[UUID, list[LessonPage]]]],
) -> Mapping[UUID, dict[str, LessonPage]]:
    """Every lesson's page in each language."""
    versions: dict[UUID, dict[str, LessonPage]] = defaultdict(dict)
    for language, (_, lessons) in trees.items():
        for group in lessons.values():
            for lesson in group:
                versions[lesson.translation_key][language] = lesson
    return versions
