from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class InteropConfig(AppConfig):
    """Courses from other systems."""

    name = "interop"
    verbose_name = _("Exchange with other systems")

    def ready(self) -> None:
        """An upload goes with its job, also when the list it was meant for is deleted; imports are checked for more."""
        from courses.checking.checks import register
        from interop.checking import hidden_in_source
        from interop.signal_handlers import remove_upload

        register(hidden_in_source)

        post_delete.connect(remove_upload, sender="interop.ImportJob")
