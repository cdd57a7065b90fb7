"""What must hold before an order is signed."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from courses.deadlines.bounds import validate_length
from courses.enrolment_rules import State, free_seats, latest_order_date
from courses.models import Enrolment, Order, OrderLine, OrderScheme
from courses.orders.effects import given_back
from courses.services.seats import places

FITTING = {
    Order.Kind.ENROLMENT: frozenset({State.WAITING, State.ACTIVE}),
    Order.Kind.EXTENSION: frozenset({State.ACTIVE}),
    Order.Kind.EXPULSION: frozenset({State.ACTIVE, State.EXPELLED}),
}
"""In which states people can be when an order of a kind names them; see ``fitting`` for the two exceptions."""


def fitting(order: Order, former: Order | None) -> frozenset[State]:
    """In which states people of this order can be: who has completed is let go on that ground alone, and one is already
    expelled only when the order takes the place of the one that expelled.
    """
    if order.kind == Order.Kind.EXPULSION:
        if order.ground == Order.Ground.COMPLETED:
            return frozenset({State.COMPLETED})
        if former is None:
            return frozenset({State.ACTIVE})
    return FITTING[Order.Kind(order.kind)]


def check_order(order: Order, lines: Sequence[OrderLine], scheme: OrderScheme) -> Order | None:
    """Raises ``ValidationError`` unless the order can be signed; gives the order whose place it takes."""
    if not lines:
        raise ValidationError(_("The order names nobody. Choose the people it is about."))
    former = _former(order)
    _check_words(order, scheme)
    allowed = fitting(order, former)
    wrong = [line for line in lines if line.enrolment.state not in allowed]
    if wrong:
        raise ValidationError(_("This order cannot be about: %(people)s.") % {"people": _listed(wrong)})
    _check_seats(order, lines, former)
    return former


def _former(order: Order) -> Order | None:
    if order.supersedes_id is None:
        return None
    list(Enrolment.objects.select_for_update(of=("self",)).filter(order_lines__order=order.supersedes_id))
    former = Order.objects.prefetch_related("lines__enrolment__learner").get(pk=order.supersedes_id)
    if not former.is_signed or (former.kind, former.run_id) != (order.kind, order.run_id):
        raise ValidationError(_("An order takes the place of a signed one of the same kind and run."))
    return former


def _check_words(order: Order, scheme: OrderScheme) -> None:
    if order.kind == Order.Kind.ENROLMENT:
        _check_date(order, scheme)
    elif order.kind == Order.Kind.EXTENSION:
        _check_until(order)
    elif not order.ground:
        raise ValidationError({"ground": _("Say on what ground the people are expelled.")})
    elif order.ground == Order.Ground.OTHER and not order.reason.strip():
        raise ValidationError({"reason": _("Say the reason: the order and the learner quote it.")})


def _check_date(order: Order, scheme: OrderScheme) -> None:
    latest = latest_order_date(order.run.starts_on, scheme.enrolment_days_after_start)
    # An order that takes another's place corrects it, and that can become necessary on any day.
    if latest and order.dated > latest and order.supersedes_id is None:
        raise ValidationError(
            {
                "dated": _("The run starts on %(start)s, and an enrolment order bears %(latest)s at the latest.")
                % {"start": _day(order.run.starts_on), "latest": _day(latest)}
            }
        )


def _day(day: date) -> str:
    """Short, for the long form ends with a full stop in some languages, as the sentence does."""
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def _check_until(order: Order) -> None:
    if order.until is None:
        raise ValidationError({"until": _("Say until when the people have time.")})
    if order.run.ends_on is None:
        raise ValidationError(_("The run has no end, so there is nothing to extend."))
    if order.until <= order.run.ends_on:
        raise ValidationError({"until": _("The run itself ends on %(date)s.") % {"date": _day(order.run.ends_on)}})
    validate_length(order.run.ends_on, order.until, "until")


def _check_seats(order: Order, lines: Sequence[OrderLine], former: Order | None) -> None:
    """Those who come in, less those whom the replaced order had brought in and this one does not name."""
    if order.kind == Order.Kind.EXTENSION or order.run.capacity is None:
        return
    let_go = given_back(former, lines) if former else []
    coming = sum(line.enrolment.state == State.WAITING for line in lines)
    coming -= sum(each.state == State.ACTIVE for each in let_go)
    if order.kind == Order.Kind.EXPULSION:
        coming = sum(each.state == State.EXPELLED for each in let_go)
    free = free_seats(order.run.capacity, places(order.run).taken) or 0
    if coming > free:
        raise ValidationError(
            _("The order lets in %(coming)d people, and the run has %(free)d free seats.")
            % {"coming": coming, "free": free}
        )


def _listed(lines: Iterable[OrderLine]) -> str:
    return "; ".join(
        f"{line.enrolment.learner.get_full_name()} ({line.enrolment.get_state_display()})" for line in lines
    )
