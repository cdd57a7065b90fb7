"""A course as it was last saved, read for the checks; the number of queries does not depend on what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision
from wagtail.rich_text import extract_references_from_rich_text

from cms.blocks.raw import Change, changed
from cms.models import AcademyDocument, AcademyImage
from courses.models import CoursePage, LessonPage, ModulePage
from library.models import LearningObjectPage
from people.models import User

Reference = tuple[type, int]
KEPT = frozenset({"content_type", "locale", "owner", "locked_by", "alias_of", "latest_revision", "live_revision"})
"""What a page refers to as it stands, whatever was saved."""


@dataclass
class CourseDraft:
    """The course in one language with everything in it, and what it refers to."""

    course: CoursePage
    modules: list[ModulePage]
    lessons: list[LessonPage]
    references: dict[int, list[Reference]] = field(default_factory=dict)
    publisher: User | None = None
    """Who wants to publish it."""

    @property
    def pages(self) -> list[Page]:
        """All pages, in the order of the tree."""
        return sorted([self.course, *self.modules, *self.lessons], key=lambda page: page.path)

    def module_of(self, lesson: LessonPage) -> UUID | None:
        """The key of the module a lesson is in."""
        return self._modules.get(lesson.path[: -lesson.steplen])

    @cached_property
    def _modules(self) -> Mapping[str, UUID]:
        return {module.path: module.translation_key for module in self.modules}

    def referred(self, model: type) -> set[int]:
        """The ids of all rows of a model that the course refers to."""
        return {pk for found in self.references.values() for kind, pk in found if kind is model}

    @cached_property
    def linked_pages(self) -> Mapping[int, Page]:
        """The pages it refers to that there are."""
        return Page.objects.in_bulk(self.referred(Page))

    @cached_property
    def objects(self) -> Mapping[int, LearningObjectPage]:
        """The learning objects among them."""
        return LearningObjectPage.objects.defer("body").in_bulk(self.referred(Page))

    @cached_property
    def images(self) -> Mapping[int, AcademyImage]:
        """The images it shows that there are."""
        return AcademyImage.objects.in_bulk(self.referred(AcademyImage))

    @cached_property
    def documents(self) -> Mapping[int, AcademyDocument]:
        """The files it refers to that there are."""
        return AcademyDocument.objects.in_bulk(self.referred(AcademyDocument))


def draft_of(course: CoursePage) -> CourseDraft:
    """The course in the language of the page."""
    stored = _stored(course)
    saved = Revision.objects.in_bulk(page.latest_revision_id for page in stored if page.has_unpublished_changes)
    found: list[Any] = [_as_saved(page, saved.get(page.latest_revision_id)) for page in stored]
    draft = CourseDraft(
        course=next(page for page in found if isinstance(page, CoursePage)),
        modules=[page for page in found if isinstance(page, ModulePage)],
        lessons=[page for page in found if isinstance(page, LessonPage)],
    )
    draft.references = {page.pk: _references(page) for page in found}
    return draft


def _stored(course: CoursePage) -> list[Page]:
    pages = course.get_descendants(inclusive=True).filter(alias_of=None).order_by("path")
    found: list[Any] = list(pages.specific(defer=False))
    by_path = {page.path: page for page in found}
    for page in found:
        # What a draft is made from asks for its parent, each by a query, unless it is at hand.
        if parent := by_path.get(page.path[: -page.steplen]):
            page._cached_parent_obj = parent
    return found


def _as_saved(page: Page, revision: Revision | None) -> Page:
    """The page as it was last saved; one without changes is as it is."""
    if revision is None:
        return page
    # Neither is in what the checks read, and each would be looked up, for every draft by itself.
    setattr(page, COMMENTS_RELATION_NAME, [])
    saved = {name: value for name, value in revision.content.items() if name not in KEPT}
    return page.with_content_json(saved)


def _references(page: Page) -> list[Reference]:
    """What a page refers to, from the raw values of its fields, so that nothing is looked up for it."""
    found: list[Reference] = []
    note = Change(partial(_note, found), partial(_note_links, found))
    for column in page._meta.get_fields():
        if isinstance(column, StreamField):
            changed(column.stream_block, [dict(block) for block in getattr(page, column.name).raw_data], note)
        elif isinstance(column, ForeignKey) and issubclass(column.related_model, AcademyImage):
            _note(found, column.related_model._meta.label, column.value_from_object(page))
    return found


def _note(found: list[Reference], label: str, raw: Any) -> Any:
    model = apps.get_model(label)
    if isinstance(raw, int):
        found.append((Page if issubclass(model, Page) else model, raw))
    return raw


def _note_links(found: list[Reference], text: str) -> str:
    for model, pk, _model_path, _path in extract_references_from_rich_text(text):
        if str(pk).isdecimal():
            found.append((Page if issubclass(model, Page) else model, int(pk)))
    return text
