"""What registrars send."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.enrolment_rules import State
from courses.models import Enrolment, Group, Order, OrderScheme, Run
from courses.orders.schemes import save_scheme
from courses.orders.services import draft_order, update_draft
from courses.querysets import EnrolmentQuerySet
from courses.services.admissions import save_group
from people.models import User
from people.roles import Role
from people.viewsets.choosers import OrganisationChooser

DATE = {"type": "date"}


class PeopleFilterForm(forms.Form):
    """Which people of a run to show."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Enrolment.State.choices])
    group = forms.ModelChoiceField(Group.objects.none(), label=pgettext_lazy("of learners", "Group"), required=False)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["group"]).queryset = run.groups.all()

    def chosen(self, people: EnrolmentQuerySet) -> EnrolmentQuerySet:
        """Those asked for."""
        wanted = self.cleaned_data if self.is_valid() else {}
        found = people.named(wanted.get("q", ""))
        if wanted.get("state"):
            found = found.filter(state=wanted["state"])
        return found.filter(group=wanted["group"]) if wanted.get("group") else found


class PeopleActionForm(forms.Form):
    """What to do with the people ticked."""

    NO_GROUP = "none"

    chosen = forms.ModelMultipleChoiceField(
        Enrolment.objects.none(), label=_("People"), error_messages={"required": _("Tick at least one person.")}
    )
    action = forms.ChoiceField(
        label=_("Action"),
        choices=[("group", ""), ("turn_down", ""), *((kind, "") for kind in Order.Kind.values)],
    )
    group = forms.ChoiceField(label=pgettext_lazy("of learners", "Group"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["chosen"]).queryset = run.enrolments.all()
        groups = [(str(group.pk), group.name) for group in run.groups.all()]
        cast(Any, self.fields["group"]).choices = [(self.NO_GROUP, _("No group")), *groups]


class TutorsField(forms.ModelMultipleChoiceField):
    """Those with the role of a tutor."""

    def __init__(self) -> None:
        super().__init__(User.objects.none(), label=_("Tutors"), required=False, widget=forms.CheckboxSelectMultiple)


class GroupForm(forms.ModelForm):
    """A group of a run."""

    tutors = TutorsField()

    class Meta:
        model = Group
        fields = ["name", "capacity", "tutors"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tutors = User.objects.filter(is_active=True, role_assignments__role__in=(Role.TUTOR, Role.METHODOLOGIST))
        if self.instance.pk:
            tutors |= User.objects.filter(tutored_groups=self.instance)
        cast(Any, self.fields["tutors"]).queryset = tutors.distinct()

    def save_by(self, by: User) -> Group:
        """Through the service."""
        return save_group(self.instance, by, self.cleaned_data["tutors"])


class ListForm(forms.Form):
    """A list to upload."""

    file = forms.FileField(
        label=_("List"),
        help_text=_("XLSX or CSV, at most 5 MB and 5,000 people; the first row names the columns."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
    )


class OrderBeginForm(forms.ModelForm):
    """A new order: what about, in which run. Everything else is said in the draft."""

    class Meta:
        model = Order
        fields = ["kind", "run"]

    def __init__(self, *args: Any, runs: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if runs is not None:
            cast(Any, self.fields["run"]).queryset = runs

    def save_by(self, by: User) -> Order:
        """A draft; one that enrols begins with those who wait, in their order, as far as there are seats."""
        run, kind = self.cleaned_data["run"], self.cleaned_data["kind"]
        return draft_order(run, kind, by, usual_people(run, kind))


def usual_people(run: Run, kind: str) -> list[Enrolment]:
    """Whom a new order most likely is about."""
    if kind != Order.Kind.ENROLMENT:
        return []
    waiting = list(run.enrolments.waiting())
    taken = run.enrolments.in_force().count()
    return waiting if run.capacity is None else waiting[: max(0, run.capacity - taken)]


CANDIDATES = {
    Order.Kind.ENROLMENT: (State.WAITING, State.ACTIVE),
    Order.Kind.EXTENSION: (State.ACTIVE,),
    Order.Kind.EXPULSION: (State.ACTIVE, State.COMPLETED),
}


class PersonChoiceField(forms.ModelMultipleChoiceField):
    """People of a run, each with their state."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and state."""
        return f"{obj.learner.get_full_name()} — {obj.get_state_display()}"


class OrderForm(forms.ModelForm):
    """A draft."""

    people = PersonChoiceField(
        Enrolment.objects.none(), label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Order
        fields = [
            "dated", "basis", "until", "ground", "reason", "people", "place", "signatory_position", "signatory_name",
        ]  # fmt: skip
        widgets = {
            "dated": forms.DateInput(DATE, format="%Y-%m-%d"),
            "until": forms.DateInput(DATE, format="%Y-%m-%d"),
            "basis": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order: Order = self.instance
        if order.kind != Order.Kind.EXTENSION:
            del self.fields["until"]
        if order.kind != Order.Kind.EXPULSION:
            del self.fields["ground"], self.fields["reason"]
        named = order.lines.values("enrolment")
        fitting = Enrolment.objects.filter(run=order.run_id, state__in=CANDIDATES[Order.Kind(order.kind)])
        people = fitting | Enrolment.objects.filter(run=order.run_id, pk__in=named)
        field = cast(Any, self.fields["people"])
        field.queryset = people.select_related("learner").order_by(
            "queue_number", "learner__family_name", "learner__given_name", "pk"
        )
        field.initial = list(order.lines.values_list("enrolment", flat=True))

    def save_by(self, by: User) -> Order:
        """Through the service."""
        values = dict(self.cleaned_data)
        return update_draft(self.instance, by, values.pop("people"), **values)


class OrderSchemeForm(forms.ModelForm):
    """The rules of orders of an organisation."""

    class Meta:
        model = OrderScheme
        fields = [
            "organisation", "number_pattern", "enrolment_days_after_start", "language", "place", "signatory_position",
            "signatory_name",
        ]  # fmt: skip
        widgets = {"organisation": OrganisationChooser()}

    def save_by(self, by: User) -> OrderScheme:
        """Through the service."""
        return save_scheme(self.instance, by)
