"""The order in which a course is written: files, course, modules, lessons, objects, and last the lessons' texts."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from interop.archive import SafeArchive
from interop.html import Problem, ProblemKind, Target, convert, images_in
from interop.load.course.identity import ledger_for
from interop.load.course.ledger import Ledger, digest_of, key
from interop.load.course.library import LibraryWriter
from interop.load.course.links import Links
from interop.load.course.media import Inspected, MediaWriter, Stored, inspect
from interop.load.course.order import Arranger
from interop.load.course.pages import PageWriter
from interop.load.course.stream import LONGEST, Raw, StreamWriter
from interop.load.files import WrittenFiles, all_or_nothing
from interop.load.report import Outcome, Report
from interop.names import printable
from interop.records import CourseRecord, LessonRecord, ModuleRecord, ReferenceKind
from library.models import LearningObjectPage
from people.models import User

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done."""

_MOST_WARNINGS = 500
_SUMMARY = 1000


def load_course(
    archive: SafeArchive,
    record: CourseRecord,
    target: CourseIndexPage,
    *,
    by: User | None,
    progress: Progress = lambda _done, _total: None,
    before_commit: Callable[[], None] = lambda: None,
    as_new: bool = False,
) -> Report:
    """Write a course below ``target`` as ``by``, or as the system without one, and report what was done.

    ``as_new`` makes another course of one that was imported before. The archive is read through before anything is
    written. ``before_commit`` may raise to call everything off.
    Raises ``PermissionDenied``, ``ImportProblem``; then nothing is left behind, neither rows nor files.
    """
    return CourseLoader(archive, record, target, by, as_new).run(progress, before_commit)


