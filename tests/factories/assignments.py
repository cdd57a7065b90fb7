"""Assignments for tests: editions that have some, and files of real types."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.assignments.assignment import Assignment, find_assignment
from courses.assignments.services.submissions import Upload
from courses.assignments.settings import AssignmentSettings
from courses.models import CourseEdition, Run
from courses.outline import ActivityKey
from tests.factories.courses import EditionFactory, RunFactory, outline_data

RUBRIC = [
    {
        "id": "aim",
        "title": "The aim",
        "levels": [
            {"id": "none", "title": "Missing", "points": 0},
            {"id": "clear", "title": "Clear", "points": 10},
        ],
    },
    {
        "id": "steps",
        "title": "The steps",
        "levels": [
            {"id": "few", "title": "Few", "points": 2},
            {"id": "all", "title": "All", "points": 5},
        ],
    },
]
"""15 points at most."""

DEFAULTS: dict[str, Any] = {"title": "Plan of a lesson", "types": ["pdf", "docx", "txt"], "most_files": 2}


def edition_with(*assignments: dict[str, Any], criterion: str = "submitted", **fields: Any) -> CourseEdition:
    """An edition whose first lessons have one assignment each, of these settings."""
    data = outline_data(1, max(2, len(assignments)))
    lessons = data["modules"][0]["lessons"]
    for lesson, settings in zip(lessons, assignments, strict=False):
        read = AssignmentSettings.read(DEFAULTS | settings)
        activity = {"block": str(uuid4()), "kind": "assignment", "criterion": criterion, "weight": 1}
        lesson["activities"].append(activity | {"settings": read.data()} | fields)
    return EditionFactory.create(outline_data=data)


def run_with(*assignments: dict[str, Any], criterion: str = "submitted", **fields: Any) -> Run:
    """A run of such an edition."""
    return RunFactory.create(edition=edition_with(*assignments, criterion=criterion), **fields)


def keys_of(run: Run) -> list[ActivityKey]:
    """The assignments of a run's edition."""
    return [each.key for each in run.edition.outline.activities.values() if each.kind == "assignment"]


def assignment_in(run: Run, place: int = 0) -> Assignment:
    """One of them."""
    found = find_assignment(run.edition.outline, run, *keys_of(run)[place])
    assert found
    return found


def pdf(name: str = "План урока 教案.pdf", content: bytes = b"%PDF-1.7 plan") -> SimpleUploadedFile:
    """A file that begins as a PDF does."""
    return SimpleUploadedFile(name, content, "application/pdf")


def zipped(names: Sequence[str]) -> bytes:
    """A ZIP with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def upload(file: SimpleUploadedFile | None = None, key: UUID | None = None) -> Upload:
    """A file as a learner sends it."""
    return Upload(file or pdf(), key or uuid4())


POINTS = Decimal("80")
