"""What one writes into a diary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.diary.services import LONGEST_COMMENT, LONGEST_ENTRY, LONGEST_TITLE
from courses.models import Enrolment
from people.models import User


class CourseChoice(forms.ModelChoiceField):
    """One's own courses."""

    def label_from_instance(self, obj: Any) -> str:
        """The course's title."""
        return str(obj.title)


class EntryForm(forms.Form):
    """An entry: what it is about, its text, who may read it."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    course = CourseChoice(
        Enrolment.objects.none(), label=_("About"), required=False, empty_label=_("Anything"), to_field_name="public_id"
    )
    text = forms.CharField(
        label=pgettext_lazy("of a diary entry", "Text"), max_length=LONGEST_ENTRY, widget=forms.Textarea({"rows": 12})
    )
    share = forms.BooleanField(
        label=_("The tutors of the course may read it and answer"),
        required=False,
        help_text=_("You can take this back at any time. Without it nobody but you reads the entry."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Enrolment.objects.of_learner(user).with_run()  # type: ignore[attr-defined]


class ReflectionForm(forms.Form):
    """The short form in a lesson."""

    text = forms.CharField(label=_("Your reflection"), max_length=LONGEST_ENTRY, widget=forms.Textarea({"rows": 5}))
    share = forms.BooleanField(label=_("The tutors of the course may read it and answer"), required=False)


class CommentForm(forms.Form):
    """An answer to an entry."""

    text = forms.CharField(label=_("Answer"), max_length=LONGEST_COMMENT, widget=forms.Textarea({"rows": 4}))
