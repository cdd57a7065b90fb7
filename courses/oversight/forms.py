"""What those who look after learners ask for and send."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.forms import LearnersForm
from courses.models import CourseEdition, Group, Run
from courses.oversight.matrix import EVERYTHING


class RunLearnersForm(LearnersForm):
    """Which learners of a run to show, by group too where it has any."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=pgettext_lazy("of learners", "Group"),
        required=False,
        empty_label=_("All groups"),
    )

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = list(run.groups.all())
        if groups:
            cast(Any, self.fields["group"]).queryset = run.groups.all()
        else:
            del self.fields["group"]


class MatrixForm(RunLearnersForm):
    """And which module."""

    module = forms.ChoiceField(label=_("Module"), required=False)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(run, *args, **kwargs)
        outline = run.edition.outline
        modules = [
            (str(number), f"{number}. {outline.heading(each)}") for number, each in enumerate(outline.modules, 1)
        ]
        cast(Any, self.fields["module"]).choices = [*modules, (EVERYTHING, _("All modules"))]


class RemindForm(forms.Form):
    """Whom to remind: one learner, or all who are behind; and in which words, if the usual ones will not do."""

    learner = forms.UUIDField(required=False)
    behind = forms.BooleanField(required=False)
    text = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Added to the reminder. It names the course and leads to it by itself."),
    )

    def clean(self) -> dict[str, Any]:
        """Somebody must be reminded."""
        cleaned = super().clean() or {}
        if not cleaned.get("learner") and not cleaned.get("behind"):
            raise forms.ValidationError(_("Say whom to remind."))
        return cleaned


class ReasonForm(forms.Form):
    """Why something is done, if it is to be said."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=500)


class SourceForm(forms.Form):
    """Which earlier completion."""

    source = forms.UUIDField()


class MoveForm(forms.Form):
    """Which edition a run, or one of its learners, is to have."""

    edition = forms.ModelChoiceField(CourseEdition.objects.none())
    learner = forms.UUIDField(required=False)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = CourseEdition.objects.light().of_course(run.edition.course_key)
        cast(Any, self.fields["edition"]).queryset = editions
