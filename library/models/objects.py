"""The learning object: its description and its content on one page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.search import index

from cms.models import AcademyImage, BasePage
from library.blocks import OBJECT_BLOCKS
from library.forms import LearningObjectForm
from library.licences import LICENCE_CHOICES, UNKNOWN
from library.models.tags import TaggedLearningObject
from library.panels import UsedInPanel
from library.querysets import LearningObjectManager
from library.vocabularies import Audience, Level, ResourceType


class LearningObjectPage(BasePage):
    """A reusable digital learning object: its description and its content."""

    summary = models.TextField(
        _("summary"),
        max_length=1000,
        blank=True,
        help_text=_("What it is and how a teacher would use it, in two or three sentences. Shown in lists and search."),
    )
    body = StreamField(OBJECT_BLOCKS, verbose_name=_("content"), blank=True)
    resource_type = models.CharField(
        _("resource type"), max_length=32, choices=ResourceType, default=ResourceType.ARTICLE
    )
    subjects = ParentalManyToManyField(
        "library.Subject", blank=True, related_name="learning_objects", verbose_name=_("subjects")
    )
    level = models.CharField(_("level"), max_length=32, choices=Level, default=Level.PROFESSIONAL)
    audience = models.CharField(_("audience"), max_length=32, choices=Audience, default=Audience.TEACHER)
    licence = models.CharField(
        _("licence"),
        max_length=64,
        choices=LICENCE_CHOICES,
        default=UNKNOWN,
        help_text=_("What others may do with the object. Only the rights holder can give a licence."),
    )
    authors = models.CharField(
        _("authors"), max_length=500, blank=True, help_text=_("Separated by semicolons, as they want to be named.")
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration, minutes"), null=True, blank=True, help_text=_("How long a person works with it, about.")
    )
    source_url = models.URLField(
        _("source"), max_length=1000, blank=True, help_text=_("Where the object comes from, when it was not made here.")
    )
    tags = ClusterTaggableManager(
        through=TaggedLearningObject,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Words a teacher would look for. Small letters; subjects, level and type need no tag."),
    )
    cover = models.ForeignKey(
        "cms.AcademyImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
        help_text=_("Shown in lists. Without one the first image of the content is taken."),
    )
    thumbnail = models.ForeignKey("cms.AcademyImage", models.SET_NULL, null=True, editable=False, related_name="+")

    objects = LearningObjectManager()
    base_form_class = LearningObjectForm

    parent_page_types = ["library.LibraryIndexPage", "library.CollectionPage"]
    subpage_types: list[str] = []
    page_description = _("A material for teaching: a text, a file, a video, a link, with its description.")

    content_panels = [*BasePage.content_panels, "summary", "body"]
    description_panels = [
        MultiFieldPanel(["resource_type", "level", "audience", "duration_minutes"], _("What it is and for whom")),
        MultiFieldPanel([FieldPanel("subjects"), "tags"], _("What it is about")),
        MultiFieldPanel(["licence", "authors", "source_url"], _("Rights")),
        FieldPanel("cover"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(description_panels, heading=_("Description")),
            ObjectList([UsedInPanel()], heading=_("Used in")),
            ObjectList(BasePage.promote_panels, heading=_("Promote")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("authors"),
        index.AutocompleteField("authors"),
        index.SearchField("body"),
        index.FilterField("resource_type"),
        index.FilterField("level"),
        index.FilterField("audience"),
        index.FilterField("licence"),
    ]

    class Meta:
        verbose_name = _("learning object")
        verbose_name_plural = _("learning objects")

    @property
    def teaser(self) -> str:
        """The summary."""
        return self.summary or self.search_description

    @property
    def kind_label(self) -> str:
        """The resource type, which says more than that it is a learning object."""
        return str(self.get_resource_type_display())

    @property
    def card_image_id(self) -> int | None:
        """The cover, else the first image."""
        return self.thumbnail_id

    @property
    def sharing_image(self) -> AcademyImage | None:
        """The cover, else the first image, when no other is given for other sites."""
        return self.social_image or self.thumbnail

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Keeps the thumbnail, so that a list need not read the contents of what it lists."""
        self.thumbnail_id = self.cover_id or self._first_image()
        return super().save(*args, **kwargs)

    def _first_image(self) -> int | None:
        images = get_image_model()
        references = self.body.stream_block.extract_references(self.body)
        return next((int(pk) for model, pk, *_path in references if issubclass(model, images)), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the object's description in words, its other languages and what is related."""
        from library.shelves import learning_object

        return {**super().get_context(request, *args, **kwargs), **learning_object(self, request)}
