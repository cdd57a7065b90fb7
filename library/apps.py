from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        """Everything this app does on its own when something else happens."""
        from django.db.models.signals import post_delete
        from wagtail.signals import page_published, page_unpublished

        from library import shelf
        from library.models import LearningObjectPage

        for signal in (page_published, page_unpublished, post_delete):
            signal.connect(shelf.forget, sender=LearningObjectPage, dispatch_uid="library.shelf")
