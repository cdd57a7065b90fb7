"""What people do in the rooms: they study, hand works in, review each other; tutors mark."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.assignments.assignment import find_assignment
from courses.assignments.services import marking, reviews, submissions
from courses.assignments.services.marking import Verdict
from courses.models import Enrolment, Mark, Review, Submission
from courses.outline import Lesson
from courses.progress.services import record
from demo.identifiers import identifier
from demo.learners import Study, events
from demo.markup import parse
from demo.media.docx import document
from demo.media.pdf.sheet import printed
from demo.rooms.runs import Cast, Room
from people.models import User

HALF_DAY = 0.5


class Works:
    """The works of one run."""

    def __init__(self, cast: Cast, room: Room) -> None:
        self.cast, self.room = cast, room

    def study(self, name: str, lessons: Sequence[str], began: datetime, seen: datetime) -> None:
        """What a learner's browser told about some lessons."""
        enrolment = self._fresh(name)
        keys = {self.room.key(lesson)[0] for lesson in lessons}
        chosen: list[Lesson] = [each for each in enrolment.edition.outline.lessons if each.key in keys]
        study = Study(f"{self.room.run.slug}/{name}", ("ru",), 1.0, began, seen)
        record(enrolment, list(events(study, chosen)), at=self.cast.at)

    def take(self, row: Mapping[str, Any]) -> None:
        """One work, from its draft to its mark, as far as the row goes."""
        if row.get("draft"):
            submissions.save_draft(
                *self._of(row), form_key=self._form(row, 0), text=row["text"], at=self._at(row["day"])
            )
            return
        work = self._hand_in(row, row["text"], row["day"], 0)
        if "returned" in row:
            self._decide(work, Verdict(Mark.Decision.RETURNED, comment=row["comment"]), row["returned"])
            if "again" not in row:
                return
            work = self._hand_in(row, row["again"], row["again_day"], 1)
        if "marked" in row:
            self._decide(work, self._verdict(work, row), row["marked"])

    def share_out(self, task: str, day: float, written: Mapping[str, Any]) -> None:
        """Everybody who has handed in gets the work of another; some have written what they think of it."""
        made = reviews.share_out(self.room.run, self.room.key(task), self.cast["tutor"], seed=7, at=self._at(day))
        for name, words in written.items():
            review = next(each for each in made if each.reviewer_id == self.room.people[name].pk)
            self._review(review, self.cast[name], words, day + 2)

    def review_all(self, task: str, day: float, words: Mapping[str, Any]) -> None:
        """As :meth:`share_out`, and everybody has written the same."""
        made = reviews.share_out(self.room.run, self.room.key(task), self.cast["tutor"], seed=7, at=self._at(day))
        learners = {each.pk: name for name, each in self.room.people.items()}
        for review in made:
            self._review(review, self.cast[learners[review.reviewer_id]], words, day + 1)

    def release(self, task: str, day: float) -> None:
        """Names and marks of what was marked blind are told."""
        marking.release(self.room.run, self.room.key(task), self.cast["tutor"], at=self._at(day))

    def _review(self, review: Review, by: User, words: Mapping[str, Any], day: float) -> None:
        reviews.write_review(review, by, points=Decimal(words["points"]), comment=words["comment"], at=self._at(day))

    def _hand_in(self, row: Mapping[str, Any], text: str, day: float, number: int) -> Submission:
        uploads = [self._upload(row["file"], row["text"])] if "file" in row and not number else []
        return submissions.hand_in(
            *self._of(row), form_key=self._form(row, number), text=text, uploads=uploads, at=self._at(day)
        )

    def _decide(self, work: Submission, verdict: Verdict, day: float) -> None:
        work = Submission.objects.with_learner().get(pk=work.pk)
        tutors = chain(
            work.enrolment.group.tutors.all() if work.enrolment.group else (), work.enrolment.run.tutors.all()
        )
        marking.decide(work, next(tutors), verdict, revision=work.revision, at=self._at(day + HALF_DAY))

    def _verdict(self, work: Submission, row: Mapping[str, Any]) -> Verdict:
        comment = row.get("comment_again") or row.get("comment", "")
        if "points" in row:
            return Verdict(Mark.Decision.MARKED, points=Decimal(row["points"]), comment=comment)
        assignment = find_assignment(self.room.run.edition.outline, self.room.run, work.lesson, work.block)
        rubric = assignment.settings.rubric if assignment else ()
        choices = {each.id: each.levels[level].id for each, level in zip(rubric, row["levels"], strict=True)}
        return Verdict(Mark.Decision.MARKED, choices=choices, comment=comment)

    def _of(self, row: Mapping[str, Any]) -> tuple[Enrolment, tuple[Any, Any], User]:
        task = f"{row['task']}/{row['task']}"
        return self.room.people[row["who"]], self.room.key(task), self.cast[row["who"]]

    def _form(self, row: Mapping[str, Any], number: int) -> Any:
        return identifier("form", self.room.run.slug, row["who"], row["task"], number)

    def _at(self, day: float) -> datetime:
        return min(self.room.moment(day), self.cast.at - timedelta(minutes=20))

    def _upload(self, name: str, text: str) -> submissions.Upload:
        stem, pieces = PurePath(name).stem, parse(text)
        made = document(stem, "", pieces, "ru") if name.endswith("docx") else printed(stem, "", tuple(pieces), "ru", "")
        key = identifier("upload", self.room.run.slug, name)
        return submissions.Upload(SimpleUploadedFile(name, made), key)

    def _fresh(self, name: str) -> Enrolment:
        enrolment: Enrolment = Enrolment.objects.with_run().get(pk=self.room.people[name].pk)
        return enrolment
