from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Everything this app does on its own when something else happens."""
        from wagtail.signals import page_published

        from courses.models import CoursePage
        from courses.personal_data import learning
        from courses.signal_handlers import compile_on_publish
        from people import personal_data

        page_published.connect(compile_on_publish, sender=CoursePage, dispatch_uid="courses.compile_on_publish")
        personal_data.register("learning", learning)
