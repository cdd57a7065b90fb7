"""Why an activity is not complete yet, and how long something took, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.criteria import Criterion
from courses.learning.standing import COMPLETED, IN_PROGRESS, NOT_STARTED, Standing
from courses.outline import LESSON_ITSELF, Activity
from courses.progress import rules

STATE_LABELS: dict[str, str | Promise] = {
    NOT_STARTED: _("Not started"),
    IN_PROGRESS: _("In progress"),
    COMPLETED: _("Completed"),
}


def reason(activity: Activity, standing: Standing) -> str:
    """What is known of an activity: that it is done, or what is still to do. Empty for one that is not counted."""
    if activity.criterion == Criterion.NONE:
        return ""
    if standing.is_done(activity):
        return gettext("Done")
    match activity.criterion:
        case Criterion.TIME:
            return _minutes_left(activity, standing.seconds(activity))
        case Criterion.BUTTON:
            return gettext("Press the button when you have done it.")
    if activity.block == LESSON_ITSELF:
        return gettext("Counts as done once you have opened it.")
    return gettext("Counts as done once you have seen it.")


def _minutes_left(activity: Activity, seconds: int) -> str:
    minutes = -(-(rules.seconds_needed(activity) - seconds) // 60)
    return ngettext("Stay %(minutes)d more minute.", "Stay %(minutes)d more minutes.", minutes) % {"minutes": minutes}


def duration(seconds: int) -> str:
    """Time spent, to the minute; empty for none."""
    if not seconds:
        return ""
    if seconds < 60:
        return gettext("under a minute")
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
