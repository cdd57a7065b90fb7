"""What people send to the app's pages, on the site and in the admin."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from cms.languages import codes, own_name
from courses.models import CourseEdition, Run
from courses.services.runs import RunFields, open_run, update_run
from people.models import User
from people.roles import Role
from people.viewsets.choosers import OrganisationChooser


class ConfirmForm(forms.Form):
    """Which activity of a lesson is done."""

    block = forms.UUIDField()


class LearnersForm(forms.Form):
    """Which learners of a run to show."""

    class Show:
        """The choices of the filter."""

        ALL = ""
        BEHIND = "behind"
        NOT_STARTED = "not_started"
        COMPLETED = "completed"
        WITHDRAWN = "withdrawn"

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (Show.ALL, _("All learners")),
            (Show.BEHIND, _("Behind")),
            (Show.NOT_STARTED, _("Not started")),
            (Show.COMPLETED, _("Completed")),
            (Show.WITHDRAWN, _("Withdrawn")),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["q"].widget = forms.TextInput({"type": "search"})


LOOK_AFTER_LEARNERS = (Role.TUTOR, Role.METHODOLOGIST)


class _ByKind(ModelChoiceIterator):
    """Courses, then programmes, each under a heading."""

    def __iter__(self) -> Iterator[Any]:
        """The choices in groups; without headings where all are of one kind."""
        chosen: dict[str, list[Any]] = {kind: [] for kind in CourseEdition.Kind.values}
        for edition in self.queryset:
            chosen[edition.kind].append(self.choice(edition))
        groups = zip((_("Courses"), _("Programmes")), chosen.values(), strict=True)
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from groups if all(chosen.values()) else chain(*chosen.values())


class EditionChoiceField(forms.ModelChoiceField):
    """Courses and programmes, each by its newest edition."""

    iterator = _ByKind

    def label_from_instance(self, obj: Any) -> str:
        """The title in the reader's language, and the edition's number."""
        return f"{obj.titles} — {_('edition')} {obj.number}"


class RunForm(forms.ModelForm):
    """A run: of which course or programme, when, held by whom, looked after by whom."""

    edition = EditionChoiceField(
        CourseEdition.objects.none(),
        label=_("Course or programme"),
        help_text=_("Learners get the newest edition, and keep it when the course is changed."),
    )
    tutors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Tutors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see how every learner of the run is getting on. Listed are those with the role of a tutor."),
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=[(code, own_name(code)) for code in codes()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which of the course’s languages it is held; none chosen: in all."),
    )

    class Meta:
        model = Run
        fields = [
            "edition", "labels", "starts_on", "ends_on", "enrolment_kind", "opens_on", "closes_on", "capacity",
            "has_waiting_list", "languages", "organisation", "tutors", "slug",
        ]  # fmt: skip
        widgets = {
            "organisation": OrganisationChooser(),
            **{
                name: forms.DateInput({"type": "date"}, format="%Y-%m-%d")
                for name in ("starts_on", "ends_on", "opens_on", "closes_on")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Leave empty: it is made of the course's address and the month.")
        self._set_editions()
        tutors = User.objects.filter(is_active=True, role_assignments__role__in=LOOK_AFTER_LEARNERS)
        if self.instance.pk:
            tutors |= User.objects.filter(tutored_runs=self.instance)
        cast(Any, self.fields["tutors"]).queryset = tutors.distinct()

    def _set_editions(self) -> None:
        """The newest editions for a new run; a run's own, which stays, for an old one."""
        field = cast(Any, self.fields["edition"])
        if self.instance.pk:
            field.queryset = CourseEdition.objects.light().filter(pk=self.instance.edition_id)
            field.disabled = True
        else:
            field.queryset = CourseEdition.objects.light().newest()

    def save_by(self, by: User) -> Run:
        """Open the run, or change it."""
        values = dict(self.cleaned_data)
        edition, tutors = values.pop("edition"), values.pop("tutors")
        fields = cast(RunFields, values)
        try:
            if self.instance.pk is None:
                return open_run(edition, by, tutors, **fields)
            return update_run(self.instance, by, tutors, **fields)
        except PermissionDenied as refusal:
            if fields.get("organisation"):
                raise
            # Said at the field: the page that refuses would throw away what was filled in.
            raise ValidationError({"organisation": str(refusal)}) from refusal

    def _get_validation_exclusions(self) -> set[str]:
        # The service makes the address, and validates it then.
        return {*cast(Any, super())._get_validation_exclusions(), "slug"}
