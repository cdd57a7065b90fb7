"""Which fields of a page travel: what an editor fills in, and nothing of the page's life in one installation."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from taggit.managers import TaggableManager
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage
from library.models import LearningObjectPage

COURSE_PAGES: dict[str, type[Page]] = {model._meta.label: model for model in (CoursePage, ModulePage, LessonPage)}
PAGES: dict[str, type[Page]] = {**COURSE_PAGES, LearningObjectPage._meta.label: LearningObjectPage}
"""The pages of the format by name."""

_COMMON = ("title", "slug", "seo_title", "search_description")


def page_fields(model: Any) -> tuple[models.Field[Any, Any], ...]:
    """The fields of a page that travel, streams and references among them."""
    own = (field for field in model._meta.local_fields if field.editable and not field.primary_key)
    return (*(model._meta.get_field(name) for name in _COMMON), *own)


def many_fields(model: type[Page]) -> Iterator[models.ManyToManyField[Any, Any]]:
    """References to several rows: subjects."""
    return (field for field in model._meta.local_many_to_many if not isinstance(field, TaggableManager))


def tag_fields(model: type[Page]) -> Iterator[TaggableManager]:
    """Tags."""
    return (field for field in model._meta.private_fields if isinstance(field, TaggableManager))


def child_fields(model: type[Page]) -> dict[str, tuple[models.Field[Any, Any], ...]]:
    """The rows that belong to a page, by the name of the relation, with their fields; in the page's own app alone."""
    relations = {
        relation.get_accessor_name(): relation
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == "courses"
    }
    return {
        name: tuple(
            field
            for field in relation.related_model._meta.local_fields
            if not field.primary_key and field is not relation.field and field.name != "sort_order"
        )
        for name, relation in sorted(relations.items())
    }
