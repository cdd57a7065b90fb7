"""Closed lists of the library's metadata, with the sources of their terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceType(models.TextChoices):
    """What an object is for a teacher; after LRMI's ``learningResourceType`` (dublincore.org/specifications/lrmi)."""

    ARTICLE = "article", _("Article")
    ASSESSMENT = "assessment", _("Assessment")
    AUDIO = "audio", _("Audio")
    CASE = "case", _("Case")
    CHECKLIST = "checklist", _("Checklist")
    DATASET = "dataset", _("Data set")
    GLOSSARY = "glossary", _("Glossary")
    IMAGE = "image", _("Image or diagram")
    LESSON_PLAN = "lesson_plan", _("Lesson plan")
    LINK = "link", _("Web resource")
    PACKAGE = "package", _("Interactive package")
    PRESENTATION = "presentation", _("Presentation")
    REFERENCE = "reference", _("Reference")
    TEMPLATE = "template", _("Template")
    VIDEO = "video", _("Video")
    WORKSHEET = "worksheet", _("Worksheet")


class Level(models.TextChoices):
    """The stage of education an object is for; after UNESCO's ISCED 2011, named as schools name them."""

    PRESCHOOL = "preschool", _("Preschool")
    PRIMARY = "primary", _("Primary school")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary school")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary school")
    VOCATIONAL = "vocational", _("Vocational education")
    HIGHER = "higher", _("Higher education")
    PROFESSIONAL = "professional", _("Professional development")


class Audience(models.TextChoices):
    """Who works with an object; after LRMI's ``educationalRole``."""

    TEACHER = "teacher", _("Teachers")
    HEAD = "head", _("School heads")
    METHODOLOGIST = "methodologist", _("Methodologists")
    STUDENT = "student", _("Students")
    PARENT = "parent", _("Parents")


class PackageType(models.TextChoices):
    """What an interactive package was made for."""

    SCORM_12 = "scorm_12", _("SCORM 1.2")
    SCORM_2004 = "scorm_2004", _("SCORM 2004")
    CMI5 = "cmi5", _("cmi5")
    H5P = "h5p", _("H5P")
    COMMON_CARTRIDGE = "common_cartridge", _("Common Cartridge")
    OTHER = "other", _("Another kind of package")


# Symbols of static/icons.svg by resource type; what is read rather than played is a text.
RESOURCE_ICONS: dict[str, str] = {
    ResourceType.ASSESSMENT: "target",
    ResourceType.AUDIO: "audio",
    ResourceType.CASE: "chat",
    ResourceType.CHECKLIST: "task",
    ResourceType.DATASET: "table",
    ResourceType.GLOSSARY: "book",
    ResourceType.IMAGE: "image",
    ResourceType.LESSON_PLAN: "list",
    ResourceType.LINK: "link",
    ResourceType.PACKAGE: "package",
    ResourceType.PRESENTATION: "presentation",
    ResourceType.REFERENCE: "book",
    ResourceType.TEMPLATE: "copy",
    ResourceType.VIDEO: "video",
    ResourceType.WORKSHEET: "edit",
}


def icon_of(resource_type: str) -> str:
    """The symbol that stands for a resource type."""
    return RESOURCE_ICONS.get(resource_type, "text")


def label_of(resource_type: str) -> str:
    """A resource type's name in the active language; an unknown one as it is."""
    return str(dict(ResourceType.choices).get(resource_type, resource_type))
