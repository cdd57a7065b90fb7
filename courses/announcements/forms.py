"""An announcement as its author fills it in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.models import Announcement
from people.localised import LocalisedTextFormField


class MomentField(forms.DateTimeField):
    """A day and a time, in the person's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **kwargs)


class AnnouncementForm(forms.Form):
    """In one language or several; at once or later; about something that takes place, or not."""

    titles = LocalisedTextFormField(label=_("Title"), max_length=150)
    texts = LocalisedTextFormField(
        label=_("Text"),
        multiline=True,
        max_length=10_000,
        required=False,
        help_text=_("Those who read another language get the nearest one there is."),
    )
    publish_at = MomentField(label=_("Send at"), help_text=_("Leave empty to send it at once."))
    event_at = MomentField(
        label=_("Takes place at"), help_text=_("If it is about a meeting: it will be in everybody’s calendar.")
    )
    event_ends_at = MomentField(label=_("Ends at"))
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, help_text=_("A room, or the address of an online meeting.")
    )

    def __init__(self, announcement: Announcement | None, *args: Any, **kwargs: Any) -> None:
        names = ("titles", "texts", "publish_at", "event_at", "event_ends_at", "place")
        initial = {name: getattr(announcement, name) for name in names} if announcement else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if announcement and announcement.is_published:
            del self.fields["publish_at"]

    def clean(self) -> dict[str, Any]:
        """What ends has begun before."""
        data: dict[str, Any] = super().clean() or {}
        begins, ends = data.get("event_at"), data.get("event_ends_at")
        if ends and (begins is None or ends < begins):
            raise ValidationError({"event_ends_at": _("It cannot end before it begins.")})
        return data
