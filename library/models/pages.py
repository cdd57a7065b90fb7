"""The library's pages: the library, its collections, its learning objects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, TagBase
from wagtail.fields import StreamField

from cms.blocks import CONTENT_BLOCKS
from cms.models import BasePage
from library.licences import LICENCE_CHOICES
from library.vocabularies import Audience, Level, ResourceType


class LibraryIndexPage(BasePage):
    """The library's front page in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["library.CollectionPage", "library.LearningObjectPage"]
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("library")


class CollectionPage(BasePage):
    """Objects that belong together."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["library.LibraryIndexPage"]
    subpage_types = ["library.LearningObjectPage"]
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")


class LearningObjectTag(TagBase):
    """A free term, shared by all languages of the library."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class TaggedLearningObject(ItemBase):
    """That an object carries a tag."""

    tag = models.ForeignKey(LearningObjectTag, on_delete=models.CASCADE, related_name="tagged_objects")
    content_object = ParentalKey("library.LearningObjectPage", on_delete=models.CASCADE, related_name="tagged_items")


class LearningObjectPage(BasePage):
    """A reusable digital learning object: its description and its content."""

    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    body = StreamField(CONTENT_BLOCKS, verbose_name=_("content"), blank=True)
    resource_type = models.CharField(
        _("resource type"), max_length=32, choices=ResourceType, default=ResourceType.ARTICLE
    )
    subjects = ParentalManyToManyField("library.Subject", blank=True, verbose_name=_("subjects"))
    level = models.CharField(_("level"), max_length=32, choices=Level, default=Level.PROFESSIONAL)
    audience = models.CharField(_("audience"), max_length=32, choices=Audience, default=Audience.TEACHER)
    licence = models.CharField(_("licence"), max_length=64, choices=LICENCE_CHOICES, default="LicenseRef-unknown")
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("duration, minutes"), null=True, blank=True)
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    tags = ClusterTaggableManager(through=TaggedLearningObject, blank=True, verbose_name=_("tags"))

    parent_page_types = ["library.LibraryIndexPage", "library.CollectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        "summary",
        "body",
        "resource_type",
        "subjects",
        "level",
        "audience",
        "licence",
        "authors",
        "duration_minutes",
        "source_url",
        "tags",
    ]

    class Meta:
        verbose_name = _("learning object")
        verbose_name_plural = _("learning objects")
