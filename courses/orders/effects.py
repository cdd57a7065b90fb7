"""What an order does to its people when it is signed, and what of it is undone when another takes its place."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from courses.enrolment_rules import State
from courses.models import Enrolment, EnrolmentChange, Order, OrderLine
from courses.services.news import tell_extended, tell_moved
from courses.services.states import move, note
from people.models import User


def take_effect(order: Order, lines: Sequence[OrderLine], *, by: User, at: datetime) -> None:
    """Do what the order says to those whom it finds in another state, and note it for the others."""
    people = [line.enrolment for line in lines]
    if order.kind == Order.Kind.EXTENSION:
        _extend(order, people, by=by, at=at)
        return
    is_expulsion = order.kind == Order.Kind.EXPULSION
    after = State.EXPELLED if is_expulsion else State.ACTIVE
    moved = [each for each in people if each.state not in (after, State.COMPLETED)]
    reason = why(order) if is_expulsion else ""
    note([each for each in people if each not in moved], by=by, reason=reason, order=order, at=at)
    move(moved, after, by=by, reason=reason, order=order, at=at)
    tell_moved(moved, reason)


def why(order: Order) -> str:
    """The ground of an expulsion, with the words of whoever wrote the order."""
    return ". ".join(part for part in (str(order.get_ground_display()), order.reason) if part)


def _extend(order: Order, people: list[Enrolment], *, by: User, at: datetime) -> None:
    until = order.until
    if until is None:
        raise ValidationError({"until": _("Say until when the people have time.")})
    _set_deadlines(order, people)
    note(people, by=by, reason="", order=order, at=at)
    tell_extended([each for each in people if each.due_on == until], until)


def _set_deadlines(order: Order, people: Sequence[Enrolment]) -> None:
    """Give each the day of the extension that holds for them, ``order`` having taken its former's place.

    Of the orders in force the one signed last holds; one that took another's place stands where that one stood. Whom no
    order extends has what they had before the first. Three queries, whatever the number of people.
    """
    untils: dict[int, date | None] = {}
    places: dict[int | None, int] = {}
    replaced = {order.supersedes_id}
    signed = Order.objects.signed().filter(run=order.run_id, kind=Order.Kind.EXTENSION).order_by("signed_at", "pk")
    for number, (pk, former, until) in enumerate(signed.values_list("pk", "supersedes", "until")):
        untils[pk], places[pk] = until, places.get(former, number)
        replaced.add(former)
    named: dict[int, list[OrderLine]] = defaultdict(list)
    lines = OrderLine.objects.filter(order__in=list(untils), enrolment__in=people)
    for line in lines.order_by("order__signed_at", "order_id"):
        named[line.enrolment_id].append(line)
    for each in people:
        in_force = [line.order_id for line in named[each.pk] if line.order_id not in replaced]
        each.due_on = untils[max(in_force, key=places.__getitem__)] if in_force else named[each.pk][0].former_due_on
    Enrolment.objects.bulk_update(people, ["due_on"], batch_size=500)


def given_back(former: Order, lines: Sequence[OrderLine]) -> list[Enrolment]:
    """Those whom ``lines`` do not name, and whom the replaced order brought where it leads, or one that it had replaced
    itself: not those whom it found there. A query for each order so replaced, and one more.
    """
    named = {line.enrolment_id for line in lines}
    people = [line.enrolment for line in former.lines.all() if line.enrolment_id not in named]
    orders, each = [former], former.supersedes
    while each:
        orders.append(each)
        each = each.supersedes
    steps = EnrolmentChange.objects.filter(order__in=orders, enrolment__in=people).exclude(before=F("after"))
    last = dict(steps.order_by("at", "pk").values_list("enrolment", "after"))
    led = State.EXPELLED if former.kind == Order.Kind.EXPULSION else State.ACTIVE
    return [enrolment for enrolment in people if last.get(enrolment.pk) == led]


def undo(former: Order, lines: Sequence[OrderLine], *, by: User, order: Order, at: datetime) -> None:
    """Take back what the replaced order did to those whom the new one does not name."""
    named = {line.enrolment_id for line in lines}
    let_go = [line for line in former.lines.all() if line.enrolment_id not in named]
    people = [line.enrolment for line in let_go]
    for each in people:
        each.run = order.run
    reason = _("Order № %(number)s has been replaced.") % {"number": former.number}
    if order.kind == Order.Kind.EXTENSION:
        _set_deadlines(order, people)
        note(people, by=by, reason=reason, order=order, at=at)
        return
    before, after = (
        (State.ACTIVE, State.WITHDRAWN) if order.kind == Order.Kind.ENROLMENT else (State.EXPELLED, State.ACTIVE)
    )
    people = given_back(former, lines)
    if any(each.state == State.COMPLETED for each in people) and order.kind == Order.Kind.ENROLMENT:
        raise ValidationError(
            _("The replaced order enrolled people who have completed the course: keep them in this one.")
        )
    moved = [each for each in people if each.state == before]
    move(moved, after, by=by, reason=reason, order=order, at=at)
    tell_moved(moved, reason)
