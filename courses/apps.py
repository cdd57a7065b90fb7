"""Courses: everything they do on their own when something else happens is connected here."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Once all models are there."""
        _connect()
        _offer()
        _register_kinds()


def _connect() -> None:
    """What follows from a page or a run that was changed."""
    from django.db.models.signals import post_delete, post_save
    from wagtail.signals import page_published, page_unpublished

    from courses import enrolled, signal_handlers
    from courses.models import CoursePage, ProgrammePage, Run
    from courses.structure.news import tell_of_new_text
    from library.models import LearningObjectPage

    reactions = (
        (page_published, signal_handlers.compile_on_publish, CoursePage),
        (page_published, signal_handlers.compile_programme_on_publish, ProgrammePage),
        (page_unpublished, signal_handlers.tell_of_unpublished_course, CoursePage),
        (page_published, tell_of_new_text, LearningObjectPage),
        (post_save, signal_handlers.open_first_forum, Run),
        (post_save, enrolled.forget_run, Run),
        (post_delete, enrolled.forget_run, Run),
    )
    for signal, reaction, sender in reactions:
        signal.connect(reaction, sender=sender, dispatch_uid=f"courses.{reaction.__name__}")


def _offer() -> None:
    """What the floors below show of courses: a person's data, their calendar, the occasions for documents."""
    from courses.calendar import entries
    from courses.diary.personal_data import diary
    from courses.discussions.personal_data import written
    from courses.gradebook.personal_data import work_and_marks
    from courses.gradebook.services.certificates import RunSource
    from courses.personal_data import learning
    from credentials import occasions
    from people import calendar, personal_data

    personal_data.register("learning", learning)
    personal_data.register("work", work_and_marks)
    personal_data.register("discussions", written)
    personal_data.register("diary", diary)
    calendar.register("courses", entries)
    occasions.register(RunSource())


def _register_kinds() -> None:
    """What people are told of, in the order of the page on which they choose how."""
    from people.notifications import Channel, register_kind

    register_kind("courses.programme", _("Programmes of mine that wait for a course"), Channel.DIGEST)
    register_kind("courses.object_updated", _("New texts of learning objects in my courses"), Channel.DIGEST)
    register_kind("courses.announcement", _("Announcements of my courses"), Channel.EMAIL)
    register_kind("courses.reminder", _("Reminders to go on learning"), Channel.EMAIL)
    register_kind("courses.marked", _("My work has been marked"), Channel.EMAIL)
    register_kind("courses.application", _("Applications and what became of them"), Channel.EMAIL)
    register_kind("courses.promoted", _("A place for me from a waiting list"), Channel.EMAIL)
    register_kind("courses.enrolment", _("My enrolments, extensions and expulsions"), Channel.EMAIL)
    register_kind("courses.mention", _("Somebody mentioned me"), Channel.EMAIL)
    register_kind("courses.reply", _("Posts in discussions I follow"), Channel.DIGEST)
    register_kind("courses.report", _("Posts that readers have reported"), Channel.DIGEST)
    register_kind("courses.diary", _("Diaries shared with me, and comments on mine"), Channel.DIGEST)
