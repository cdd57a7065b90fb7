"""What the index listens to. Nothing happens before the change is committed, and nothing here can undo the change.

What becomes hidden leaves the index at once, however much it is; what becomes visible may take a task's while.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from library.models import LearningObjectTag, Subject
from search import indexing, tasks


def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page was published or unpublished."""
    if indexing.concerns(sender):
        _afterwards(indexing.update_at, instance.path)


def page_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is gone; each page of a deleted subtree is announced."""
    if indexing.concerns(instance.specific_class or Page):
        _afterwards(indexing.remove, [instance.pk])
        _afterwards(indexing.update_at, instance.path)


def page_moved(sender: type[Page], instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    """A page now stands elsewhere, with all below it: perhaps in a private section."""
    _afterwards(_update_or_hide, instance.pk)
    _afterwards(indexing.update_at, parent_page_before.path)


def page_renamed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """The addresses of a page and of all below it have changed."""
    _afterwards(tasks.update_subtree.enqueue, instance.path)


def access_changed(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """A section became private, or no longer is."""
    _afterwards(_update_or_hide, instance.page_id)


def subject_changed(sender: type[Subject], instance: Subject, **kwargs: Any) -> None:
    """A subject has other names."""
    _afterwards(tasks.update_subject.enqueue, instance.path)


def tag_changed(sender: type[LearningObjectTag], instance: LearningObjectTag, created: bool, **kwargs: Any) -> None:
    """A tag has another name; a new one is not on any page yet."""
    if not created:
        _afterwards(tasks.update_tag.enqueue, instance.pk)


def _update_or_hide(page_id: int) -> None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return
    if page.get_view_restrictions().exists():
        indexing.remove_subtree(page.path)
        indexing.update_at(page.path)
    else:
        tasks.update_subtree.enqueue(page.path)


def _afterwards(work: Callable[..., object], *arguments: Any) -> None:
    def later() -> None:
        work(*arguments)

    # Robust: the page is published all the same if the index cannot be reached; the error is logged, by the
    # function's name, which a partial does not have.
    transaction.on_commit(later, robust=True)
