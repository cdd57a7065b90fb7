"""What is known of a person's work and marks, for that person."""

from typing import Any

from courses.models import Enrolment, Mark, Submission
from people.models import User

CHANGE = ("attempt", "lesson", "block", "kind", "before", "after", "reason", "at")


def work_and_marks(user: User) -> list[dict[str, Any]]:
    """Every version of every work with its marks as they were released, the totals, and what was set by hand.

    Files are named here and fetched from the work's own page. Marks that are still held back are left out.
    """
    rows = Enrolment.objects.filter(learner=user).with_run()
    rows = rows.prefetch_related(
        "submissions__files", "submissions__marks", "grade_records", "grade_changes", "run__assignments"
    )
    return [_enrolment(each) for each in rows.order_by("enrolled_at")]


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    released = {(each.lesson, each.block) for each in enrolment.run.assignments.all() if each.released_at}
    activities = enrolment.edition.outline.activities
    blind = {key for key, each in activities.items() if each.settings.get("blind")} - released
    return {
        "run": enrolment.run.slug,
        "marks": [
            {name: getattr(each, name) for name in ("attempt", "total", "override", "scores")}
            for each in sorted(enrolment.grade_records.all(), key=lambda record: record.attempt)
        ],
        "changes": [{name: getattr(each, name) for name in CHANGE} for each in enrolment.grade_changes.all()],
        "work": [_work(each, (each.lesson, each.block) in blind) for each in enrolment.submissions.all()],
    }


def _work(work: Submission, is_held_back: bool) -> dict[str, Any]:
    marks = [each for each in work.marks.all() if not (is_held_back and each.decision == Mark.Decision.MARKED)]
    fields = ("attempt", "lesson", "block", "number", "text", "created_at", "handed_in_at", "is_late")
    return {
        **{name: getattr(work, name) for name in fields},
        "files": [each.name for each in work.files.all()],
        "marks": [
            {name: getattr(each, name) for name in ("decision", "points", "percent", "comment", "at")} for each in marks
        ],
    }
