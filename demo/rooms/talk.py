"""What is said in a room: discussions, announcements, diaries."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from courses.announcements.services import publish_due, save_announcement
from courses.diary.services import comment, entry_of_activity, keep, new_entry
from courses.discussions.access import Participant, participant_in
from courses.discussions.writing import Draft, lesson_thread, start_thread, write_post
from courses.models import Enrolment, Forum
from courses.outline import Activity
from demo.identifiers import identifier
from demo.reader import labels, table
from demo.rooms.runs import Cast, Room
from people.localised import LocalisedText


class Talk:
    """The conversations of one run."""

    def __init__(self, cast: Cast, room: Room) -> None:
        self.cast, self.room = cast, room

    def load(self) -> None:
        """Everything that the file of conversations has, in its order."""
        words = table("rooms/talk")
        self._discuss(words["forum"], words["posts"])
        for row in words["trial"]:
            self.tell_of_lesson(row["who"], row["text"], self.room.moment(row["day"]))
        for row in words["announcements"]:
            self._announce(row)
        for row in words["entries"]:
            self._reflect(row)
        own = words["own_entry"]
        keep(new_entry(self.cast["teacher"]), self.cast["teacher"], own["title"], own["text"], at=self.cast.at)

    def tell_of_lesson(self, name: str, text: str, at: datetime) -> None:
        """A post in the discussion of the lesson that was taught."""
        by = self._participant(name)
        thread = lesson_thread(by, self._activity(by.enrolment, "trial/trial"), self._title("trial"), by_group=True)
        write_post(thread, by, self._draft("trial", name, text), at=at)

    def reflect(self, name: str, text: str, at: datetime, *, shared: bool = False) -> None:
        """An entry of a diary that a lesson asks for."""
        enrolment = self._fresh(name)
        entry = entry_of_activity(enrolment, self._activity(enrolment, "diary/change"))
        title = self._title("diary")
        keep(entry, self.cast[name], title, text, share=shared, at=at)

    def _discuss(self, title: str, rows: list[Mapping[str, Any]]) -> None:
        forum = Forum.objects.get(run=self.room.run)
        first, *others = rows
        begun_by = self._participant(first["who"])
        draft = self._draft("post", 0, first["text"])
        thread = start_thread(forum, begun_by, title, draft, at=self.room.moment(first["day"]))
        root = thread.posts.get()
        for number, row in enumerate(others, 1):
            write_post(
                thread,
                self._participant(row["who"]),
                self._draft("post", number, row["text"]),
                reply_to=root if row.get("reply") else None,
                at=self.room.moment(row["day"] + 0.1 * number),
            )

    def _announce(self, row: Mapping[str, Any]) -> None:
        at = self.room.moment(row["day"])
        event = {}
        if "event_in" in row:
            begins = self.cast.at.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=row["event_in"])
            event = {"event_at": begins, "event_ends_at": begins + timedelta(hours=2), "place": row["place"]}
        save_announcement(
            self.room.run,
            self.cast["tutor"],
            at=at,
            titles=labels(row),
            texts=LocalisedText({language: row[f"{language}_text"] for language in ("ru", "en")}),
            publish_at=at,
            **event,
        )
        publish_due(at)

    def _reflect(self, row: Mapping[str, Any]) -> None:
        at = self.room.moment(row["day"])
        self.reflect(row["who"], row["text"], at, shared=row.get("shared", False))
        if "answer" in row:
            enrolment = self._fresh(row["who"])
            entry = entry_of_activity(enrolment, self._activity(enrolment, "diary/change"))
            comment(entry, self.cast["tutor"], row["answer"], at=at + timedelta(hours=5))

    def _participant(self, name: str) -> Participant:
        found = participant_in(self.room.run, self.cast[name])
        if found is None:
            raise LookupError(f"{name} has no part in {self.room.run.slug}.")
        return found

    def _activity(self, enrolment: Enrolment | None, name: str) -> Activity:
        outline = (enrolment or self.room.run).edition.outline
        return outline.activities[self.room.key(name)]

    def _title(self, lesson: str) -> str:
        return next(each.title for each in self.room.course.texts["ru"].lessons if each.key == lesson)

    def _draft(self, kind: str, mark: object, text: str) -> Draft:
        return Draft(text, identifier(kind, self.room.run.slug, mark))

    def _fresh(self, name: str) -> Enrolment:
        enrolment: Enrolment = Enrolment.objects.with_run().get(pk=self.room.people[name].pk)
        return enrolment
