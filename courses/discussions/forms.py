"""What people send to the pages of discussions."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.discussions.access import Participant
from courses.discussions.rules import LONGEST_POST, LONGEST_TITLE
from courses.discussions.writing import Draft
from courses.models import Group
from people.localised import LocalisedTextFormField

HELP = _(
    "A blank line begins a paragraph, “- ” an item of a list; *so* is emphasised. Write @ and a name to call somebody."
)


class PostForm(forms.Form):
    """A post, or a reply."""

    text = forms.CharField(
        label=_("Your post"), help_text=HELP, max_length=LONGEST_POST, widget=forms.Textarea({"rows": 6})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people_url: str = "", **kwargs: Any) -> None:
        # Made with the form, so that sending it twice makes one post.
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if people_url:
            self.fields["text"].widget.attrs["data-mentions"] = people_url

    @property
    def draft(self) -> Draft:
        """What is to be written."""
        return Draft(self.cleaned_data["text"], self.cleaned_data["key"])


class ThreadForm(PostForm):
    """A new thread: its title, for whom it is, and its first post."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Who reads it"),
        required=False,
        empty_label=_("Everybody in the run"),
    )

    field_order = ["title", "group", "text"]

    def __init__(self, participant: Participant, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.filter(run=participant.run)
        if participant.groups is not None:
            groups = groups.filter(pk__in=participant.groups)
        if groups.exists():
            self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class EditForm(forms.Form):
    """One's own post, changed."""

    text = forms.CharField(label=_("Your post"), max_length=LONGEST_POST, widget=forms.Textarea({"rows": 10}))


class ReasonForm(forms.Form):
    """Why a post is hidden, or reported."""

    text = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    @property
    def reason(self) -> str:
        """What was given."""
        return str(self.cleaned_data["text"])


class ForumForm(forms.Form):
    """A forum of a run."""

    labels = LocalisedTextFormField(label=_("Name"), max_length=100)
    description = LocalisedTextFormField(
        label=pgettext_lazy("of a forum", "Description"), multiline=True, max_length=1000, required=False
    )
    is_for_staff = forms.BooleanField(label=_("Only staff begin threads here; learners answer"), required=False)
