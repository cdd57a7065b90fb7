"""Courses, their editions, runs, enrolments and progress."""

from courses.models.editions import CourseEdition, Snapshot
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage, ModulePage
from courses.models.progress import ActivityProgress, ProgressEvent
from courses.models.runs import Enrolment, Run

__all__ = [
    "ActivityProgress",
    "CourseEdition",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "ModulePage",
    "ProgressEvent",
    "Run",
    "Snapshot",
]
