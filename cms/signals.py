"""Who is told when the site changes. Wired in ``cms.apps``."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.chrome import forget
from cms.models import AcademyImage, Navigation, SiteSettings

SHOWN_AROUND_PAGES = (Navigation, SiteSettings, Site, Locale, PageViewRestriction)


def forget_chrome(**kwargs: Any) -> None:
    """What stands around pages is read anew once the change is committed."""
    transaction.on_commit(forget)


def make_renditions(instance: AcademyImage, **kwargs: Any) -> None:
    """The sizes a text needs are made by a worker, so that the first reader of a page does not wait for them."""
    from cms.tasks import make_body_renditions

    image_id = instance.pk
    transaction.on_commit(lambda: make_body_renditions.enqueue(image_id))


def connect() -> None:
    """Connects everything above."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(forget_chrome, dispatch_uid="cms.forget_chrome")
    for model in SHOWN_AROUND_PAGES:
        post_save.connect(forget_chrome, sender=model, dispatch_uid="cms.forget_chrome")
        post_delete.connect(forget_chrome, sender=model, dispatch_uid="cms.forget_chrome")
    post_delete.connect(_page_deleted, dispatch_uid="cms.forget_chrome.page")
    post_save.connect(make_renditions, sender=AcademyImage, dispatch_uid="cms.make_renditions")


def _page_deleted(sender: type[Any], **kwargs: Any) -> None:
    if issubclass(sender, Page):
        forget_chrome()
