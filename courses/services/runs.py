"""Opening runs and changing them."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.enrolment_rules import Kind
from courses.models import CourseEdition, Run
from courses.querysets import OVERSEERS
from courses.services.seats import lock_run, promote
from people.models import Organisation, User
from people.permissions import has_role

LONGEST_SLUG = 80
CODE_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 8


class RunFields(TypedDict, total=False):
    """What can be said about a run when it is opened and changed afterwards."""

    slug: str
    labels: dict[str, str]
    organisation: Organisation | None
    starts_on: date
    ends_on: date | None
    enrolment_kind: str
    opens_on: date | None
    closes_on: date | None
    languages: list[str]
    capacity: int | None
    has_waiting_list: bool


def may_open_runs(user: User, organisation: Organisation | None) -> bool:
    """Registrars, methodologists and administrators open runs for their organisations; a run of no organisation is
    opened by those who hold such a role for the whole installation.
    """
    if organisation is not None:
        return has_role(user, *OVERSEERS, organisation=organisation)
    held_everywhere = user.role_assignments.filter(role__in=OVERSEERS, organisation=None)
    return user.is_superuser or held_everywhere.exists()


@transaction.atomic
def open_run(edition: CourseEdition, by: User, tutors: Iterable[User] = (), **fields: Unpack[RunFields]) -> Run:
    """Open a run of an edition; without a ``slug`` it gets one from the course's or programme's address and the month.

    Raises ``PermissionDenied``, and ``ValidationError`` with messages by field.
    """
    _check(by, fields.get("organisation"))
    run = Run(edition=edition, **fields)
    run.slug = run.slug or free_slug(edition, run.starts_on)
    _save(run)
    run.tutors.set(tutors)
    return run


@transaction.atomic
def update_run(run: Run, by: User, tutors: Iterable[User] | None = None, **fields: Unpack[RunFields]) -> Run:
    """Change a run. Its edition stays: those who learn in it keep what they began with. Seats that are added go to
    those who wait; when seats are taken away, nobody loses theirs.

    Who gives a run to another organisation needs the right for both. Raises as :func:`open_run` does.
    """
    stored = lock_run(run.pk)
    _check(by, stored.organisation)
    for name, value in fields.items():
        setattr(stored, name, value)
    _check(by, stored.organisation)
    _save(stored)
    if tutors is not None:
        stored.tutors.set(tutors)
    promote(stored)
    return stored


def _save(run: Run) -> None:
    if unknown := set(run.languages) - set(run.edition.outline.languages):
        raise ValidationError(
            {"languages": _("The course is not published in: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}}
        )
    if run.enrolment_kind == Kind.CODE and not run.code:
        run.code = new_code()
    run.full_clean()
    run.save()


def new_code() -> str:
    """A code nobody can guess, of letters and figures nobody confuses: 37 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _number in range(CODE_LENGTH))


@transaction.atomic
def delete_run(run: Run, by: User) -> None:
    """Remove a run that nobody has joined. Raises ``ValidationError`` for one with learners: their record is kept."""
    _check(by, run.organisation)
    if run.enrolments.exists():
        raise ValidationError(
            _("Learners have been enrolled in this run, so it is kept. Close its enrolment or set its end instead.")
        )
    run.delete()


def free_slug(edition: CourseEdition, starts_on: date) -> str:
    """An address for a run that no other run has: the course's or programme's own, the year and the month."""
    pages = Page.objects.filter(translation_key=edition.course_key).order_by("pk")
    wanted = (slugify(slug) for slug in pages.values_list("slug", flat=True))
    base = f"{next(filter(None, wanted), 'run')[: LONGEST_SLUG - 12]}-{starts_on:%Y-%m}"
    taken = set(Run.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := _numbered(base, number)) not in taken)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _check(by: User, organisation: Organisation | None) -> None:
    if may_open_runs(by, organisation):
        return
    if organisation is None:
        raise PermissionDenied(_("Name the organisation that holds the run: you open runs for your own one only."))
    raise PermissionDenied(
        _("Runs of “%(organisation)s” are opened by its registrars, methodologists and administrators.")
        % {"organisation": organisation}
    )
