"""A person's diary, for that person."""

from typing import Any

from courses.models import DiaryEntry
from people.models import User


def diary(user: User) -> list[dict[str, Any]]:
    """Every entry with its draft and the answers to it."""
    entries = DiaryEntry.objects.of(user).with_course().prefetch_related("comments__author").order_by("created_at")
    return [
        {
            "course": entry.enrolment.edition.titles if entry.enrolment else None,
            "lesson": entry.lesson,
            "title": entry.title,
            "text": entry.text,
            "draft": entry.draft,
            "begun_at": entry.created_at,
            "written_at": entry.written_at,
            "shared_at": entry.shared_at,
            "answers": [
                {"by": each.author.get_full_name(), "text": each.text, "written_at": each.created_at}
                for each in entry.comments.all()
            ],
        }
        for entry in entries
    ]
