from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """All the index listens to."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Page, PageViewRestriction
        from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

        from library.models import LearningObjectTag, Subject
        from search import checks, signals  # noqa: F401 - checks register themselves

        page_published.connect(signals.page_changed)
        page_unpublished.connect(signals.page_changed)
        page_slug_changed.connect(signals.page_renamed)
        post_page_move.connect(signals.page_moved)
        post_delete.connect(signals.page_deleted, sender=Page)
        for change in (post_save, post_delete):
            change.connect(signals.access_changed, sender=PageViewRestriction)
        for change in (post_save, post_delete):
            change.connect(signals.subject_changed, sender=Subject)
        post_save.connect(signals.tag_changed, sender=LearningObjectTag)
