"""The library of digital learning objects."""

from library.models.objects import LearningObjectPage
from library.models.pages import CollectionPage, LibraryIndexPage
from library.models.subjects import Subject
from library.models.tags import LearningObjectTag, TaggedLearningObject

__all__ = [
    "CollectionPage",
    "LearningObjectPage",
    "LearningObjectTag",
    "LibraryIndexPage",
    "Subject",
    "TaggedLearningObject",
]
