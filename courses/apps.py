from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Everything this app does on its own when something else happens."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, page_unpublished

        from courses import enrolled
        from courses.calendar import entries
        from courses.diary.personal_data import diary
        from courses.discussions.personal_data import written
        from courses.gradebook.personal_data import work_and_marks
        from courses.gradebook.services.certificates import RunSource
        from courses.models import CoursePage, ProgrammePage, Run
        from courses.personal_data import learning
        from courses.signal_handlers import (
            compile_on_publish,
            compile_programme_on_publish,
            open_first_forum,
            tell_of_unpublished_course,
        )
        from courses.structure.news import tell_of_new_text
        from credentials import occasions
        from library.models import LearningObjectPage
        from people import calendar, personal_data
        from people.notifications import Channel, register_kind

        page_published.connect(compile_on_publish, sender=CoursePage, dispatch_uid="courses.compile_on_publish")
        page_published.connect(
            compile_programme_on_publish, sender=ProgrammePage, dispatch_uid="courses.compile_programme_on_publish"
        )
        page_unpublished.connect(
            tell_of_unpublished_course, sender=CoursePage, dispatch_uid="courses.tell_of_unpublished_course"
        )
        register_kind("courses.programme", _("Programmes of mine that wait for a course"), Channel.DIGEST)
        page_published.connect(tell_of_new_text, sender=LearningObjectPage, dispatch_uid="courses.tell_of_new_text")
        register_kind("courses.object_updated", _("New texts of learning objects in my courses"), Channel.DIGEST)
        personal_data.register("learning", learning)
        personal_data.register("work", work_and_marks)
        personal_data.register("discussions", written)
        personal_data.register("diary", diary)
        calendar.register("courses", entries)
        occasions.register(RunSource())
        for changed in (post_save, post_delete):
            changed.connect(enrolled.forget_run, sender=Run, dispatch_uid="courses.enrolled")
        post_save.connect(open_first_forum, sender=Run, dispatch_uid="courses.open_first_forum")
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
