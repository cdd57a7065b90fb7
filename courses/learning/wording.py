"""Why an activity is not complete yet, and how long something took, in words."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.activities import kind_of
from courses.criteria import Criterion
from courses.learning.standing import COMPLETED, IN_PROGRESS, LOCKED, NOT_STARTED, Standing
from courses.models import ActivityProgress
from courses.outline import LESSON_ITSELF, Activity, Lesson
from courses.progress import rules

STATE_LABELS: dict[str, str | Promise] = {
    NOT_STARTED: _("Not started"),
    IN_PROGRESS: _("In progress"),
    COMPLETED: _("Completed"),
    LOCKED: _("Locked"),
}


def reason(activity: Activity, standing: Standing) -> str:
    """What is known of an activity: that it is done, or what is still to do. Empty for one that is not counted."""
    if activity.criterion == Criterion.NONE:
        return ""
    if standing.is_done(activity):
        return gettext("Done")
    if say := _STILL_TO_DO.get(activity.criterion):
        return say(activity, standing.row(activity))
    if activity.block == LESSON_ITSELF:
        return gettext("Counts as done once you have opened it.")
    return gettext("Counts as done once you have seen it.")


def _minutes_left(activity: Activity, row: ActivityProgress) -> str:
    minutes = -(-(rules.seconds_needed(activity) - row.seconds) // 60)
    return ngettext("Stay %(minutes)d more minute.", "Stay %(minutes)d more minutes.", minutes) % {"minutes": minutes}


def _button(activity: Activity, row: ActivityProgress) -> str:
    return gettext("Press the button when you have done it.")


def _share_left(activity: Activity, row: ActivityProgress) -> str:
    seen = {"needed": rules.threshold(activity), "watched": row.watched}
    return gettext("Counts as done at %(needed)d%% watched; you have seen %(watched)d%%.") % seen


def _nothing_yet(activity: Activity, row: ActivityProgress) -> str:
    return gettext("Counts as done once you have handed it in.")


def _score_missing(activity: Activity, row: ActivityProgress) -> str:
    needed = {"needed": rules.threshold(activity), "score": row.score}
    if row.score is None:
        return gettext("Counts as done at %(needed)d%% of the points; there is no mark yet.") % needed
    return gettext("Counts as done at %(needed)d%% of the points; you have %(score)d%%.") % needed


_STILL_TO_DO: Mapping[str, Callable[[Activity, ActivityProgress], str]] = {
    Criterion.TIME: _minutes_left,
    Criterion.BUTTON: _button,
    Criterion.WATCHED: _share_left,
    Criterion.SUBMITTED: _nothing_yet,
    Criterion.PASSED: _score_missing,
}


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


def activity_name(lesson: Lesson, activity: Activity) -> str:
    """An activity by the title of its lesson, and by its kind where it is only a part of that."""
    if activity.block == LESSON_ITSELF:
        return str(lesson.titles)
    kind = kind_of(activity.kind)
    return f"{lesson.titles} · {kind.label if kind else gettext('Activity')}"
