"""Bringing a course in."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from courses.models import CourseIndexPage
from interop.archive import DEFAULT_LIMITS, ArchiveLimits, SafeArchive
from interop.formats.common_cartridge import read_course
from interop.load.course import Progress, load_course
from interop.load.report import Report
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
) -> Report:
    """Read a cartridge and write it as a draft course below ``target``: all of it or nothing.

    A second import of the same cartridge into the same list updates what the first one made.
    Raises ``PermissionDenied``, and ``ImportProblem`` with one clear message for what cannot be read.
    """
    check_permission(by, target)
    with SafeArchive(file, limits) as archive:
        record = read_course(archive, target.locale.language_code)
        return load_course(archive, record, target, by=by, progress=progress, before_commit=before_commit)


def check_permission(by: User | None, target: CourseIndexPage) -> None:
    """Raises ``PermissionDenied`` unless the person may import courses, and add them there."""
    if by is None:
        return
    if not by.has_perm(PERMISSION) or not target.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(_("You may not import courses into “%(title)s”.") % {"title": target.title})
