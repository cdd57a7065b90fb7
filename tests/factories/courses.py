"""Courses for tests: whole trees of real pages, or editions made without any page where no page is needed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.utils import timezone
from factory import declarations
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.models import HomePage
from courses.criteria import Criterion
from courses.models import CourseEdition, CourseIndexPage, CoursePage, Enrolment, LessonPage, ModulePage, Run, Snapshot
from courses.outline import LESSON_ITSELF, digest_of
from library.models import LearningObjectPage, LibraryIndexPage
from people.localised import LocalisedText
from tests.factories.people import UserFactory

P = TypeVar("P", bound=Page)

WORDS = {
    "ru": ("Главная", "Курсы", "Библиотека", "Курс", "Модуль", "Урок", "Объект"),
    "en": ("Home", "Courses", "Library", "Course", "Module", "Lesson", "Object"),
}


@dataclass
class CourseTree:
    """A course's pages. Lists of dictionaries by language, in the order of the course."""

    course: CoursePage
    courses: dict[str, CoursePage]
    modules: list[dict[str, ModulePage]] = field(default_factory=list)
    lessons: list[dict[str, LessonPage]] = field(default_factory=list)
    objects: list[dict[str, LearningObjectPage]] = field(default_factory=list)


def home_page(language: str = "ru") -> HomePage:
    """The home page of a language, made with its locale when there is none; the Russian one is the site's root."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    root = Page.objects.get(depth=1)
    source = HomePage.objects.order_by("pk").first()
    home = HomePage(title=_word(language, 0), slug=f"home-{language}", locale=locale)
    if source:
        home.translation_key = source.translation_key
    root.add_child(instance=home)
    if language == "ru":
        Site.objects.update_or_create(
            is_default_site=True, defaults={"root_page": home, "hostname": "localhost", "site_name": "Turna"}
        )
    return home


def _word(language: str, index: int) -> str:
    return WORDS.get(language, WORDS["en"])[index]


def _shelf(model: type[P], language: str, word: int) -> P:
    """The one page of a list's class beneath a language's home page."""
    home = home_page(language)
    if page := model.objects.child_of(home).first():
        return page
    page = model(title=_word(language, word), slug=f"{model._meta.model_name}", locale=home.locale)
    if source := model.objects.order_by("pk").first():
        page.translation_key = source.translation_key
    home.refresh_from_db()
    return home.add_child(instance=page)


def learning_objects(count: int, languages: Sequence[str] = ("ru", "en")) -> list[dict[str, LearningObjectPage]]:
    """Published learning objects, each in all the languages."""
    made: list[dict[str, LearningObjectPage]] = []
    for number in range(1, count + 1):
        key, slug = uuid4(), f"object-{uuid4().hex[:8]}"
        made.append({})
        for language in languages:
            page = LearningObjectPage(
                title=f"{_word(language, 6)} {number}",
                slug=slug,
                summary=f"{_word(language, 6)} {number}: {language}",
                licence="CC-BY-4.0",
                authors="Invented Author",
                body=[{"type": "paragraph", "value": f"<p>{_word(language, 6)} {number} text</p>", "id": str(uuid4())}],
            )
            made[-1][language] = _add(_shelf(LibraryIndexPage, language, 2), page, language, key)
    return made


def course_tree(
    modules: int = 2,
    lessons: int = 3,
    languages: Sequence[str] = ("ru", "en"),
    objects: int | list[dict[str, LearningObjectPage]] = 0,
    *,
    title: str = "",
    live: bool = True,
    criterion: Criterion = Criterion.VIEW,
    minutes: int | None = None,
    object_criterion: Criterion = Criterion.VIEW,
) -> CourseTree:
    """A course of ``modules`` × ``lessons`` lessons in all the languages, through real pages; not compiled.

    The first language is the source. ``objects`` is how many learning objects to make, or those to use: every lesson
    embeds one of them, in turn. ``live=False`` makes drafts.
    """
    with disable_reference_index_auto_update():
        made = learning_objects(objects, languages) if isinstance(objects, int) else objects
        pages: dict[str, CoursePage] = {}
        key, slug = uuid4(), f"course-{uuid4().hex[:8]}"
        for language in languages:
            course = CoursePage(
                title=title or _word(language, 3),
                slug=slug,
                summary=f"summary {language}",
                outcomes="First outcome\nSecond outcome",
                academic_hours=36,
                live=live,
            )
            pages[language] = _add(_shelf(CourseIndexPage, language, 1), course, language, key)
        tree = CourseTree(pages[languages[0]], pages, objects=made)
        for number in range(1, modules + 1):
            tree.modules.append(_module(tree, number, live=live))
            blocks = [str(uuid4()) for _ in range(lessons * 2)]
            for lesson in range(lessons):
                tree.lessons.append(
                    _lesson(
                        tree,
                        blocks[lesson * 2 : lesson * 2 + 2],
                        live=live,
                        criterion=criterion,
                        criterion_minutes=minutes,
                        object_criterion=object_criterion,
                    )
                )
    return tree


def _add(parent: Page, page: P, language: str, key: UUID) -> P:
    page.locale = Locale.objects.get_for_language(language)
    page.translation_key = key
    parent.add_child(instance=page)
    return page


def _module(tree: CourseTree, number: int, *, live: bool) -> dict[str, ModulePage]:
    key = uuid4()
    return {
        language: _add(
            course,
            ModulePage(title=f"{_word(language, 4)} {number}", slug=f"module-{number}", live=live),
            language,
            key,
        )
        for language, course in tree.courses.items()
    }


def _lesson(
    tree: CourseTree, blocks: Sequence[str], *, object_criterion: Criterion, **fields: Any
) -> dict[str, LessonPage]:
    key, number = uuid4(), len(tree.lessons) + 1
    made = {}
    for language, module in tree.modules[-1].items():
        body: list[dict[str, Any]] = [
            {"type": "paragraph", "value": f"<p>{_word(language, 5)} {number} text</p>", "id": blocks[0]}
        ]
        if tree.objects:
            page = tree.objects[(number - 1) % len(tree.objects)]
            # As Wagtail's translations do, one in the source language where there is none.
            chosen = page.get(language) or next(iter(page.values()))
            completion = {"criterion": str(object_criterion), "minutes": 1}
            value = {"object": chosen.pk, "completion": completion}
            body.append({"type": "library_object", "value": value, "id": blocks[1]})
        lesson = LessonPage(title=f"{_word(language, 5)} {number}", slug=f"lesson-{number}", body=body, **fields)
        made[language] = _add(module, lesson, language, key)
    return made


def outline_data(
    modules: int = 2,
    lessons: int = 3,
    languages: Sequence[str] = ("ru", "en"),
    criterion: Criterion = Criterion.VIEW,
    minutes: int | None = None,
) -> dict[str, Any]:
    """An outline in its JSON form, with a stored snapshot for every lesson; no pages behind it."""
    snapshots: list[Snapshot] = []
    data: dict[str, Any] = {"source_language": languages[0], "languages": sorted(languages), "objects": {}}
    data["modules"] = [
        {
            "key": str(uuid4()),
            "titles": {language: f"{_word(language, 4)} {number}" for language in languages},
            "lessons": [
                _lesson_data(number * lessons + lesson + 1, languages, criterion, minutes, snapshots)
                for lesson in range(lessons)
            ],
        }
        for number in range(modules)
    ]
    Snapshot.objects.bulk_create(snapshots)
    return data


def _lesson_data(
    number: int, languages: Sequence[str], criterion: Criterion, minutes: int | None, snapshots: list[Snapshot]
) -> dict[str, Any]:
    contents = {language: _content(language, number) for language in languages}
    snapshots.extend(Snapshot(digest=digest_of(content), content=content) for content in contents.values())
    activity = {"block": str(LESSON_ITSELF), "kind": "lesson", "criterion": str(criterion), "weight": 1}
    if minutes:
        activity["minutes"] = minutes
    return {
        "key": str(uuid4()),
        "titles": {language: content["title"] for language, content in contents.items()},
        "snapshots": {language: digest_of(content) for language, content in contents.items()},
        "activities": [activity],
    }


def _content(language: str, number: int) -> dict[str, Any]:
    body = [{"type": "paragraph", "value": f"<p>Text {number} {language} {uuid4()}</p>", "id": str(uuid4())}]
    return {"title": f"{_word(language, 5)} {number}", "body": body}


class EditionFactory(DjangoModelFactory[CourseEdition]):
    """An edition without pages; ``modules``, ``lessons``, ``languages``, ``criterion``, ``minutes`` shape it."""

    class Meta:
        model = CourseEdition

    class Params:
        modules = 2
        lessons = 3
        languages = ("ru", "en")
        criterion = Criterion.VIEW
        minutes = None

    course_key = LazyFunction(uuid4)
    number = 1
    titles = LazyAttribute(lambda made: LocalisedText({language: _word(language, 3) for language in made.languages}))
    outline_data = LazyAttribute(
        lambda made: outline_data(made.modules, made.lessons, made.languages, made.criterion, made.minutes)
    )
    digest = LazyAttribute(lambda made: digest_of([made.titles, made.outline_data]))
    compiled_at = LazyFunction(timezone.now)


class RunFactory(DjangoModelFactory[Run]):
    """A run that began ten days ago and lasts thirty more, open for enrolment; ``tutors=`` takes a list."""

    class Meta:
        model = Run
        skip_postgeneration_save = True

    edition = SubFactory(EditionFactory)
    slug = declarations.Sequence(lambda n: f"run-{n}")
    starts_on = LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=10))
    ends_on = LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))

    @post_generation
    def tutors(self: Run, create: bool, extracted: Sequence[Any] | None, **kwargs: Any) -> None:
        """Who looks after the learners."""
        if create and extracted:
            self.tutors.set(extracted)


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """A learner who has not begun."""

    class Meta:
        model = Enrolment

    run = SubFactory(RunFactory)
    learner = SubFactory(UserFactory)
    edition = SelfAttribute("run.edition")
    enrolled_at = LazyFunction(lambda: timezone.now() - datetime.timedelta(days=9))
