"""Courses, found also by the titles of their modules and lessons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, LessonPage, ModulePage
from search.documents.base import MAX_BODY, Document, DocumentType, of_page, public
from search.documents.subjects import Subjects, subjects_of

ACADEMIC_HOUR_MINUTES = 45


class CourseType(DocumentType):
    """One course in one language."""

    name = "course"
    label = _("Course")
    label_plural = _("Courses")
    model = CoursePage
    parts = (ModulePage, LessonPage)

    def to_documents(self, pages: Sequence[CoursePage]) -> list[Document]:
        """Four queries, however many courses and lessons."""
        ids = [page.pk for page in pages]
        subjects = subjects_of(CoursePage.subjects.through, "coursepage", ids)
        titles = _titles_within(pages)
        return [_document(page, subjects[page.pk], titles[page.path]) for page in pages]


def _document(page: CoursePage, subjects: Subjects, titles: Sequence[str]) -> Document:
    hours = page.academic_hours
    return Document(
        **of_page(page),
        type=CourseType.name,
        summary=page.summary,
        body="\n".join(filter(None, [page.aims, page.outcomes, page.competences, page.authors, *titles]))[:MAX_BODY],
        subjects=subjects.codes,
        subject_labels=subjects.labels,
        level=page.level,
        audience=page.audience,
        duration_minutes=None if hours is None else hours * ACADEMIC_HOUR_MINUTES,
    )


def _titles_within(courses: Sequence[CoursePage]) -> Mapping[str, list[str]]:
    """Titles of public modules and lessons by the path of their course, in the order of the course."""
    inside = reduce(or_, (Q(path__startswith=course.path, depth__gt=course.depth) for course in courses))
    length = {len(course.path) for course in courses}
    titles: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for model in CourseType.parts:
        for path, title in public(model).filter(inside).values_list("path", "title"):
            for end in length:
                titles[path[:end]].append((path, title))
    return defaultdict(list, {path: [title for _path, title in sorted(found)] for path, found in titles.items()})
