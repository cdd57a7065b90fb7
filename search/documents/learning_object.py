"""Learning objects of the library."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from library.models import LearningObjectPage
from search.documents.base import MAX_BODY, Document, DocumentType, Term, of_page
from search.documents.subjects import Subjects, subjects_of


class LearningObjectType(DocumentType):
    """One learning object in one language."""

    name = "object"
    label = _("Learning object")
    label_plural = _("Learning objects")
    model = LearningObjectPage

    def to_documents(self, pages: Sequence[LearningObjectPage]) -> list[Document]:
        """Three queries beside what the blocks of a body look up."""
        ids = [page.pk for page in pages]
        subjects = subjects_of(LearningObjectPage.subjects.through, "learningobjectpage", ids)
        tags = _tags(ids)
        return [_document(page, subjects[page.pk], tags[page.pk]) for page in pages]


def _document(page: LearningObjectPage, subjects: Subjects, tags: Iterable[Term]) -> Document:
    return Document(
        **of_page(page),
        type=LearningObjectType.name,
        summary=page.summary,
        body=_body(page),
        resource_type=page.resource_type,
        subjects=subjects.codes,
        subject_labels=subjects.labels,
        level=page.level,
        audience=page.audience,
        licence=page.licence,
        tags=tuple(tags),
        duration_minutes=page.duration_minutes,
    )


def _body(page: LearningObjectPage) -> str:
    pieces = page.body.stream_block.get_searchable_content(page.body)
    return "\n".join(filter(None, [*map(str, pieces), page.authors]))[:MAX_BODY]


def _tags(page_ids: Iterable[int]) -> Mapping[int, list[Term]]:
    items = LearningObjectPage.tags.through.objects.filter(content_object__in=list(page_ids)).order_by("tag__name")
    tags: dict[int, list[Term]] = defaultdict(list)
    for page_id, slug, name in items.values_list("content_object", "tag__slug", "tag__name"):
        tags[page_id].append(Term(slug, name))
    return tags
