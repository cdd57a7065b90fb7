"""What applicants and their employers send."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, User


class ApplyForm(forms.Form):
    """An application: to which of one's employers, and why."""

    employer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Employer"),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Who is asked to approve. Listed are your places of work."),
    )
    statement = forms.CharField(
        label=_("Why this course"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Your employer and the registrars of the run read it."),
    )

    def __init__(self, learner: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        works = learner.employments.select_related("organisation").order_by("-is_main", "pk")
        self.employers = [row.organisation for row in works]
        field: Any = self.fields["employer"]
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in self.employers])
        if self.employers:
            field.initial = self.employers[0].pk


class LeaveForm(forms.Form):
    """Why somebody leaves, if they want to say."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))


class DecisionForm(forms.Form):
    """An employer's answer to some applications."""

    chosen = forms.TypedMultipleChoiceField(label=_("Applications"), coerce=int, choices=())
    decision = forms.ChoiceField(label=_("Answer"), choices=[("approve", ""), ("reject", "")])
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed to reject; the applicants read it."),
    )

    def __init__(self, applications: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(pk, pk) for pk in applications]
        chosen.error_messages["required"] = _("Choose at least one application.")
        chosen.error_messages["invalid_choice"] = _("Some of these are decided already. Look at the list again.")

    @property
    def approves(self) -> bool:
        """Which of the two buttons it was."""
        return bool(self.cleaned_data["decision"] == "approve")

    def clean_reason(self) -> str:
        """A rejection says why."""
        reason: str = self.cleaned_data["reason"].strip()
        if not reason and self.data.get("decision") == "reject":
            raise ValidationError(_("Say why: the applicant reads it."))
        return reason
