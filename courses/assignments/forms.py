"""What people send about work."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from courses.assignments.queue import RunWork
from courses.assignments.services.marking import LONGEST_COMMENT, Verdict
from courses.assignments.services.submissions import LONGEST_TEXT
from courses.assignments.settings import AssignmentSettings, RubricCriterion
from courses.models import Mark, Review, Submission

RUBRIC = "criterion-"


class ManyFilesInput(forms.ClearableFileInput):
    """A file chooser for several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; gives a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file by the rules of one."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        single = super().clean
        return [cast(UploadedFile, single(each, initial)) for each in files]


class WorkForm(forms.Form):
    """A learner's work as it is sent."""

    form_key = forms.UUIDField()
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    files = ManyFilesField(required=False, allow_empty_file=True)  # type: ignore[assignment]
    upload_key = forms.UUIDField(required=False)


class QueueForm(forms.Form):
    """Which works to show."""

    assignment = forms.ChoiceField(label=pgettext_lazy("activity", "Assignment"), required=False)
    group = forms.ChoiceField(label=pgettext_lazy("of learners", "Group"), required=False)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("What waits for a tutor")),
            (Submission.State.RETURNED, pgettext_lazy("work", "Returned for rework")),
            (Submission.State.MARKED, pgettext_lazy("work", "Marked")),
            ("all", _("All work")),
        ],
    )

    def __init__(self, work: RunWork, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignments = [(f"{lesson}/{block}", work.title((lesson, block))) for lesson, block in work.assignments]
        cast(forms.ChoiceField, self.fields["assignment"]).choices = [("", _("All assignments")), *assignments]
        groups = [(str(group.pk), group.name) for group in work.groups]
        cast(forms.ChoiceField, self.fields["group"]).choices = [("", _("All groups")), *groups]
        if not groups:
            del self.fields["group"]


class JudgeForm(forms.Form):
    """Points or levels, and a comment: of a tutor or of a peer."""

    comment = forms.CharField(
        label=pgettext_lazy("noun", "Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, settings: AssignmentSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        judged: dict[str, forms.Field] = {f"{RUBRIC}{each.id}": _levels(each) for each in settings.rubric}
        self.fields = {**(judged or {"points": _points(settings)}), **self.fields}

    @property
    def points(self) -> Decimal | None:
        """What was given, where there is no rubric."""
        return self.cleaned_data.get("points")

    @property
    def choices(self) -> Mapping[str, str]:
        """{criterion: level} that were chosen."""
        return {
            each.id: level for each in self.settings.rubric if (level := self.cleaned_data.get(f"{RUBRIC}{each.id}"))
        }


def _levels(criterion: RubricCriterion) -> forms.ChoiceField:
    choices = [
        (
            level.id,
            " · ".join(
                part
                for part in (
                    level.title,
                    ngettext("%(points)d point", "%(points)d points", level.points) % {"points": level.points},
                    level.text,
                )
                if part
            ),
        )
        for level in criterion.levels
    ]
    return forms.ChoiceField(label=criterion.title, choices=choices, widget=forms.RadioSelect, required=False)


def _points(settings: AssignmentSettings) -> forms.DecimalField:
    label = ngettext("Points, at most %(most)d", "Points, at most %(most)d", settings.points)
    return forms.DecimalField(
        label=label % {"most": settings.points},
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(settings.points),
        decimal_places=2,
        max_digits=7,
    )


class MarkForm(JudgeForm):
    """A tutor's decision."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    files = ManyFilesField(  # type: ignore[assignment]
        label=_("Files to give back"), required=False, help_text=_("The learner’s work with your remarks in it.")
    )

    def with_revision(self, revision: int) -> None:
        """Know of a decision that came between: what was written stays, and can be sent in the knowledge of it."""
        self.data = {**{name: self.data[name] for name in self.data}, "revision": str(revision)}

    def verdict(self) -> Verdict:
        """What was decided; the button says whether it is a mark or a return."""
        decision = str(self.data.get("decision", Mark.Decision.MARKED))
        return Verdict(decision, self.points, self.choices, self.cleaned_data["comment"], self.cleaned_data["files"])


def first_values(judged: Mark | Review | None, settings: AssignmentSettings, revision: int) -> dict[str, Any]:
    """What the form begins with: the decision in force, to be changed."""
    values: dict[str, Any] = {"revision": revision}
    if judged:
        values |= {"comment": judged.comment, "points": judged.points}
        values |= {f"{RUBRIC}{criterion}": level for criterion, level in judged.choices.items()}
    return values
