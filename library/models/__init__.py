"""The library of digital learning objects."""

from library.models.pages import CollectionPage, LearningObjectPage, LearningObjectTag, LibraryIndexPage
from library.models.subjects import Subject

__all__ = ["CollectionPage", "LearningObjectPage", "LearningObjectTag", "LibraryIndexPage", "Subject"]
