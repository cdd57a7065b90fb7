"""What people send about a final assessment."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.gradebook.forms import Forms
from courses.gradebook.outcomes import outcomes
from courses.gradebook.scheme import Weighing
from courses.gradebook.services.final import MOST_MEMBERS, Member, Result, SheetData
from courses.models import CommissionMember, FinalAssessment, FinalResult, Run
from courses.programmes.particulars import particulars_of
from credentials.admin.issue_forms import DetailsForm
from credentials.models import DocumentTemplate

EMPTY_MEMBERS = 3


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class NewSheetForm(forms.Form):
    """The head of a new sheet."""

    number = forms.CharField(label=_("Protocol number"), max_length=40)
    held_on = _day(_("Held on"))
    form = forms.ChoiceField(label=pgettext_lazy("final assessment", "Form"), choices=FinalAssessment.Form.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate


class SheetForm(NewSheetForm):
    """The head of a draft."""

    topic = forms.CharField(label=_("Subject of the assessment"), max_length=300, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class MemberForm(forms.Form):
    """Somebody of the commission; without a name the line is left out."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    position = forms.CharField(label=_("Position"), max_length=200, required=False)
    part = forms.ChoiceField(
        label=pgettext_lazy("commission", "Part"),
        choices=CommissionMember.Part.choices,
        initial=CommissionMember.Part.MEMBER,
        required=False,
    )


class ResultForm(forms.Form):
    """A learner's result."""

    enrolment = forms.IntegerField(widget=forms.HiddenInput)
    grade = forms.ChoiceField(label=_("Result"), required=False)
    is_absent = forms.BooleanField(label=_("Absent"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ReasonForm(forms.Form):
    """Why a sheet is replaced."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class CertificatesForm(DetailsForm):
    """Which certificates, and what the state register wants to know beyond the course."""

    template = forms.ModelChoiceField(DocumentTemplate.objects.none(), label=_("Template of the certificates"))
    field_order = ("template",)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[DocumentTemplate]", self.fields["template"])
        usable, particulars = DocumentTemplate.objects.usable_for(run.organisation), particulars_of(run)
        field.queryset = usable.filter(kind=particulars.kind) if particulars.is_of_programme else usable
        self.fields["study_mode"].initial = particulars.study_mode


MemberForms: type[Forms] = forms.formset_factory(MemberForm, extra=EMPTY_MEMBERS, max_num=MOST_MEMBERS)
ResultForms: type[Forms] = forms.formset_factory(ResultForm, extra=0, max_num=5000)


class SheetForms:
    """The whole page of a draft: the head, the commission, the results."""

    def __init__(self, sheet: FinalAssessment, weighing: Weighing, data: Any = None) -> None:
        self.sheet = sheet
        self.results_of: list[FinalResult] = sorted(
            sheet.results.select_related("enrolment__learner"),
            key=lambda row: row.enrolment.learner.get_full_name().casefold(),
        )
        head = ("number", "held_on", "form", "topic", "revision")
        self.head = SheetForm(data, initial={name: getattr(sheet, name) for name in head})
        members = [{"name": m.name, "position": m.position, "part": m.part} for m in sheet.commission.all()]
        chair = [{"part": CommissionMember.Part.CHAIR}]
        self.commission = MemberForms(data, prefix="commission", initial=members or chair)
        self.results = ResultForms(data, prefix="results", initial=[_first(row) for row in self.results_of])
        choices = [("", "—"), *((each.value, each.label) for each in outcomes(weighing))]
        for form in self.results.forms:
            form.fields["grade"].choices = choices

    @property
    def rows(self) -> list[tuple[FinalResult, Any]]:
        """Each learner with their form."""
        return list(zip(self.results_of, self.results.forms, strict=False))

    def is_valid(self) -> bool:
        """Whether all of it can be read."""
        return all([self.head.is_valid(), self.commission.is_valid(), self.results.is_valid()])

    def data(self) -> SheetData:
        """What was sent."""
        head = self.head.cleaned_data
        members = [form.cleaned_data for form in self.commission.forms if form.cleaned_data.get("name")]
        return SheetData(
            number=head["number"],
            held_on=head["held_on"],
            form=head["form"],
            topic=head["topic"],
            commission=[
                Member(each["name"], each["position"], each["part"] or CommissionMember.Part.MEMBER) for each in members
            ],
            results={
                sent["enrolment"]: Result(sent["grade"], sent["is_absent"], sent["note"])
                for sent in (form.cleaned_data for form in self.results.forms)
                if sent
            },
        )


def _first(row: FinalResult) -> dict[str, Any]:
    return {
        "enrolment": row.enrolment_id,
        "grade": row.grade,
        "is_absent": row.is_absent,
        "note": row.note,
    }
