"""Programmes for tests: published pages of several courses, each with its edition."""

from wagtail.models import Locale

from courses.models import CourseEdition, CourseIndexPage, CoursePage, ProgrammeCourse, ProgrammePage
from courses.services.editions import compile_edition, compile_programme
from tests.factories.courses import CourseTree, course_tree


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

    def __init__(self, languages: tuple[str, ...] = ("ru", "en"), **fields: object) -> None:
        self.first: CourseTree = course_tree(2, 2, languages, title="Основы")
        self.second: CourseTree = course_tree(1, 2, languages, title="Практика")
        for tree in (self.first, self.second):
            compile_edition(tree.course)
        self.page = programme_page(self.first.course, self.second.course, **fields)
        self.edition: CourseEdition = compile_programme(self.page)