@dataclass
class CourseLoader:
    """One loading of one course."""

    archive: SafeArchive
    record: CourseRecord
    target: CourseIndexPage
    user: User | None
    as_new: bool = False
    report: Report = field(default_factory=Report)
    files: dict[str, Stored] = field(default_factory=dict)
    lessons: dict[str, int] = field(default_factory=dict)
    modules: dict[str, int] = field(default_factory=dict)

    def run(self, progress: Progress, before_commit: Callable[[], None]) -> Report:
        """Inspect, then write."""
        started = time.monotonic()
        self._check_permission()
        inspected = self._inspect(progress)
        with all_or_nothing() as written:
            self._write(inspected, written)
            before_commit()
        self._finish(time.monotonic() - started)
        return self.report

    def _check_permission(self) -> None:
        user = self.user
        if user is None:
            return
        if not self.target.permissions_for_user(user).can_add_subpage():
            raise PermissionDenied(_("You may not add courses to “%(title)s”.") % {"title": self.target.title})
        stores = (AcademyImage, AcademyDocument)
        if self.record.files and not all(
            policy_registry.get_by_type(model).user_has_permission(user, "add") for model in stores
        ):
            raise PermissionDenied(_("You may not add images and files, and this course has some."))

    def _inspect(self, progress: Progress) -> list[Inspected]:
        """Read every file through, so that what is wrong with one is known before anything is written."""
        total = len(self.record.files)
        found: list[Inspected] = []
        for number, file in enumerate(self.record.files):
            progress(number, total)
            if item := inspect(self.archive, file, self.report):
                found.append(item)
        progress(total, total)
        return found

    def _write(self, inspected: list[Inspected], written: WrittenFiles) -> None:
        ledger = ledger_for(self.record, self.target, as_new=self.as_new)
        self.pages = PageWriter(ledger, self.report, self.user)
        self.library = LibraryWriter(self.record, self.pages, self.target.locale)
        self._media(inspected, MediaWriter(self.archive, ledger, written, self.report, self.user))
        course = self._course()
        modules = [(module, self._module(course, module)) for module in self.record.modules]
        placed = [each for module, _new in modules for each in self._lessons(module, self.modules[module.identifier])]
        self._arrange(course, ledger)
        for module, is_new in modules:
            self._describe(module, new=is_new)
        self._objects(inspected)
        links = Links(self.record, self.files, self.lessons, self.modules, course.pk)
        for lesson, is_new in placed:
            self._text(lesson, links, new=is_new)
        self._miss(ledger)

    def _arrange(self, course: CoursePage, ledger: Ledger) -> None:
        """Follow the source's order, if it is not the one of the last import: an editor may have changed it here."""
        order = [
            (
                self.modules[module.identifier],
                [self.lessons[each.identifier] for each in module.lessons if each.identifier in self.lessons],
            )
            for module in self.record.modules
        ]
        digest = digest_of(order)
        if ledger.digest("order", "") == digest:
            return
        arranger = Arranger(self.pages)
        arranger.arrange(course, [module for module, _lessons in order])
        for module, lessons in order:
            arranger.arrange(ModulePage.objects.get(pk=module), lessons)
        ledger.remember("order", "", course, digest)

    def _miss(self, ledger: Ledger) -> None:
        """Name what earlier imports brought and the source has no more."""
        objects = [*(file.identifier for file in self.record.files), *(link.identifier for link in self.record.links)]
        there: dict[str, tuple[type[Page], Iterable[str]]] = {
            "module": (ModulePage, [module.identifier for module in self.record.modules]),
            "lesson": (LessonPage, [lesson.identifier for lesson in self._all_lessons()]),
            "object": (LearningObjectPage, objects),
        }
        for kind, (model, identifiers) in there.items():
            gone = ledger.identifiers(kind) - {key(kind, identifier) for identifier in identifiers}
            pages = model.objects.filter(pk__in=[ledger.items[name].object_id for name in gone])
            for page in pages.order_by("path"):
                self.report.miss(kind, page.title)

    def _media(self, inspected: list[Inspected], writer: MediaWriter) -> None:
        alternatives = self._alternatives()
        for item in inspected:
            identifier = item.record.identifier
            self.files[identifier] = writer.write(item, alternatives.get(identifier, ""))

    def _alternatives(self) -> dict[str, str]:
        """What the pages say about each image to those who do not see it; the first that says more than its name."""
        found: dict[str, str] = {}
        for lesson in self._all_lessons():
            for url, alt in images_in(lesson.html):
                reference = self.record.resolve(url, lesson.path)
                name = url.rpartition("/")[2]
                if reference.kind is ReferenceKind.FILE and alt.lower() not in (name.lower(), ""):
                    found.setdefault(reference.identifier, alt)
        return found

    def _all_lessons(self) -> Iterator[LessonRecord]:
        return (lesson for module in self.record.modules for lesson in module.lessons)

    def _course(self) -> CoursePage:
        cover = self.files.get(self.record.image)
        values = {
            "title": self.record.title[:LONGEST],
            "summary": self.record.summary[:_SUMMARY],
            "cover": cover if isinstance(cover, AcademyImage) else None,
        }
        page = self.pages.find("course", "", CoursePage)
        new = page is None
        if page is None:
            page = self.pages.add(self.target, CoursePage(title=values["title"]))
        self.pages.write("course", "", page, values, new=new)
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        self.report.course = {"id": page.pk, "title": page.title, "edit": edit}
        return CoursePage.objects.get(pk=page.pk)

    def _module(self, course: CoursePage, module: ModuleRecord) -> bool:
        """Find or add a module; whether it is new."""
        page = self.pages.find("module", module.identifier, ModulePage)
        new = page is None
        if page is None:
            draft = ModulePage(title=module.title[:LONGEST])
            page = self.pages.add(course, draft, self._previous(ModulePage, self.modules))
        self.modules[module.identifier] = page.pk
        return new

    def _describe(self, module: ModuleRecord, *, new: bool) -> None:
        page = ModulePage.objects.get(pk=self.modules[module.identifier])
        values = {"title": module.title[:LONGEST], "introduction": _introduction(module)}
        self.pages.write("module", module.identifier, page, values, new=new)
        self.pages.ledger.mark("module", module.identifier, hidden=not module.published)

    def _lessons(self, module: ModuleRecord, module_page: int) -> Iterator[tuple[LessonRecord, bool]]:
        """Find or add the lessons of a module, still without their texts: those need every page there is."""
        here: dict[str, int] = {}
        for lesson in module.lessons:
            if not lesson.html.strip() and not self._has_something_to_show(lesson):
                continue
            page = self.pages.find("lesson", lesson.identifier, LessonPage)
            new = page is None
            if page is None:
                parent = ModulePage.objects.get(pk=module_page)
                page = self.pages.add(
                    parent, LessonPage(title=lesson.title[:LONGEST]), self._previous(LessonPage, here)
                )
            here[lesson.identifier] = self.lessons[lesson.identifier] = page.pk
            yield lesson, new

    def _has_something_to_show(self, lesson: LessonRecord) -> bool:
        """Whether a lesson that only shows files still has one, now that some may have been refused."""
        links = {link.identifier for link in self.record.links}
        return not lesson.embeds or any(embed in self.files or embed in links for embed in lesson.embeds)

    def _previous(self, model: type[Page], placed: dict[str, int]) -> Page | None:
        """The page that was placed last: a new one goes right after it."""
        return model.objects.get(pk=list(placed.values())[-1]) if placed else None

    def _objects(self, inspected: list[Inspected]) -> None:
        """Documents and links become learning objects; an image only where a module shows it by itself."""
        shown = {embed for lesson in self._all_lessons() for embed in lesson.embeds}
        for item in inspected:
            if not item.is_image or item.record.identifier in shown:
                self.library.file(item.record, self.files[item.record.identifier])
        for link in self.record.links:
            self.library.link(link)

    def _text(self, lesson: LessonRecord, links: Links, *, new: bool) -> None:
        page = LessonPage.objects.get(pk=self.lessons[lesson.identifier])
        values = {"title": lesson.title[:LONGEST], "body": self._body(lesson, links)}
        if self.pages.write("lesson", lesson.identifier, page, values, new=new) is not Outcome.KEPT:
            self.pages.ledger.mark("lesson", lesson.identifier, hidden=not lesson.published)

    def _body(self, lesson: LessonRecord, links: Links) -> list[Raw]:
        by_document = {
            stored.pk: self.library.objects[identifier]
            for identifier, stored in self.files.items()
            if identifier in self.library.objects and not isinstance(stored, AcademyImage)
        }
        writer = StreamWriter(f"{self.record.identifier}\n{lesson.identifier}", by_document)
        for embed in lesson.embeds:
            self._embed(embed, writer)

        def resolve(url: str) -> Target:
            return links.target(url, lesson.path)

        converted = convert(lesson.html, resolve, lesson.title)
        for problem in converted.problems:
            self._warn(lesson, problem)
        return writer.write(converted.blocks)

    def _embed(self, identifier: str, writer: StreamWriter) -> None:
        if identifier in self.library.objects:
            writer.learning_object(self.library.objects[identifier])
            return
        for link in self.record.links:
            if link.identifier == identifier:
                writer.link(link.url, link.title)

    def _warn(self, lesson: LessonRecord, problem: Problem) -> None:
        words = {"page": lesson.title, "detail": printable(problem.detail)}
        if problem.kind is ProblemKind.LINK:
            self.report.warn(_("“%(page)s”: the link %(detail)s leads nowhere here; its words stay.") % words)
        elif problem.kind is ProblemKind.IMAGE:
            self.report.warn(_("“%(page)s”: the image %(detail)s is not in the course and is not shown.") % words)
        elif problem.kind is ProblemKind.EMBEDDED:
            self.report.warn(_("“%(page)s”: %(detail)s was shown in the page and is now a link.") % words)
        elif problem.kind is ProblemKind.DEPTH:
            self.report.warn(
                _("“%(page)s” is nested too deeply to be shown as it was: only its plain text stays.") % words
            )
        elif problem.kind is ProblemKind.LENGTH:
            self.report.warn(_("“%(page)s” is too long (%(detail)s blocks): its end was joined to plain text.") % words)
        elif problem.kind is ProblemKind.LOST:
            self.report.warn(_("“%(page)s” is too long: %(detail)s images near its end were left out.") % words)
        else:
            self.report.warn(_("“%(page)s”: %(detail)s cannot be shown and was left out.") % words)

    def _finish(self, seconds: float) -> None:
        self.report.skip(self.record.unsupported)
        for warning in self.record.warnings:
            self.report.warn(warning)
        hidden = [m.title for m in self.record.modules if not m.published]
        hidden += [lesson.title for lesson in self._all_lessons() if not lesson.published]
        for title in hidden:
            self.report.warn(_("“%(title)s” was not published in its own system.") % {"title": title})
        if len(self.report.warnings) > _MOST_WARNINGS:
            more = len(self.report.warnings) - _MOST_WARNINGS
            self.report.warnings[_MOST_WARNINGS:] = [_("And %(count)d more.") % {"count": more}]
        self.report.seconds = seconds


def _introduction(module: ModuleRecord) -> str:
    """The sections of a module with their lessons, a line each: modules have no sections of their own."""
    sections: dict[str, list[str]] = {}
    for lesson in module.lessons:
        if lesson.section:
            sections.setdefault(lesson.section, []).append(lesson.title)
    return "\n".join(f"{section}: {'; '.join(titles)}" for section, titles in sections.items())
