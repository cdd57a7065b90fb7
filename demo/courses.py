"""The courses, their modules and lessons in every language they are written in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from courses.conditions.services import set_conditions
from courses.models import CourseIndexPage, CoursePage, CoursePrerequisite, LessonPage, ModulePage
from courses.services.publishing import publish_course
from demo.activities import Activities, conditions
from demo.library import signatures
from demo.markup import Directive
from demo.reader import LANGUAGES, Course, Section, courses
from demo.streams import Block, Maker
from demo.tree import Tree
from library.models import Subject


class Courses:
    """Puts courses into the tree and publishes each as one edition."""

    def __init__(self, tree: Tree, makers: Mapping[str, Maker], subjects: Mapping[str, Subject]) -> None:
        self.tree, self.makers, self.subjects = tree, makers, subjects

    def load(self, indexes: Mapping[str, CourseIndexPage]) -> None:
        """All courses. Russian comes first in the tree, because the oldest page is a course's source."""
        for course in courses():
            if self.tree.find("course", course.key, LANGUAGES[0]):
                continue
            pages = {language: self._course(course, language, indexes[language]) for language in course.texts}
            source = pages[LANGUAGES[0]]
            if opening := list(conditions(course)):
                set_conditions(source, opening, self.tree.by)
            publish_course(source, by=self.tree.by)

    def _course(self, course: Course, language: str, index: CourseIndexPage) -> CoursePage:
        page = self.tree.place(
            CoursePage, index, "course", course.key, language, fields=partial(self._fields, course, language)
        )
        for module in course.texts[language].modules:
            self._module(course, module, language, page)
        return page

    def _fields(self, course: Course, language: str) -> dict[str, Any]:
        text, data, maker = course.texts[language], course.data, self.makers[language]
        return {
            "title": text.title,
            "slug": text.slug,
            "summary": text.summary,
            "aims": text.aims,
            "outcomes": "\n".join(text.outcomes),
            "academic_hours": data["hours"],
            "audience": data["audience"],
            "subjects": [self.subjects[code] for code in data["subjects"]],
            "authors": signatures(data["authors"], language, maker.words["invented"]),
            "cover": maker.files.picture(data["cover"], text.title, ""),
            "prerequisite_courses": [
                CoursePrerequisite(course_id=self.tree.find("course", key, language)) for key in data.get("needs", ())
            ],
        }

    def _module(self, course: Course, module: Section, language: str, page: CoursePage) -> None:
        placed = self.tree.place(
            ModulePage,
            page,
            "module",
            f"{course.key}/{module.key}",
            language,
            fields=lambda: {"title": module.title, "slug": module.key},
        )
        for lesson in module.parts:
            self.tree.place(
                LessonPage,
                placed,
                "lesson",
                f"{course.key}/{lesson.key}",
                language,
                fields=partial(self._lesson, course, lesson, language),
            )

    def _lesson(self, course: Course, lesson: Section, language: str) -> dict[str, Any]:
        criterion, minutes = course.criterion(lesson.key)
        body = self.makers[language].lesson(
            lesson.pieces, lambda each: self._activity(course, lesson, each, language), "lesson", course.key, lesson.key
        )
        return {
            "title": lesson.title,
            "slug": lesson.key,
            "body": body,
            "criterion": criterion,
            "criterion_minutes": minutes,
        }

    def _activity(self, course: Course, lesson: Section, directive: Directive, language: str) -> tuple[str, Block]:
        key = directive.key
        if directive.name == "activity":
            return Activities(course, self.makers[language]).block(key)
        criterion, minutes = course.criterion(lesson.key, key)
        found = self.tree.find("object", key, language)
        return "library_object", {"object": found, "completion": {"criterion": criterion, "minutes": minutes}}
