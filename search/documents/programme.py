"""Programmes, found also by the titles of their courses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from courses.models import ProgrammeCourse, ProgrammePage
from courses.programmes.rules import total_hours
from search.documents.base import MAX_BODY, Document, DocumentType, of_page
from search.documents.course import ACADEMIC_HOUR_MINUTES
from search.documents.subjects import Subjects, subjects_of

Courses = Mapping[int, Sequence[tuple[str, int | None]]]
"""Titles and academic hours of the courses by the id of their programme."""


class ProgrammeType(DocumentType):
    """One programme in one language."""

    name = "programme"
    label = _("Programme")
    label_plural = _("Programmes")
    model = ProgrammePage

    def to_documents(self, pages: Sequence[ProgrammePage]) -> list[Document]:
        """Three queries, however many programmes and courses."""
        ids = [page.pk for page in pages]
        subjects = subjects_of(ProgrammePage.subjects.through, "programmepage", ids)
        courses = _courses(ids)
        return [_document(page, subjects[page.pk], courses.get(page.pk, [])) for page in pages]


def _document(page: ProgrammePage, subjects: Subjects, courses: Sequence[tuple[str, int | None]]) -> Document:
    titles = [title for title, _hours in courses]
    hours = total_hours(page.academic_hours, [hours for _title, hours in courses])
    return Document(
        **of_page(page),
        type=ProgrammeType.name,
        summary=page.summary,
        body="\n".join(filter(None, [page.aims, page.outcomes, page.authors, *titles]))[:MAX_BODY],
        subjects=subjects.codes,
        subject_labels=subjects.labels,
        level=page.level,
        audience=page.audience,
        duration_minutes=hours * ACADEMIC_HOUR_MINUTES or None,
    )


def _courses(programmes: Iterable[int]) -> Courses:
    """The courses that are public, for a draft's title is nobody's to find."""
    items = ProgrammeCourse.objects.filter(page__in=list(programmes), course__live=True).order_by("sort_order")
    found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for programme, title, hours in items.values_list("page", "course__title", "course__academic_hours"):
        found[programme].append((title, hours))
    return found
