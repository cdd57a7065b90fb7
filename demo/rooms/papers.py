"""Papers: orders, how marks are weighed, the protocol of the final assessment, certificates."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from courses.gradebook.services import certificates, corrections, final, schemes
from courses.models import FinalAssessment, GradeChange, GradeScheme, Order, OrderScheme
from courses.orders import schemes as order_schemes
from courses.orders.services import draft_order, sign_order
from credentials.awards import Award
from credentials.models import DocumentTemplate, IssuedDocument, Signatory
from credentials.services.batches import run_batch
from credentials.services.ending import revoke
from credentials.services.issuing import issue
from credentials.services.templates import save_template
from demo.files import Files
from demo.reader import labels, table
from demo.rooms.runs import Cast, Room
from people.models import User


class Papers:
    """The papers of the academy; the registrar makes them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.registrar: User = cast["registrar"]

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What is written on them."""
        return table("rooms/papers")

    def rules(self) -> None:
        """How the academy writes its orders."""
        row = self.words["orders"]
        scheme = OrderScheme(
            organisation=self.cast.academy,
            language=row["language"],
            place=row["place"],
            signatory_position=row["position"],
            signatory_name=row["name"],
        )
        order_schemes.save_scheme(scheme, self.cast.by)

    def enrol(self, room: Room) -> None:
        """The order that lets everybody in who was approved, signed on the eve."""
        order = draft_order(
            room.run,
            Order.Kind.ENROLMENT,
            self.registrar,
            room.people.values(),
            dated=room.run.starts_on - timedelta(days=1),
            basis=self.words["orders"]["basis"],
        )
        sign_order(order, self.registrar, at=room.moment(-1))

    def draft(self, room: Room) -> None:
        """An order that waits for a signature."""
        waiting = room.run.enrolments.waiting()
        basis = self.words["orders"]["basis"]
        draft_order(room.run, Order.Kind.ENROLMENT, self.registrar, waiting, dated=self._today, basis=basis)

    def expel(self, room: Room, name: str) -> None:
        """The order by which somebody is let go."""
        row = self.words["orders"]
        at = room.moment(row["expelled_on"])
        order = draft_order(
            room.run,
            Order.Kind.EXPULSION,
            self.registrar,
            [room.people[name]],
            dated=timezone.localdate(at),
            basis=row["expulsion_basis"],
            ground=Order.Ground.NOT_FULFILLED,
            reason=row["expulsion_reason"],
        )
        sign_order(order, self.registrar, at=at)

    def weigh(self, room: Room) -> None:
        """Plans and reports in categories, marks from 2 to 5."""
        row = self.words["scheme"]
        data = schemes.SchemeData(
            scale=GradeScheme.Scale.STEPS,
            categories=[
                schemes.Category(labels(row["plans"]), Decimal(60)),
                schemes.Category(labels(row["reports"]), Decimal(40)),
            ],
            items={room.key("plan/plan"): schemes.Item(0), room.key("report/report"): schemes.Item(1)},
        )
        schemes.save_scheme(room.run, self.cast["methodologist"], data, revision=0)

    def correct(self, room: Room) -> None:
        """A mark that the tutor sets by hand."""
        row = self.words["scheme"]["override"]
        corrections.correct(
            room.people[row["who"]],
            room.key("plan/plan"),
            self.cast["tutor"],
            GradeChange.Kind.OVERRIDE,
            reason=row["reason"],
            percent=Decimal(row["percent"]),
            at=self.cast.at - timedelta(days=2),
        )

    def assess(self, room: Room) -> FinalAssessment:
        """The protocol, drawn up and signed; it suggests the marks of the gradebook."""
        row, by = self.words["sheet"], self.cast["methodologist"]
        held_on = self._today - timedelta(days=2)
        form = FinalAssessment.Form.INTERVIEW
        sheet = final.draw_up(room.run, by, number=row["number"], held_on=held_on, form=form)
        data = final.SheetData(
            number=row["number"],
            held_on=held_on,
            form=form,
            topic=row["topic"],
            commission=[final.Member(**each) for each in row["commission"]],
            results={room.people[row["absent"]].pk: final.Result(is_absent=True, note=row["note"])},
        )
        sheet = final.save_sheet(sheet, by, data, revision=sheet.revision)
        return final.sign(sheet, by, at=self.cast.at - timedelta(days=1))

    def certify(self, sheet: FinalAssessment, room: Room) -> None:
        """Certificates for all who passed; one of them is revoked afterwards."""
        batch = certificates.issue_certificates(sheet, self._template("certificate", "cpd"), self.registrar)
        run_batch(batch.pk, self.cast.at)
        row = self.words["revoked"]
        document = IssuedDocument.objects.get(holder=self.cast[row["who"]])
        revoke(document, row["because"], by=self.registrar)

    def attest(self, name: str) -> None:
        """A certificate that belongs to no course."""
        row = self.words["attendance"]
        held_on = self._today - timedelta(days=row["day"])
        award = Award(
            holder=self.cast[name],
            reason="demo:meeting",
            title=labels(row["title"]),
            organisation=self.cast.academy,
            hours=row["hours"],
            started_on=held_on,
            finished_on=held_on,
            issued_on=held_on,
        )
        template = self._template("attendance", "attendance")
        issue(award, template, by=self.registrar, at=self.cast.at - timedelta(days=row["day"]))

    def _template(self, name: str, kind: str) -> DocumentTemplate:
        row, signatory = self.words[name], self.words["signatory"]
        template = DocumentTemplate(
            name=row["name"],
            kind=kind,
            organisation=self.cast.academy,
            heading=labels(row["heading"]),
            wording=_paragraphs(row["wording"]),
            note=_paragraphs(self.words["certificate"]["note"]),
            logo=Files(self.cast.by).picture("emblem", str(self.cast.academy), ""),
        )
        template.signatories = [Signatory(name=labels(signatory["name"]), position=labels(signatory["position"]))]
        return save_template(template, by=self.registrar)

    @property
    def _today(self) -> date:
        return timezone.localdate(self.cast.at)


def _paragraphs(row: Mapping[str, str]) -> Any:
    return labels({language: text.strip() for language, text in row.items()})
