"""Telling the authors of courses that a learning object they use has a new text."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CourseEdition, CoursePage, Snapshot
from library.models import LearningObjectPage
from library.rendering import content_of
from people.models import User
from people.notifications import notify


def tell_of_new_text(sender: type[LearningObjectPage], instance: LearningObjectPage, **kwargs: Any) -> None:
    """After a learning object was published: the courses whose newest edition has another text of it. Three queries
    and two for each such course; none more for an object that no course uses.
    """
    key, language = str(instance.translation_key), instance.locale.language_code
    editions = CourseEdition.objects.of_courses().newest().filter(outline_data__objects__has_key=key)
    kept = {edition: edition.outline_data["objects"][key].get(language) for edition in editions}
    bodies = {each.digest: each.content["body"] for each in Snapshot.objects.filter(digest__in=set(kept.values()))}
    body = content_of(instance)["body"]
    for edition, digest in kept.items():
        if digest in bodies and bodies[digest] != body:
            _tell(edition, instance)


def _tell(edition: CourseEdition, page: LearningObjectPage) -> None:
    courses = CoursePage.objects.filter(translation_key=edition.course_key, alias_of=None).order_by("pk")
    owners = set(courses.values_list("owner", flat=True)) | {edition.compiled_by_id}
    people = User.objects.filter(Q(pk__in=owners - {None}), is_active=True)
    if not (source := courses.first()):
        return
    words = {"title": page.title, "course": str(edition.titles)}
    notify(
        people,
        "courses.object_updated",
        lambda _user: _("“%(title)s”, which the course “%(course)s” uses, has a new text.") % words,
        reverse("courses_admin:objects", args=[source.pk]),
        key=f"object:{_revision(page)}:{edition.course_key}",
    )


def _revision(page: Page) -> Any:
    return page.live_revision_id or page.pk
