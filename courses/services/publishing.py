"""Publishing a course with everything in it."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from courses.checking.drafts import draft_of
from courses.checking.materials import materials_of
from courses.models import CourseEdition, CoursePage
from courses.services.editions import compile_edition
from people.models import User


@dataclass(frozen=True)
class Drafts:
    """What waits to be published in a course: in the order of the tree, those that somebody has locked, and what goes
    along: learning objects the course shows and the collections they lie in, none of them published yet.
    """

    pages: list[Page]
    locked: list[Page]
    materials: list[Page] = field(default_factory=list)


def drafts_of(course: CoursePage, by: User | None = None) -> Drafts:
    """The course and all beneath it that is not live, or is not live as it was last saved; with what ``by`` may publish
    along with it.
    """
    waiting = Page.objects.descendant_of(course, inclusive=True).filter(Q(live=False) | Q(has_unpublished_changes=True))
    found = list(waiting.filter(alias_of=None).select_related("latest_revision", "content_type").order_by("path"))
    return Drafts(
        pages=[page for page in found if not page.locked],
        locked=[page for page in found if page.locked],
        materials=materials_of(draft_of(course), by).pages if by else [],
    )


class NotReadyError(ValueError):
    """Something stands against publishing the course; the message says what to do."""


def publish_checked(course: CoursePage, by: User, *, accept_warnings: bool = False) -> CourseEdition:
    """As :func:`publish_course`, after the checks: errors stand in the way, warnings unless they are accepted.

    Raises ``PermissionDenied``, :class:`NotReadyError`.
    """
    from courses.checking.checks import problems_of

    found = problems_of(course, by)
    if any(problem.is_error for problem in found):
        raise NotReadyError(_("The course cannot be published yet: mend the errors first."))
    found = [problem for problem in found if not problem.is_notice]
    if found and not accept_warnings:
        raise NotReadyError(_("Look through the warnings, and say that you accept them."))
    edition = publish_course(course, by)
    if found:
        data = {"warnings": [f"{problem.title}: {problem.message}" for problem in found][:100]}
        log(course, "courses.warnings_accepted", user=by, data=data)
    return edition


@transaction.atomic
def publish_course(course: CoursePage, by: User) -> CourseEdition:
    """Publish every draft in a course and the unpublished learning objects it shows, and compile one edition of it all.

    Locked pages are left as they are. Raises ``PermissionDenied`` for who may not publish the course; as permissions
    hold for everything beneath a page, it is asked once; for each object by itself. All or nothing: a page that cannot
    be published takes back the others.
    """
    if not course.permissions_for_user(by).can_publish():
        raise PermissionDenied(_("You may not publish this course. Ask an editor, or submit it for moderation."))
    drafts = drafts_of(course, by)
    # The course last: its publication compiles the edition, when all that belongs to it is live.
    for page in [*drafts.materials, *sorted(drafts.pages, key=lambda page: page.pk == course.pk)]:
        PublishPageRevisionAction(_revision(page, by), user=by).execute(skip_permission_checks=True)
    return compile_edition(course, by=by)


def _revision(page: Page, by: User) -> Revision:
    """The page as it was last saved; a page that was written without a revision gets one."""
    return page.latest_revision or page.specific.save_revision(user=by)
