"""What a visitor sees of a programme, and of the programmes a course belongs to."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from cms.translations import PageBatch, active_language, version_for_reader
from courses.models import CoursePage, ProgrammePage
from courses.querysets import CourseQuerySet
from courses.taking import Taking

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True)
class PublicProgramme(Taking):
    """A published programme for one visitor. Everything is read when a template asks for it."""

    @cached_property
    def courses(self) -> list[CoursePage]:
        """Its courses that anybody may read, in the reader's language as far as there is a version in it."""
        pages = self.page.courses
        PageBatch(pages)
        return [cast(CoursePage, shown) for page in pages if (shown := version_for_reader(page))]


def programmes_with(course_key: "UUID") -> CourseQuerySet:
    """The public programmes in the reader's language that have a course, in whatever language it was chosen."""
    found = ProgrammePage.objects.readable().filter(course_list__course__translation_key=course_key)
    return found.filter(locale__language_code=active_language()).order_by("title").distinct()
