"""The only writers of orders: drafts, and the signature by which an order takes effect."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Order, OrderLine, Run
from courses.orders.checks import check_order
from courses.orders.effects import take_effect, undo
from courses.orders.paper import freeze
from courses.orders.querysets import ORDER_MAKERS
from courses.orders.schemes import next_number, scheme_of
from courses.services.seats import lock_run, promote
from people.models import Organisation, User
from people.permissions import organisations_of


class OrderFields(TypedDict, total=False):
    """What can be said in a draft."""

    dated: date
    basis: str
    until: date | None
    ground: str
    reason: str
    place: str
    signatory_position: str
    signatory_name: str


def may_make_orders(user: User, organisation: Organisation | None) -> bool:
    """Registrars and administrators make the orders of their organisations; those of runs that no organisation holds
    are made by those who hold such a role for the whole installation.
    """
    organisations = organisations_of(user, *ORDER_MAKERS)
    if organisations is None or organisation is None:
        return organisations is None
    return organisations.filter(pk=organisation.pk).exists()


@transaction.atomic
def draft_order(
    run: Run, kind: str, by: User, enrolments: Iterable[Enrolment] = (), **fields: Unpack[OrderFields]
) -> Order:
    """Begin an order about learners of a run; place and signature come from the rules of orders.

    Raises ``PermissionDenied``, and ``ValidationError`` for learners of another run.
    """
    _check_maker(by, run)
    scheme = scheme_of(run.organisation)
    usual = {name: getattr(scheme, name) for name in ("place", "signatory_position", "signatory_name")}
    order = Order(run=run, kind=kind, created_by=by, **{**usual, **fields})
    order.full_clean()
    order.save()
    _set_people(order, enrolments)
    return order


@transaction.atomic
def update_draft(
    order: Order, by: User, enrolments: Iterable[Enrolment] | None = None, **fields: Unpack[OrderFields]
) -> Order:
    """Change a draft; ``enrolments`` are all the people of it. Raises as :func:`draft_order` does, and
    ``ValidationError`` for a signed order.
    """
    stored = _locked_draft(order, by)
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    if enrolments is not None:
        _set_people(stored, enrolments)
    return stored


@transaction.atomic
def discard_draft(order: Order, by: User) -> None:
    """Remove a draft. Raises ``PermissionDenied``, and ``ValidationError`` for a signed order."""
    _locked_draft(order, by).delete()


@transaction.atomic
def replace_order(order: Order, by: User) -> Order:
    """Begin the order that will take the place of a signed one, with the same people and words.

    Raises ``PermissionDenied``, and ``ValidationError`` for an order that has been, or is being, replaced.
    """
    lock_run(order.run_id)
    stored = Order.objects.with_run().get(pk=order.pk)
    _check_maker(by, stored.run)
    if not stored.is_signed:
        raise ValidationError(_("A draft needs no other order: change it."))
    if Order.objects.filter(supersedes=stored).exists():
        raise ValidationError(_("Another order already takes the place of this one."))
    same = ("basis", "until", "ground", "reason", "place", "signatory_position", "signatory_name")
    copy = Order(run=stored.run, kind=stored.kind, supersedes=stored, created_by=by)
    for name in same:
        setattr(copy, name, getattr(stored, name))
    copy.save()
    _set_people(copy, [line.enrolment for line in stored.lines.select_related("enrolment")])
    return copy


@transaction.atomic
def sign_order(order: Order, by: User, at: datetime | None = None) -> Order:
    """Sign a draft: it gets its number, what it says happens to its people at once, and it is never changed again.

    All of it or nothing. Raises ``PermissionDenied``, and ``ValidationError`` that says what the rules do not allow.
    The number of queries does not depend on the number of people, but for those told.
    """
    now = at or timezone.now()
    run = lock_run(order.run_id)
    stored = _locked_draft(order, by)
    stored.run = run
    lines = list(stored.lines.select_related("enrolment__learner").order_by("pk"))
    _lock_people(lines, run)
    scheme = scheme_of(run.organisation)
    former = check_order(stored, lines, scheme)
    if former:
        undo(former, lines, by=by, order=stored, at=now)
    _remember_deadlines(lines, former)
    freeze(stored, lines, scheme)
    stored.sequence, stored.number = next_number(run.organisation, scheme, stored.dated.year)
    stored.state, stored.signed_by, stored.signed_at = Order.State.SIGNED, by, now
    OrderLine.objects.bulk_update(lines, ["person_name", "workplace", "former_due_on"])
    stored.save()
    take_effect(stored, lines, by=by, at=now)
    promote(run, now)
    return stored


def _lock_people(lines: Iterable[OrderLine], run: Run) -> None:
    """The enrolments as they are now, with the run that is locked already."""
    keys = [line.enrolment_id for line in lines]
    fresh = {each.pk: each for each in Enrolment.objects.select_for_update().filter(pk__in=keys)}
    for line in lines:
        learner = line.enrolment.learner
        line.enrolment = fresh[line.enrolment_id]
        line.enrolment.learner, line.enrolment.run = learner, run


def _remember_deadlines(lines: Iterable[OrderLine], former: Order | None) -> None:
    """So that a replacement can give back what was: for who stood in the replaced order, what was before that one."""
    before = {line.enrolment_id: line.former_due_on for line in former.lines.all()} if former else {}
    for line in lines:
        line.former_due_on = before.get(line.enrolment_id, line.enrolment.due_on)


def _locked_draft(order: Order, by: User) -> Order:
    stored = Order.objects.select_for_update(of=("self",)).with_run().get(pk=order.pk)
    _check_maker(by, stored.run)
    if stored.is_signed:
        raise ValidationError(_("A signed order is not changed. Make one that takes its place."))
    return stored


def _set_people(order: Order, enrolments: Iterable[Enrolment]) -> None:
    wanted = {each.pk: each for each in enrolments}
    if any(each.run_id != order.run_id for each in wanted.values()):
        raise ValidationError(_("An order is about learners of one run."))
    order.lines.exclude(enrolment__in=wanted).delete()
    known = set(order.lines.values_list("enrolment", flat=True))
    OrderLine.objects.bulk_create(OrderLine(order=order, enrolment=wanted[pk]) for pk in wanted if pk not in known)


def _check_maker(by: User, run: Run) -> None:
    if not may_make_orders(by, run.organisation):
        raise PermissionDenied(_("Orders are made by the registrars and administrators of the run’s organisation."))
