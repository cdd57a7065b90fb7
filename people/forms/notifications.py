"""How a person wants to be told."""

from typing import Any

from django import forms

from people.models import User
from people.notification_kinds import Channel, kinds
from people.services.notifications import preferences, set_preferences


class PreferencesForm(forms.Form):
    """One choice for each kind of news."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = preferences(user)
        for kind in kinds():
            self.fields[self._field(kind.name)] = forms.ChoiceField(
                label=str(kind.label), choices=Channel.choices, initial=chosen[kind.name].value
            )

    @staticmethod
    def _field(kind: str) -> str:
        return kind.replace(".", "__")

    def save(self) -> None:
        """Keep the choices."""
        set_preferences(self.user, {kind.name: self.cleaned_data[self._field(kind.name)] for kind in kinds()})
