"""Whether a course is one that was imported before, or another one that only calls itself the same."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CoursePage
from interop.errors import ImportProblem
from interop.load.course.ledger import Ledger, key
from interop.models import ImportedItem
from interop.names import printable
from interop.records import CourseRecord

_LONGEST = 240
_GENERIC = {key("module", "other-pages")}
"""What any course has."""


def ledger_for(record: CourseRecord, target: Page, *, as_new: bool = False) -> Ledger:
    """The memory of the course's earlier imports into ``target``; a fresh one for a course that is new there.

    Courses that share an identifier are told apart by their titles and the identifiers of what is in them.
    Raises ``ImportProblem`` for a course that has nothing but its identifier in common with one that is here, unless
    ``as_new``, which makes another course of it in any case.
    """
    base = record.identifier[:_LONGEST]
    known = [Ledger(source, target) for source in _known(base, target)]
    if as_new:
        return Ledger(_free(base, known), target)
    likeness = {ledger.source: _likeness(ledger, record) for ledger in known}
    alike = [ledger for ledger in known if any(likeness[ledger.source])]
    if alike:
        return max(alike, key=lambda ledger: likeness[ledger.source])
    for ledger in known:
        if course := ledger.find("course", "", CoursePage):
            raise _another(record, course)
    return Ledger(_free(base, known), target)


def _known(base: str, target: Page) -> Iterator[str]:
    """The names under which courses with this identifier are kept, in the order in which they came."""
    items = ImportedItem.objects.filter(target_id=target.pk, source__startswith=base)
    sources = set(items.values_list("source", flat=True).distinct())
    number = 1
    while (name := _numbered(base, number)) in sources:
        yield name
        number += 1


def _free(base: str, known: list[Ledger]) -> str:
    return _numbered(base, len(known) + 1)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}#{number}"


def _likeness(ledger: Ledger, record: CourseRecord) -> tuple[int, bool]:
    """How many of the course's items were imported before, and whether a course of its title was."""
    course = ledger.find("course", "", CoursePage)
    titles = {course.title, course.draft_title} if course else set()
    return len(_items(record) & ledger.items.keys()), record.title[:255] in titles


def _items(record: CourseRecord) -> set[str]:
    named = {key("module", module.identifier) for module in record.modules}
    named |= {key("lesson", lesson.identifier) for module in record.modules for lesson in module.lessons}
    named |= {key(kind, file.identifier) for file in record.files for kind in ("image", "document")}
    named |= {key("object", link.identifier) for link in record.links}
    return named - _GENERIC


def _another(record: CourseRecord, course: CoursePage) -> ImportProblem:
    words = {"new": printable(record.title), "here": course.draft_title or course.title, "id": course.pk}
    return ImportProblem(
        "same-identifier",
        _(
            "“%(new)s” has the identifier of a course that was imported here before, “%(here)s” (page %(id)d), and "
            "nothing else in common with it. Nothing was changed. If it is another course, import it as a new one: "
            "tick “Import as another course” in the form, or add --as-new to the command."
        )
        % words,
    )
