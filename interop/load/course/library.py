"""Files and links of a course as learning objects, in a collection of the library in the course's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.files import FileKind, kind_of
from cms.models import AcademyImage
from interop.errors import ImportProblem
from interop.html import Image
from interop.load.course.media import Stored
from interop.load.course.pages import PageWriter
from interop.load.course.stream import LONGEST, Raw, StreamWriter, image_value, media_block
from interop.records import CourseRecord, FileRecord, LinkRecord
from library.licences import LICENCES, UNKNOWN
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage
from library.services import create_object, update_object
from library.vocabularies import ResourceType

_TYPES: Mapping[FileKind, str] = {
    FileKind.IMAGE: ResourceType.IMAGE.value,
    FileKind.AUDIO: ResourceType.AUDIO.value,
    FileKind.VIDEO: ResourceType.VIDEO.value,
    FileKind.PRESENTATION: ResourceType.PRESENTATION.value,
    FileKind.SPREADSHEET: ResourceType.DATASET.value,
    FileKind.ARCHIVE: ResourceType.PACKAGE.value,
}


@dataclass
class LibraryWriter:
    """Writes learning objects. ``objects`` maps the records' identifiers to the ids of their pages."""

    record: CourseRecord
    pages: PageWriter
    locale: Locale
    objects: dict[str, int] = field(default_factory=dict)
    _collection: CollectionPage | None = None

    def file(self, record: FileRecord, stored: Stored) -> None:
        """The object that shows a stored file."""
        extension = stored.file.name.rpartition(".")[2].lower()
        writer = StreamWriter(f"object:{record.identifier}", {})
        if isinstance(stored, AcademyImage):
            writer.add("image", image_value(Image(stored.pk, "")))
            kind: str = ResourceType.IMAGE
        else:
            writer.add(*media_block(stored.pk, extension, ""))
            kind = _TYPES.get(kind_of(extension), ResourceType.REFERENCE)
        self._object(record.identifier, record.name, writer.body, resource_type=kind, source_url="")

    def link(self, record: LinkRecord) -> None:
        """The object that leads to a site; none, with the reason in the report, if the address cannot be stored."""
        writer = StreamWriter(f"object:{record.identifier}", {})
        writer.link(record.url, record.title)
        try:
            self._object(
                record.identifier,
                record.title,
                writer.body,
                resource_type=ResourceType.LINK.value,
                source_url=record.url,
            )
        except ValidationError as problem:
            self.pages.report.refuse(record.title, " ".join(problem.messages))

    def _object(self, identifier: str, title: str, body: list[Raw], **values: Any) -> None:
        values = {
            "title": title[:LONGEST],
            "body": body,
            "licence": self.record.licence if self.record.licence in LICENCES else UNKNOWN,
            **values,
        }
        found = self.pages.find("object", identifier, LearningObjectPage)
        if found is None:
            found = create_object(self.collection(), by=self.pages.user, **values)
            self.pages.remember("object", identifier, found, values)
        else:
            self.pages.settle("object", identifier, found, values, save=lambda _draft: self._update(found, values))
        self.objects[identifier] = found.pk

    def _update(self, page: LearningObjectPage, values: dict[str, Any]) -> None:
        update_object(page, by=self.pages.user, **values)

    def collection(self) -> CollectionPage:
        """The collection named after the course, made when the first object needs it."""
        if self._collection is None:
            self._collection = self._make_collection()
        return self._collection

    def _make_collection(self) -> CollectionPage:
        values = {"title": self.record.title[:LONGEST]}
        if found := self.pages.find("collection", "", CollectionPage):
            self.pages.write("collection", "", found, values)
            return CollectionPage.objects.get(pk=found.pk)
        page = self.pages.add(self._index(), CollectionPage(title=values["title"]))
        self.pages.write("collection", "", page, values, new=True)
        return page

    def _index(self) -> Page:
        index = LibraryIndexPage.objects.filter(locale=self.locale).order_by("path").first()
        if index is None:
            raise ImportProblem(
                "no-library",
                _("There is no library in this language for the course's files. Add a library page, then try again."),
            )
        return index
