"""A course with its translations, learning objects and files in the own format."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.raw import Change, changed
from cms.models import AcademyDocument, AcademyImage
from courses.models import CoursePage, LessonPage, ModulePage
from interop.errors import ImportProblem
from interop.formats.turna_course import CHUNK, FileNode, Manifest, Node, write
from interop.portable.fields import child_fields, many_fields, page_fields, tag_fields
from interop.portable.text import cleaned, relinked
from library.models import LearningObjectPage, Subject

IMAGE_FIELDS = ("title", "description", "credit", "focal_point_x", "focal_point_y", "focal_point_width",
                "focal_point_height")  # fmt: skip
DOCUMENT_FIELDS = ("title",)
Stored = AcademyImage | AcademyDocument


def dump_course(course: CoursePage, out: BinaryIO) -> Manifest:
    """Write a course as it was last saved, drafts included, in every language it has."""
    dump = _Dump()
    manifest = dump.manifest(course)
    write(out, manifest, dump.contents())
    return manifest


@dataclass
class _Dump:
    """One export: the files, objects and subjects met so far, in the order of the course."""

    files: dict[tuple[str, int], FileNode | None] = field(default_factory=dict)
    stored: dict[str, Stored] = field(default_factory=dict)
    objects: dict[UUID, None] = field(default_factory=dict)
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)

    def manifest(self, course: CoursePage) -> Manifest:
        """Pages first: they tell which objects, and all together which files."""
        sources = _languages(course)
        pages = [self._node(page) for source in sources for page in _tree(source)]
        objects = [self._node(page) for page in self._object_pages()]
        files = [node for node in self.files.values() if node]
        return Manifest(sources[0].locale.language_code, pages, objects, files, dict(sorted(self.subjects.items())))

    def contents(self) -> Iterator[tuple[str, int, Any]]:
        """Each file once, by its digest."""
        for digest, stored in self.stored.items():
            yield digest, stored.file.size, partial(_chunks, stored)

    def _object_pages(self) -> list[Page]:
        """The objects the course uses, and those that these use, in every language."""
        found: dict[UUID, list[Page]] = {}
        while missing := [key for key in self.objects if key not in found]:
            for key in missing:
                found[key] = []
            pages = LearningObjectPage.objects.filter(translation_key__in=missing, alias_of=None)
            for page in pages.select_related("locale").order_by("translation_key", "locale__language_code", "pk"):
                found[page.translation_key].append(page)
        return [page for key in self.objects for page in found[key]]

    def _node(self, page: Page) -> Node:
        draft = page.get_latest_revision_as_object()
        model = type(draft)
        fields = {each.name: self._value(each, draft) for each in page_fields(model)}
        for many in many_fields(model):
            fields[many.name] = sorted(self._subject(each) for each in getattr(draft, many.name).all())
        for tags in tag_fields(model):
            fields[tags.name] = sorted(getattr(draft, tags.name).names())
        for name, columns in child_fields(model).items():
            rows = getattr(draft, name).all()
            fields[name] = [{column.name: self._value(column, row) for column in columns} for row in rows]
        parent = page.get_parent().translation_key if model in (ModulePage, LessonPage) else None
        return Node(model._meta.label, page.translation_key, page.locale.language_code, parent, fields)

    def _value(self, column: Any, row: models.Model) -> Any:
        if isinstance(column, StreamField):
            raw = [dict(each) for each in getattr(row, column.name).raw_data]
            return changed(column.stream_block, raw, Change(self._reference, self._text))
        value = column.value_from_object(row)
        if isinstance(column, models.ForeignKey):
            return self._reference(column.related_model._meta.label, value)
        return str(value) if isinstance(value, UUID) else value

    def _reference(self, label: str, raw: Any) -> Any:
        """A row of this database by what it is called everywhere; ``None`` for one that is gone."""
        if not isinstance(raw, int):
            return None
        if label in (AcademyImage._meta.label, AcademyDocument._meta.label):
            node = self._file(AcademyImage if label == AcademyImage._meta.label else AcademyDocument, raw)
            return {f"${node.kind}": node.id} if node else None
        return self._page(raw)

    def _page(self, pk: int) -> dict[str, str] | None:
        page = Page.objects.filter(pk=pk).select_related("locale").first()
        if page is None:
            return None
        if issubclass(page.specific_class or Page, LearningObjectPage):
            self.objects.setdefault(page.translation_key)
        return {"$page": str(page.translation_key), "language": page.locale.language_code}

    def _text(self, text: str) -> str:
        return relinked(cleaned(text), self._link)

    def _link(self, kind: str, raw: str) -> str | None:
        if not raw.isdecimal():
            return None
        if kind == "document":
            node = self._file(AcademyDocument, int(raw))
            return node.id if node else None
        page = self._page(int(raw))
        return f"{page['$page']}/{page['language']}" if page else None

    def _file(self, model: type[Stored], pk: int) -> FileNode | None:
        kind = "image" if model is AcademyImage else "document"
        if (kind, pk) not in self.files:
            stored = model._default_manager.filter(pk=pk).first()
            self.files[kind, pk] = self._file_node(kind, stored) if stored else None
        return self.files[kind, pk]

    def _file_node(self, kind: str, stored: Any) -> FileNode:
        digest = _digest(stored)
        self.stored.setdefault(digest, stored)
        names = IMAGE_FIELDS if kind == "image" else DOCUMENT_FIELDS
        fields = {name: getattr(stored, name) for name in names}
        fields["tags"] = sorted(stored.tags.names())
        number = sum(node.kind == kind for node in self.files.values() if node) + 1
        return FileNode(f"{kind}-{number}", kind, digest, stored.filename, fields)

    def _subject(self, subject: Subject) -> str:
        self.subjects[subject.code] = dict(subject.labels)
        return str(subject.code)


def _languages(course: CoursePage) -> list[CoursePage]:
    """The course's pages: the source language, then the others by code."""
    pages = CoursePage.objects.filter(translation_key=course.translation_key, alias_of=None).select_related("locale")
    found = list(pages.order_by("pk"))
    return [found[0], *sorted(found[1:], key=lambda page: page.locale.language_code)]


def _tree(course: CoursePage) -> Iterator[Page]:
    """The course's pages in the order of the tree; aliases, which repeat another language, are left out."""
    pages: Any = course.get_descendants(inclusive=True).filter(alias_of=None).order_by("path")
    yield from pages.select_related("locale", "latest_revision").specific(defer=False).iterator(chunk_size=50)


def _digest(stored: Stored) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(stored):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(stored: Stored) -> Iterator[bytes]:
    """The bytes of a file. Raises ``ImportProblem`` for one that is missing from the storage."""
    try:
        with stored.file.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except FileNotFoundError as error:
        problem = _("The file “%(name)s” is missing from the storage: replace it in the admin, then export again.")
        raise ImportProblem("no-file", problem % {"name": stored.title}) from error
