"""A run in which 307 works are marked, with a thousand learners who have a mark for each."""

from django.utils import timezone

from courses.gradebook.scheme import item_key, weighing_of
from courses.gradebook.services.scores import reckoned
from courses.models import Enrolment, GradeRecord, Run
from people.models import User
from tests.factories.assignments import edition_with, keys_of

WORKS = 307


def build_marks(learners: list[User]) -> str:
    """The run's address; the learners are enrolled in it, each with other marks."""
    edition = edition_with(*[{"title": f"Work {number}"} for number in range(WORKS)])
    run = Run.objects.create(edition=edition, slug="bench-marks", starts_on=timezone.localdate())
    keys = [item_key(*key) for key in keys_of(run)]
    weighing = weighing_of(run)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(run=run, learner=learner, edition=edition) for learner in learners
    )
    records = [
        GradeRecord(
            enrolment=enrolment,
            scores={key: {"p": str((number + place) % 101)} for place, key in enumerate(keys)},
        )
        for number, enrolment in enumerate(enrolments)
    ]
    for record in records:
        record.total = reckoned(weighing, edition.outline, record)
    GradeRecord.objects.bulk_create(records, batch_size=200)
    return run.slug
