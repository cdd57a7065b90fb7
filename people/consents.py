"""What a person reads about their consents: each purpose, its text, and what follows from yes and no."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Consent, ConsentText, Purpose, User

CONSEQUENCES: Mapping[str, Promise] = {
    Purpose.TRAINING: _(
        "Without it your courses stay closed. What you have done so far stays on record as long as the law asks for it."
    ),
    Purpose.REGISTER_EXPORT: _("Without it your documents are issued, but not entered in the state register."),
    Purpose.DIAGNOSTICS: _("Without it you are not offered diagnostics, nor recommendations drawn from them."),
    Purpose.EMPLOYER: _("Without it your employer sees neither your results nor your progress in person."),
    Purpose.RECORDING: _("Without it you are asked to leave a session before it is recorded."),
    Purpose.PUBLICATION: _("Without it your works are not published. Those published already are taken down."),
    Purpose.CROSS_BORDER: _(
        "Without it your data stays in your country, and you cannot join courses run from another."
    ),
}


@dataclass(frozen=True)
class PurposeOverview:
    """One purpose as a person sees it: the current text, whether they agree, and what they agreed to before."""

    text: ConsentText
    consent: Consent | None
    history: list[Consent]

    @property
    def consequence(self) -> Promise:
        """What follows from not agreeing."""
        return CONSEQUENCES[self.text.purpose]

    @property
    def outdated(self) -> bool:
        """Whether the person agrees to an older version than the current one."""
        return self.consent is None and any(row.in_force for row in self.history)


def overview(user: User) -> list[PurposeOverview]:
    """Every purpose that is asked about, in two queries."""
    given = list(user.consents.for_display())
    return [
        PurposeOverview(
            text=text,
            consent=next((row for row in given if row.text_id == text.pk and row.in_force), None),
            history=[row for row in given if row.text.purpose == text.purpose],
        )
        for text in ConsentText.objects.current()
    ]
