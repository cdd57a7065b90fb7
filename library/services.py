"""The only writers of the library: learning objects, and the tree of subjects.

``by`` is the person who acts and whose permissions are checked; ``None`` is the system itself (imports, demonstration).
Each function is one transaction: it does all it says or nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import AcademyImage
from library.models import LearningObjectPage, Subject
from library.rules import normalise_tags
from people.models import User


class ObjectData(TypedDict, total=False):
    """What a learning object is made of; each part as the model's field of that name takes it."""

    title: str
    slug: str
    summary: str
    body: list[Any]  # raw stream data, or (block type, value) pairs
    resource_type: str
    subjects: Iterable[Subject]
    level: str
    audience: str
    licence: str
    authors: str
    duration_minutes: int | None
    source_url: str
    cover: AcademyImage | None
    tags: Iterable[str]
    search_description: str


SET_BY_THE_TREE = ("path", "depth", "numchild", "url_path", "slug", "draft_title")
"""Fields of a page that have no value before it has its place."""


@transaction.atomic
def create_object(
    parent: Page,
    *,
    by: User | None,
    publish: bool = False,
    translation_of: LearningObjectPage | None = None,
    key: UUID | None = None,
    **data: Unpack[ObjectData],
) -> LearningObjectPage:
    """Add an object to a library or a collection, in its language; a draft unless ``publish``.

    ``translation_of`` makes it the version of that object in the language of ``parent``; ``key`` is its identity
    across languages and copies where that is settled elsewhere. Raises ``PermissionDenied``, and ``ValidationError``
    for what the model does not allow: an unknown licence, no title, a broken block, a second version in a language.
    """
    if by and not parent.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(_("You may not add objects here."))
    page = LearningObjectPage(owner=by, locale=parent.locale, live=False)
    if identity := translation_of.translation_key if translation_of else key:
        page.translation_key = _free(identity, parent)
    _fill(page, data)
    page.clean_fields(exclude=SET_BY_THE_TREE)  # a draft's own save checks its title alone
    parent.add_child(instance=page)
    _keep(page, by, publish)
    return page


@transaction.atomic
def update_object(
    page: LearningObjectPage, *, by: User | None, publish: bool = False, **data: Unpack[ObjectData]
) -> LearningObjectPage:
    """Change what ``data`` names and leave the rest: a new draft, published only with ``publish``.

    Starts from the latest draft. Raises ``PermissionDenied`` and ``ValidationError``.
    """
    if by and not page.permissions_for_user(by).can_edit():
        raise PermissionDenied(_("You may not change this object."))
    draft: LearningObjectPage = page.get_latest_revision_as_object()
    _fill(draft, data)
    _keep(draft, by, publish)
    return draft


@transaction.atomic
def publish_object(page: LearningObjectPage, *, by: User | None) -> None:
    """Publish an object's latest draft. Raises ``PermissionDenied``."""
    if by and not page.permissions_for_user(by).can_publish():
        raise PermissionDenied(_("You may not publish this object."))
    revision = page.get_latest_revision() or page.save_revision(user=by)
    revision.publish(user=by)
    page.refresh_from_db()


def _free(identity: UUID, parent: Page) -> UUID:
    """The identity, when no page has it yet in the language of ``parent``."""
    if Page.objects.filter(translation_key=identity, locale=parent.locale).exists():
        raise ValidationError(_("This object exists in this language already."))
    return identity


def _fill(page: LearningObjectPage, data: Mapping[str, Any]) -> None:
    """Put checked values into a page that is not stored yet."""
    values = dict(data)
    if "tags" in values:
        page.tags.set(normalise_tags(values.pop("tags")), clear=True)
    for name, value in values.items():
        setattr(page, name, list(value) if name == "subjects" else value)
    if "body" in values:
        page.body = page.body.stream_block.clean(page.body)


def _keep(page: LearningObjectPage, by: User | None, publish: bool) -> None:
    """Store a page's state as its newest draft, and publish it when asked."""
    page.full_clean()
    revision = page.save_revision(user=by, clean=False)
    if not publish:
        return
    if by and not page.permissions_for_user(by).can_publish():
        raise PermissionDenied(_("You may not publish this object."))
    revision.publish(user=by)
    page.refresh_from_db()


@transaction.atomic
def save_subject(subject: Subject, parent: Subject | None, *, by: User | None) -> Subject:
    """Store a subject, new or changed, under ``parent`` or at the top.

    Raises ``PermissionDenied``, and ``ValidationError`` for a place under itself.
    """
    _may_change_subjects(by, "change" if subject.pk else "add")
    if not subject.pk:
        return parent.add_child(instance=subject) if parent else Subject.add_root(instance=subject)
    subject.save()
    if parent and parent.path.startswith(subject.path):
        raise ValidationError(_("A subject cannot stand under itself or under a subject beneath it."))
    if parent and not subject.is_child_of(parent):
        subject.move(parent, "last-child")
    elif not parent and not subject.is_root():
        subject.move(subject.get_root(), "last-sibling")
    return Subject.objects.get(pk=subject.pk)


@transaction.atomic
def delete_subject(subject: Subject, *, by: User | None) -> None:
    """Delete a subject; objects lose it.

    Raises ``PermissionDenied``, and ``ValidationError`` while other subjects stand under it.
    """
    _may_change_subjects(by, "delete")
    if beneath := subject.get_children_count():
        raise ValidationError(
            _("%(count)d subjects stand under “%(name)s”. Move or delete them first.")
            % {"count": beneath, "name": subject}
        )
    subject.delete()


def _may_change_subjects(by: User | None, action: str) -> None:
    codename = get_permission_codename(action, Subject._meta)
    if by and not by.has_perm(f"library.{codename}"):
        raise PermissionDenied(_("You may not change the tree of subjects."))
