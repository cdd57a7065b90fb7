"""Work on many pages, off the request."""

from django_tasks import task

from library.models import LearningObjectPage, Subject
from search import indexing
from search.documents import DOCUMENT_TYPES


@task()
def update_subtree(path: str) -> None:
    """A part of the tree was moved, renamed or opened to the public."""
    indexing.update_subtree(path)


@task()
def update_subject(path: str) -> None:
    """A subject, or one above others, got other names or another place."""
    subjects = list(Subject.objects.filter(path__startswith=path).values_list("pk", flat=True))
    for kind in DOCUMENT_TYPES:
        indexing.update_where(kind.model, subjects__in=subjects)


@task()
def update_tag(tag_id: int) -> None:
    """A tag was renamed."""
    indexing.update_where(LearningObjectPage, tagged_items__tag_id=tag_id)
