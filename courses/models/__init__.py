"""Courses, their editions, runs, enrolments and progress."""

from courses.models.announcements import Announcement
from courses.models.assignments import Mark, MarkFile, Review, RunAssignment, Submission, SubmissionFile
from courses.models.attempts import Attempt
from courses.models.authoring import CourseTask, ObjectDecision
from courses.models.changes import EnrolmentChange
from courses.models.conditions import CourseCondition
from courses.models.diary import DiaryComment, DiaryEntry
from courses.models.discussions import Forum, Post, PostVersion, Report, Subscription, Thread
from courses.models.editions import CourseEdition, Snapshot
from courses.models.enrolment_lists import EnrolmentList, EnrolmentListRow
from courses.models.final_assessments import CommissionMember, FinalAssessment, FinalResult
from courses.models.gradebook import GradeCategory, GradeChange, GradeItem, GradeRecord, GradeScheme
from courses.models.groups import Group
from courses.models.moves import EditionMove, EditionMoveJob
from courses.models.orders import Order, OrderCounter, OrderLine, OrderScheme
from courses.models.pages import CourseIndexPage, CoursePage, CoursePrerequisite, LessonPage, ModulePage
from courses.models.places import LessonPlace
from courses.models.programmes import ProgrammeCourse, ProgrammeKind, ProgrammePage, ProgrammeRules, StudyMode
from courses.models.progress import ActivityProgress, ProgressEvent
from courses.models.recognitions import Recognition
from courses.models.reminders import Reminder
from courses.models.runs import Enrolment, Run

__all__ = [
    "ActivityProgress",
    "Announcement",
    "Attempt",
    "CommissionMember",
    "CourseCondition",
    "CourseEdition",
    "CourseIndexPage",
    "CoursePage",
    "CoursePrerequisite",
    "CourseTask",
    "DiaryComment",
    "DiaryEntry",
    "EditionMove",
    "EditionMoveJob",
    "Enrolment",
    "EnrolmentChange",
    "EnrolmentList",
    "EnrolmentListRow",
    "FinalAssessment",
    "FinalResult",
    "Forum",
    "GradeCategory",
    "GradeChange",
    "GradeItem",
    "GradeRecord",
    "GradeScheme",
    "Group",
    "LessonPage",
    "LessonPlace",
    "Mark",
    "MarkFile",
    "ModulePage",
    "ObjectDecision",
    "Order",
    "OrderCounter",
    "OrderLine",
    "OrderScheme",
    "Post",
    "PostVersion",
    "ProgrammeCourse",
    "ProgrammeKind",
    "ProgrammePage",
    "ProgrammeRules",
    "ProgressEvent",
    "Recognition",
    "Reminder",
    "Report",
    "Review",
    "Run",
    "RunAssignment",
    "Snapshot",
    "StudyMode",
    "Submission",
    "SubmissionFile",
    "Subscription",
    "Thread",
]
