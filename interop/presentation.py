"""The words for what a report holds, for the page and for the command."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS = {
    "course": _("Course"),
    "module": _("Modules"),
    "lesson": _("Lessons"),
    "collection": _("Collection of the library"),
    "object": _("Learning objects"),
    "image": _("Images"),
    "document": _("Files"),
}
OUTCOMES = {
    "created": _("new"),
    "updated": _("brought up to date"),
    "moved": _("moved"),
    "unchanged": _("unchanged"),
    "kept": _("edited here, left as they are"),
}
UNSUPPORTED = {
    "discussion": _("Discussion"),
    "quiz": _("Quiz"),
    "question_bank": _("Question bank"),
    "assignment": _("Assignment"),
    "lti_tool": _("External tool"),
    "rubric": _("Rubric"),
    "outcome": _("Learning outcome"),
    "event": _("Calendar event"),
    "other": _("Other"),
}


def outcome_rows(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Kind, outcome and number, in the order of the course."""
    counts = report.get("counts", {})
    return [
        (str(KINDS[kind]), str(OUTCOMES[outcome]), number)
        for kind in KINDS
        for outcome, number in counts.get(kind, {}).items()
    ]


def unsupported_rows(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Kind, title and module of what cannot be taken over yet."""
    return [
        (str(UNSUPPORTED.get(item["kind"], item["kind"])), item["title"], item["place"])
        for item in report.get("unsupported", [])
    ]
