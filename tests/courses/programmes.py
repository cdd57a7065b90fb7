"""Programmes for tests: published pages of several courses, each with its edition."""

from collections.abc import Sequence
from typing import Any

from wagtail.models import Locale

from courses.models import CourseEdition, CourseIndexPage, CoursePage, ProgrammeCourse, ProgrammePage
from courses.outline import digest_of
from courses.programmes.outlining import programme_data
from courses.programmes.parts import part_of
from courses.services.editions import compile_edition, compile_programme
from people.localised import LocalisedText
from tests.factories.courses import CourseTree, EditionFactory, course_tree, outline_data


def programme_page(
    *courses: CoursePage, language: str = "ru", title: str = "Наставничество", **fields: object
) -> ProgrammePage:
    """A published programme of these courses, beside the first; not compiled."""
    index = CourseIndexPage.objects.get(locale__language_code=language)
    page = ProgrammePage(
        title=title,
        slug=f"p{courses[0].pk if courses else 0}-{ProgrammePage.objects.count()}",
        locale=Locale.objects.get(language_code=language),
        **fields,
    )
    page.course_list = [ProgrammeCourse(course=course, sort_order=place) for place, course in enumerate(courses)]
    index.add_child(instance=page)
    return ProgrammePage.objects.get(pk=page.pk)


class Programme:
    """A compiled programme of two courses: one of two modules with two lessons each, one of a single module."""

    def __init__(self, languages: tuple[str, ...] = ("ru", "en"), **fields: Any) -> None:
        self.first: CourseTree = course_tree(2, 2, languages, title="Основы")
        self.second: CourseTree = course_tree(1, 2, languages, title="Практика")
        for tree in (self.first, self.second):
            compile_edition(tree.course)
        self.page = programme_page(self.first.course, self.second.course, **fields)
        self.edition: CourseEdition = compile_programme(self.page)


def courses_of(*shapes: tuple[int, int], **more: object) -> list[CourseEdition]:
    """Editions of courses without pages, each of so many modules of so many lessons; ``more`` is in each outline."""
    made = []
    for number, (modules, lessons) in enumerate(shapes, 1):
        data = outline_data(modules, lessons) | more
        titles = LocalisedText({"ru": f"Курс {number}", "en": f"Course {number}"})
        made.append(EditionFactory.create(titles=titles, outline_data=data, digest=digest_of([titles, data])))
    return made


def programme_edition(courses: Sequence[CourseEdition], *, lends: bool = True, **fields: Any) -> CourseEdition:
    """An edition of a programme of these courses, without pages."""
    data = programme_data([part_of(each) for each in courses], lends=lends)
    titles = LocalisedText({"ru": "Программа", "en": "The programme"})
    made: CourseEdition = EditionFactory.create(
        kind=CourseEdition.Kind.PROGRAMME, titles=titles, outline_data=data, digest=digest_of([titles, data]), **fields
    )
    return made
