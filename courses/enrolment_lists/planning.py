"""What will happen to each row of a list. Reads, never writes; the number of queries does not depend on the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courses import enrolment_rules as rules
from courses.enrolment_lists.reading import ListRow
from courses.enrolment_rules import IN_FORCE, IN_LINE, State
from courses.models import EnrolmentListRow, Group, Run
from courses.services.seats import places
from people.models import Organisation, User

Outcome = EnrolmentListRow.Outcome
AT_ONCE = 500


@dataclass
class Known:
    """What the installation knows of the people and names on a list."""

    people: dict[str, User]
    states: Mapping[int, str]
    organisations: Mapping[str, list[Organisation]]
    groups: Mapping[str, Group]

    def organisation(self, name: str) -> Organisation | None:
        """The one organisation of that name; ``ValueError`` when there is none or several."""
        if not name.strip():
            return None
        found = self.organisations.get(_key(name), [])
        if not found:
            raise ValueError(_("There is no organisation of this name. Write it as the installation does."))
        if len(found) > 1:
            raise ValueError(_("There are several organisations of this name. Leave it empty and enter it afterwards."))
        return found[0]

    def group(self, name: str) -> Group | None:
        """The run's group of that name; ``ValueError`` when there is none."""
        if not name.strip():
            return None
        if _key(name) not in self.groups:
            raise ValueError(_("The run has no group of this name. Make it first."))
        return self.groups[_key(name)]


def look_up(run: Run, rows: Sequence[Any]) -> Known:
    """Everything about the rows at once."""
    people: dict[str, User] = {}
    emails = sorted({row.email.lower() for row in rows if row.email})
    for start in range(0, len(emails), AT_ONCE):
        people |= {user.email: user for user in User.objects.filter(email__in=emails[start : start + AT_ONCE])}
    keys = [user.pk for user in people.values()]
    states: dict[int, str] = {}
    for start in range(0, len(keys), AT_ONCE):
        mine = run.enrolments.order_by().filter(learner__in=keys[start : start + AT_ONCE])
        states |= dict(mine.values_list("learner", "state"))
    return Known(people, states, _organisations(row.organisation for row in rows), _groups(run))


def plan(run: Run, rows: Sequence[ListRow]) -> list[EnrolmentListRow]:
    """The rows with what will become of them, in the order of the list: seats go to those who stand higher."""
    planner = _Planner(run, look_up(run, rows))
    planned = []
    for row in rows:
        outcome, problem = planner.outcome(row)
        values = {field.name: getattr(row, field.name) for field in fields(row)}
        planned.append(EnrolmentListRow(**values, outcome=outcome, problem=problem))
    return planned


class _Planner:
    """Goes down a list and keeps count of the seats that are left."""

    def __init__(self, run: Run, known: Known) -> None:
        self.run, self.known = run, known
        room = places(run)
        self.free, self.waiting = room.free, room.waiting
        self.seen: set[str] = set()

    def outcome(self, row: ListRow) -> tuple[Outcome, str]:
        """What will become of the next row, and what is wrong with it."""
        email = row.email.lower()
        try:
            if email in self.seen:
                return Outcome.ALREADY, _("This address stands on the list already, higher up.")
            check_row(row, self.known)
            found = self._place(self.known.people.get(email))
        except rules.FullError:
            return Outcome.ERROR, _("All seats are taken, and the run has no waiting list.")
        except ValueError as problem:
            return Outcome.ERROR, str(problem)
        if email:
            self.seen.add(email)
        return found, ""

    def _place(self, person: User | None) -> Outcome:
        if person and self.known.states.get(person.pk, "") in IN_FORCE | IN_LINE:
            return Outcome.ALREADY
        has_list = self.run.has_waiting_list
        state = rules.place(self.run.enrolment_kind, self.free, self.waiting, has_waiting_list=has_list, by_staff=True)
        if state == State.ACTIVE:
            self.free = None if self.free is None else self.free - 1
            return Outcome.ENROLLED if person else Outcome.INVITED
        self.waiting += 1
        return Outcome.WAITING if person else Outcome.INVITED_WAITING


def check_row(row: Any, known: Known) -> None:
    """Raises ``ValueError`` that says what is wrong with a row in itself."""
    if not row.email:
        raise ValueError(_("There is no e-mail address."))
    try:
        validate_email(row.email)
    except ValidationError as error:
        raise ValueError(_("This is not an e-mail address.")) from error
    person = known.people.get(row.email.lower())
    if person is None and not (row.family_name and row.given_name):
        raise ValueError(_("A new account needs family name and given name."))
    if person is not None and not person.is_active:
        raise ValueError(_("This person’s account has been closed."))
    if person is not None and known.states.get(person.pk) == State.EXPELLED:
        raise ValueError(_("This person was expelled from the run and comes back only by an order."))
    if person is None:
        known.organisation(row.organisation)
    known.group(row.group)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _organisations(names: Iterable[str]) -> Mapping[str, list[Organisation]]:
    wanted = {_key(name) for name in names if name.strip()}
    found: dict[str, list[Organisation]] = {}
    if not wanted:
        return found
    # Names are folded in the row, one in each language: a table of some thousands is read once.
    for organisation in Organisation.objects.all().iterator():
        for key in {_key(label) for label in organisation.labels.values()} & wanted:
            found.setdefault(key, []).append(organisation)
    return found


def _groups(run: Run) -> Mapping[str, Group]:
    return {_key(group.name): group for group in run.groups.all()}
