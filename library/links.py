"""Addresses in the parts of the site above the library, which it knows by name alone."""

from urllib.parse import urlencode

from django.urls import reverse

from library.models import LearningObjectTag, Subject


def catalogue(**selected: str) -> str:
    """The catalogue, narrowed by its facets: ``type``, ``subject``, ``level``, ``language``, ``licence``, ``tag``."""
    return reverse("search:catalogue") + (f"?{urlencode(selected)}" if selected else "")


def of_type(resource_type: str) -> str:
    """The catalogue's learning objects of one resource type."""
    return catalogue(type=f"object.{resource_type}")


def of_subject(subject: Subject) -> str:
    """What the catalogue has on a subject and all beneath it."""
    return catalogue(subject=subject.code)


def of_tag(tag: LearningObjectTag) -> str:
    """What the catalogue has under a tag."""
    return catalogue(tag=tag.slug)
