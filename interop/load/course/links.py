"""Where the references of a course's pages lead, now that everything they can lead to is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from cms.models import AcademyImage
from interop.html import Target, TargetKind
from interop.load.course.media import Stored
from interop.records import CourseRecord, Reference, ReferenceKind

_NOTHING = Target(TargetKind.NOTHING)


@dataclass(frozen=True, slots=True)
class Links:
    """Resolves URLs to stored things. The mappings are from the records' identifiers to ids, and to files."""

    record: CourseRecord
    files: Mapping[str, Stored]
    lessons: Mapping[str, int]
    modules: Mapping[str, int]
    course: int

    def target(self, url: str, path: str) -> Target:
        """Where ``url`` on the page at ``path`` leads."""
        reference = self.record.resolve(url, path)
        if reference.kind is ReferenceKind.FILE:
            return self._file(reference)
        if reference.kind is ReferenceKind.EXTERNAL:
            return Target(TargetKind.EXTERNAL, url=reference.url)
        page = self._page(reference)
        return Target(TargetKind.PAGE, page) if page else _NOTHING

    def _page(self, reference: Reference) -> int:
        if reference.kind is ReferenceKind.PAGE:
            return self.lessons.get(reference.identifier, 0)
        if reference.kind is ReferenceKind.MODULE:
            return self.modules.get(reference.identifier, 0)
        return self.course if reference.kind is ReferenceKind.COURSE else 0

    def _file(self, reference: Reference) -> Target:
        stored = self.files.get(reference.identifier)
        if stored is None:
            return _NOTHING
        kind = TargetKind.IMAGE if isinstance(stored, AcademyImage) else TargetKind.DOCUMENT
        extension = stored.file.name.rpartition(".")[2].lower()
        return Target(kind, stored.pk, title=stored.title, extension=extension)
