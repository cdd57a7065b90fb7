"""The order in which a course of the own format is written: files, empty pages, then what they hold."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage, CoursePage
from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.formats.turna_course import Manifest, Node
from interop.load.files import WrittenFiles, all_or_nothing
from interop.load.report import Outcome, Report
from interop.load.turna.media import MediaWriter
from interop.load.turna.values import Identity, Values
from interop.portable.fields import COURSE_PAGES, PAGES, child_fields, many_fields, page_fields, tag_fields
from library.models import LearningObjectPage, LibraryIndexPage, Subject
from people.localised import LocalisedText
from people.models import User

Progress = Callable[[int, int], None]
KINDS = {"courses.CoursePage": "course", "courses.ModulePage": "module", "courses.LessonPage": "lesson",
         "library.LearningObjectPage": "object"}  # fmt: skip


def load_turna_course(
    archive: SafeArchive,
    manifest: Manifest,
    target: CourseIndexPage,
    *,
    by: User | None,
    progress: Progress = lambda _done, _total: None,
    before_commit: Callable[[], None] = lambda: None,
    as_copy: bool = False,
) -> Report:
    """Write a course below ``target`` and its versions in other languages, as drafts: all of it or nothing.

    Raises ``PermissionDenied``; ``ImportProblem`` for what cannot be read, and for a course that is here already,
    unless ``as_copy``, which gives everything in the course a new identity. Learning objects that are here already are
    left as they are.
    """
    started = time.monotonic()
    loader = Loader(archive, manifest, target, by, progress, as_copy=as_copy)
    loader.check()
    with all_or_nothing() as written:
        loader.write(written)
        before_commit()
    loader.report.seconds = time.monotonic() - started
    return loader.report


@dataclass
class Loader:
    """One loading of one course."""

    archive: SafeArchive
    manifest: Manifest
    target: CourseIndexPage
    user: User | None
    progress: Progress
    report: Report = field(default_factory=Report)
    pages: dict[Identity, Page] = field(default_factory=dict)
    as_copy: bool = False

    def check(self) -> None:
        """Raises ``PermissionDenied`` and ``ImportProblem`` before anything is written."""
        for node in (*self.manifest.pages, *self.manifest.objects):
            if node.type not in (COURSE_PAGES if node in self.manifest.pages else PAGES):
                raise ImportProblem("bad-manifest", _("The archive holds pages of a kind that is not known here."))
        here = CoursePage.objects.filter(translation_key=self.manifest.course_key)
        if not self.as_copy and (found := here.first()):
            message = _("This course is here already: “%(title)s”. Delete it first, or import the archive as a copy.")
            raise ImportProblem("is-here", message % {"title": found.title})
        self._check_permissions()

    def _check_permissions(self) -> None:
        if self.user is None:
            return
        for index in self.indexes.values():
            if not index.permissions_for_user(self.user).can_add_subpage():
                raise PermissionDenied(_("You may not add courses to “%(title)s”.") % {"title": index.title})
        models = (AcademyImage, AcademyDocument) if self.manifest.files else ()
        if not all(policy_registry.get_by_type(model).user_has_permission(self.user, "add") for model in models):
            raise PermissionDenied(_("You may not add images and files, and this course has some."))

    @cached_property
    def indexes(self) -> dict[str, CourseIndexPage]:
        """The list of courses in each language the course has; a language without one is left out, with a warning."""
        lists = CourseIndexPage.objects.filter(translation_key=self.target.translation_key).select_related("locale")
        found = {page.locale.language_code: page for page in lists}
        wanted = {node.language for node in self.manifest.pages}
        if left_out := sorted(wanted - found.keys()):
            text = _("There is no list of courses in these languages, so they were left out: %(languages)s.")
            self.report.warn(text % {"languages": ", ".join(left_out)})
        if self.manifest.source_language not in found:
            text = _(
                "There is no list of courses in the course's own language (%(language)s). Add one, then try again."
            )
            raise ImportProblem("no-language", text % {"language": self.manifest.source_language})
        return {language: page for language, page in found.items() if language in wanted}

    @cached_property
    def keys(self) -> dict[UUID, UUID]:
        """New identities for the pages of a copy; none otherwise."""
        return {node.key: uuid4() for node in self.manifest.pages} if self.as_copy else {}

    def write(self, written: WrittenFiles) -> None:
        """Everything, in one transaction."""
        media = self._media(written)
        nodes = [node for node in self.manifest.pages if node.language in self.indexes]
        for node in nodes:
            self._place(node)
        objects = [node for node in self.manifest.objects if self._place_object(node)]
        subjects = self._subjects()
        pages = {identity: page.pk for identity, page in self.pages.items()}
        values = Values(media, pages, self.keys, self.report)
        total = len(nodes) + len(objects)
        for number, node in enumerate((*objects, *nodes), 1):
            self._fill(node, values, subjects)
            self.progress(number, total)
        course = self.pages[self.manifest.course_key, self.manifest.source_language]
        edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
        self.report.course = {"id": course.pk, "title": course.title, "edit": edit}

    def _media(self, written: WrittenFiles) -> dict[str, int]:
        """Look at every file before the first is stored."""
        writer = MediaWriter(self.archive, written, self.report, self.user)
        fit = [node for node in self.manifest.files if writer.look(node)]
        for node in fit:
            writer.write(node)
        return writer.stored

    def _place(self, node: Node) -> None:
        """An empty page where it belongs; its contents come when all pages are there to be referred to."""
        parent = self.pages.get((node.parent, node.language)) if node.parent else self.indexes[node.language]
        if parent is None or not COURSE_PAGES[node.type].can_create_at(parent.specific):
            raise ImportProblem("bad-manifest", _("A page of the archive has no place in the course. Export it again."))
        self._add(node, parent)

    def _place_object(self, node: Node) -> bool:
        """A learning object; whether it is new here."""
        found = LearningObjectPage.objects.filter(translation_key=node.key, locale__language_code=node.language).first()
        if found:
            self.pages[node.key, node.language] = found
            self.report.count("object", Outcome.UNCHANGED, found.title)
            return False
        library = LibraryIndexPage.objects.filter(locale__language_code=node.language).order_by("path").first()
        if library is None:
            self.report.warn(_("There is no library in some languages of the learning objects: those were left out."))
            return False
        if self.user and not library.permissions_for_user(self.user).can_add_subpage():
            raise PermissionDenied(_("You may not add pages to “%(title)s”.") % {"title": library.title})
        self._add(node, library)
        return True

    def _add(self, node: Node, parent: Page) -> None:
        title = str(node.fields.get("title") or "")[:255]
        page = PAGES[node.type](title=title, live=False, owner=self.user, locale_id=parent.locale_id)
        page.translation_key = self.keys.get(node.key, node.key)
        page.slug = free_slug(str(node.fields.get("slug") or "") or slugify(title, allow_unicode=True), parent)
        parent.refresh_from_db(fields=["path", "numchild"])
        self.pages[node.key, node.language] = parent.add_child(instance=page)

    def _subjects(self) -> dict[str, Subject]:
        """The subjects by code; those that are not here are added, for who may."""
        found = {each.code: each for each in Subject.objects.filter(code__in=list(self.manifest.subjects))}
        for code, labels in self.manifest.subjects.items():
            if code in found:
                continue
            if self.user and not self.user.has_perm("library.add_subject"):
                self.report.warn(_("Some subjects of the course are not known here, and you may not add them."))
                break
            found[code] = Subject.add_root(code=code, labels=LocalisedText(labels))
        return found

    def _fill(self, node: Node, values: Values, subjects: dict[str, Subject]) -> None:
        page = self.pages[node.key, node.language].specific_class.objects.get(pk=self.pages[node.key, node.language].pk)
        slug = page.slug
        try:
            self._set(page, node, values, subjects)
            page.slug = slug
            page.draft_title = page.title
            page.save()
            page.save_revision(user=self.user, log_action=True)
        except ValidationError as problem:
            text = _("The page “%(title)s” cannot be stored: %(problem)s")
            words = {"title": str(page.title)[:100], "problem": " ".join(problem.messages)}
            raise ImportProblem("bad-content", text % words) from problem
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            message = _("The content of a page in the archive is damaged. Export the course again.")
            raise ImportProblem("bad-content", message) from error
        self.report.count(KINDS[node.type], Outcome.CREATED, page.title)

    def _set(self, page: Any, node: Node, values: Values, subjects: dict[str, Subject]) -> None:
        model = type(page)
        for column in page_fields(model):
            if column.name in node.fields:
                setattr(page, column.attname, values.of(column, node.fields[column.name]))
        for many in many_fields(model):
            codes = _texts(node.fields.get(many.name, []))
            setattr(page, many.name, [subjects[code] for code in codes if code in subjects])
        for tags in tag_fields(model):
            getattr(page, tags.name).set(_texts(node.fields.get(tags.name, [])))
        for name, columns in child_fields(model).items():
            rows = [self._row(getattr(model, name).rel.related_model, columns, raw, values)
                    for raw in node.fields.get(name, [])]  # fmt: skip
            setattr(page, name, [row for row in rows if row])

    def _row(self, model: Any, columns: Iterable[Any], raw: dict[str, Any], values: Values) -> Any:
        """A row that belongs to a page; ``None`` for one that refers to something that is not here."""
        row = model()
        for column in columns:
            setattr(row, column.attname, values.of(column, raw.get(column.name)))
            if column.is_relation and getattr(row, column.attname) is None and not column.null:
                return None
        row.clean_fields(exclude=["page"])
        return row


def _texts(raw: Any) -> list[str]:
    if not isinstance(raw, list):
        raise TypeError("a list is needed here")
    return [str(each) for each in raw]


def free_slug(base: str, parent: Page) -> str:
    """``base``, or with a number if a sibling has it."""
    base = slugify(base, allow_unicode=True)[:200] or "page"
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
