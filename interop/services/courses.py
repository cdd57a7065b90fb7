"""Bringing a course in."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from courses.models import CourseIndexPage, CoursePage
from interop.archive import DEFAULT_LIMITS, ArchiveLimits, SafeArchive
from interop.dump.turna_course import dump_course
from interop.formats import turna_course
from interop.formats.common_cartridge import read_course
from interop.load.course import Progress, load_course
from interop.load.report import Report
from interop.load.turna import load_turna_course
from people.models import User

PERMISSION = "interop.import_course"


def import_course(
    file: BinaryIO | Path,
    target: CourseIndexPage,
    *,
    by: User | None,
    limits: ArchiveLimits = DEFAULT_LIMITS,
    progress: Progress = lambda _done, _total: None,
    before_commit: Callable[[], None] = lambda: None,
    as_new: bool = False,
) -> Report:
    """Read a course, in the own format or a cartridge, and write it as drafts below ``target``: all of it or nothing.

    A second import of the same cartridge into the same list updates what the first one made; a course in the own
    format that is here already is refused, and so is another cartridge that calls itself the same, unless it is to come
    ``as_new``: as another course.
    Raises ``PermissionDenied``, and ``ImportProblem`` with one clear message for what cannot be read.
    """
    check_permission(by, target)
    with SafeArchive(file, limits) as archive:
        if turna_course.is_turna_course(archive):
            manifest = turna_course.read(archive)
            return load_turna_course(
                archive, manifest, target, by=by, progress=progress, before_commit=before_commit, as_copy=as_new
            )
        record = read_course(archive, target.locale.language_code)
        return load_course(
            archive, record, target, by=by, progress=progress, before_commit=before_commit, as_new=as_new
        )


def export_course(course: CoursePage, out: BinaryIO, *, by: User | None) -> None:
    """Write a course with its translations and files in the own format. Raises ``PermissionDenied``."""
    check_export(by, course)
    dump_course(course, out)


def check_export(by: User | None, course: CoursePage) -> None:
    """Raises ``PermissionDenied`` unless the person may edit the course: its drafts are in the export."""
    if by is not None and not course.permissions_for_user(by).can_edit():
        raise PermissionDenied(_("You may not export “%(title)s”.") % {"title": course.title})


def check_permission(by: User | None, target: CourseIndexPage) -> None:
    """Raises ``PermissionDenied`` unless the person may import courses, and add them there."""
    if by is None:
        return
    if not by.has_perm(PERMISSION) or not target.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(_("You may not import courses into “%(title)s”.") % {"title": target.title})
