"""Objects of the library for tests."""

from typing import Any

import wagtail_factories
from factory.declarations import LazyAttribute, Sequence
from wagtail_factories.factories import MP_NodeFactory

from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from library.vocabularies import Audience, Level, ResourceType
from people.localised import LocalisedText


class SubjectFactory(MP_NodeFactory):
    """A subject; beneath another one with ``parent=``."""

    code = Sequence(lambda n: f"subject-{n}")
    labels = LazyAttribute(lambda made: LocalisedText({"ru": f"Предмет {made.code}", "en": f"Subject {made.code}"}))

    class Meta:
        model = Subject


class LibraryIndexPageFactory(wagtail_factories.PageFactory):
    """A library; at the top of the tree of pages unless ``parent=`` is given."""

    title = "Library"
    slug = Sequence(lambda n: f"library-{n}")
    introduction = "Objects for teachers."

    class Meta:
        model = LibraryIndexPage


class CollectionPageFactory(wagtail_factories.PageFactory):
    """A collection of the library given by ``parent=``."""

    title = Sequence(lambda n: f"Collection {n}")
    slug = Sequence(lambda n: f"collection-{n}")

    class Meta:
        model = CollectionPage


class LearningObjectPageFactory(wagtail_factories.PageFactory):
    """An object of the library or collection given by ``parent=``; ``subjects=`` and ``tags=`` take lists.

    Stored once as it is given and published by its ``live`` flag alone, without a revision.
    """

    title = Sequence(lambda n: f"Learning object {n}")
    slug = Sequence(lambda n: f"object-{n}")
    summary = "What it is and how to use it."
    resource_type = ResourceType.ARTICLE
    level = Level.PROFESSIONAL
    audience = Audience.TEACHER
    licence = "CC-BY-4.0"
    authors = "Aizhan Sample"

    class Meta:
        model = LearningObjectPage

    @classmethod
    def _create_instance(cls, model_class: type[LearningObjectPage], parent: Any, kwargs: dict[str, Any]) -> Any:
        subjects, tags = kwargs.pop("subjects", ()), kwargs.pop("tags", ())
        page = super()._create_instance(model_class, parent, kwargs)
        if subjects or tags:
            page.subjects.set(subjects)
            page.tags.add(*tags)
            page.save()
        return page
