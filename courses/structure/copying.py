"""Duplicating a course: the same texts, files and objects, with an identity of its own, in all languages."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from cms.jobs import SupersededError
from courses.conditions.services import source_of
from courses.models import CourseCondition, CoursePage, CourseTask, LessonPage
from courses.structure.tasks import run_copy
from people.models import User

AT_ONCE = 100
"""Pages; a larger course is copied in the background."""

Progress = Callable[[int, int], None]


def start_copy(course: CoursePage, title: str, by: User) -> CourseTask:
    """Duplicate a course, at once or, if it is large, in the background. Raises ``PermissionDenied``."""
    source = source_of(course)
    _check(source, by)
    versions = CoursePage.objects.filter(translation_key=source.translation_key, alias_of=None)
    total = sum(version.get_descendant_count() + 1 for version in versions)
    task = CourseTask.objects.create(
        course=source, kind=CourseTask.Kind.COPY, title=title[:255], created_by=by, total=total
    )
    if total > AT_ONCE:
        transaction.on_commit(lambda: run_copy.enqueue(task.pk))
    else:
        perform(task.pk)
    task.refresh_from_db()
    return task


@transaction.atomic
def restart_copy(task: CourseTask, by: User) -> None:
    """Begin anew with a copy that lost its worker, of which nothing is left: a copy is made as a whole or not at all.

    Raises ``PermissionDenied``, and ``ValidationError`` for one that is finished or at work.
    """
    _check(task.course, by)
    if not CourseTask.objects.requeue(task.pk, done=0):
        raise ValidationError(_("This copy is finished or still at work, so it cannot be started again."))
    transaction.on_commit(lambda: run_copy.enqueue(task.pk))


def perform(task_id: int) -> None:
    """Do a copy that was asked for, unless somebody else does; its outcome is in the task."""
    attempt = CourseTask.objects.begin(task_id)
    if attempt is None:
        return
    task = CourseTask.objects.select_related("course", "created_by").get(pk=task_id)
    mine = CourseTask.objects.filter(pk=task_id, attempt=attempt)
    try:
        _copy_once(task, attempt)
    except SupersededError:
        return
    except PermissionDenied as problem:
        mine.update(state=CourseTask.State.FAILED, error=str(problem), seen_at=timezone.now())
    except Exception:
        error = _("Something went wrong that should not have. Nothing was copied. Tell whoever runs the installation.")
        mine.update(state=CourseTask.State.FAILED, error=error, seen_at=timezone.now())
        raise


@transaction.atomic
def _copy_once(task: CourseTask, attempt: UUID) -> None:
    """The copy and its outcome together: of two workers, one leaves a copy behind."""
    if task.created_by is None:
        raise PermissionDenied(_("Whoever asked for this has no account any more."))

    def sign(done: int, total: int) -> None:
        CourseTask.objects.sign(task.pk, attempt, done=done, total=total)

    copy = duplicate(task.course, task.title, task.created_by, sign)
    CourseTask.objects.sign(task.pk, attempt, state=CourseTask.State.SUCCEEDED, result=copy, done=task.total)


@transaction.atomic
def duplicate(course: CoursePage, title: str, by: User, progress: Progress = lambda _done, _total: None) -> CoursePage:
    """A copy of a course in all its languages, as drafts: pages and blocks get new identities, the same in every
    language; files and learning objects are shared. Raises ``PermissionDenied``.
    """
    source = source_of(course)
    _check(source, by)
    versions = list(CoursePage.objects.filter(translation_key=source.translation_key, alias_of=None).order_by("pk"))
    pairs: list[tuple[Page, Page]] = []
    for version in versions:
        # The order of the two trees is the same, so that each page stands beside its copy.
        copy = _copy(version, title if version.pk == source.pk else "", by)
        pairs += zip(_pages(version), _pages(copy), strict=True)
    keys: dict[UUID, UUID] = defaultdict(uuid4)
    for original, _copied in pairs:
        keys[original.translation_key]
    for number, (original, copied) in enumerate(pairs, 1):
        _renew(original, copied, keys, by)
        progress(number, len(pairs))
    return CoursePage.objects.get(pk=pairs[0][1].pk)


def _pages(course: Page) -> list[Page]:
    return list(course.get_descendants(inclusive=True).order_by("path").specific(defer=False))


def _check(source: CoursePage, by: User) -> None:
    parent = source.get_parent()
    if not source.permissions_for_user(by).can_edit() or not parent.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied(_("You may not duplicate this course."))


def _copy(version: CoursePage, title: str, by: User) -> Page:
    """The pages as they were last saved. Their keys are those of the original until :func:`_renew`."""
    parent = version.get_parent()
    title = title or _("%(title)s (copy)") % {"title": version.title}
    taken = set(parent.get_children().values_list("slug", flat=True))
    base = f"{version.slug[:240]}-copy"
    slug = next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
    return version.copy(
        recursive=True,
        to=parent,
        update_attrs={"title": title, "slug": slug},
        copy_revisions=False,
        keep_live=False,
        user=by,
        reset_translation_key=True,
        log_action="wagtail.copy",
    )


def _renew(original: Any, copied: Any, keys: Mapping[UUID, UUID], by: User) -> None:
    """Bring a copied page to what the original was last saved as, under the key that all its languages have."""
    content = original.get_latest_revision_as_object().serializable_data()
    content |= {"title": copied.title, "slug": copied.slug} if isinstance(copied, CoursePage) else {}
    draft = copied.with_content_json(content)
    for relation in get_all_child_relations(draft):
        for row in getattr(draft, relation.get_accessor_name()).all():
            row.pk = None
    draft.translation_key = keys[original.translation_key]
    draft.owner = by
    if isinstance(draft, LessonPage):
        draft.body = json.dumps(renewed(list(draft.body.raw_data), draft.translation_key))
    if isinstance(draft, CoursePage):
        for condition in draft.conditions.all():
            _renew_condition(condition, keys)
    draft.save()
    draft.save_revision(user=by)


def _renew_condition(condition: CourseCondition, keys: Mapping[UUID, UUID]) -> None:
    """Let a condition speak of the copy's parts."""
    for key, block in (("target", "target_block"), ("needed", "needed_block")):
        if (old := getattr(condition, key)) in keys:
            setattr(condition, key, keys[old])
            if getattr(condition, block):
                setattr(condition, block, _block_id(keys[old], str(getattr(condition, block))))


def renewed(raw: Any, lesson: UUID) -> Any:
    """A stream with new ids for its blocks: made from the lesson's new key, so that all languages get the same."""
    if isinstance(raw, list):
        return [renewed(each, lesson) for each in raw]
    if not isinstance(raw, dict):
        return raw
    ids = {"id": str(_block_id(lesson, raw["id"]))} if {"id", "type", "value"} <= raw.keys() and raw["id"] else {}
    return {**{name: renewed(value, lesson) for name, value in raw.items()}, **ids}


def _block_id(lesson: UUID, old: str) -> UUID:
    return uuid5(lesson, old)
