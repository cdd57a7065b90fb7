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
