"""The tables of the embedded engine, in the project's own database.

Beside them stand, per database, what Django's models cannot say: on PostgreSQL two ``tsvector`` columns of
:class:`Entry` with their GIN indexes, on SQLite an FTS5 table with the entries' ids (see the first migration).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

STATE_ID = 1


class IndexState(models.Model):
    """Which generation of entries readers see, and which one is being built, if any. One row."""

    live = models.PositiveIntegerField(_("live generation"), default=1)
    building = models.PositiveIntegerField(_("generation being built"), null=True)
    built_at = models.DateTimeField(_("built at"), null=True)

    class Meta:
        verbose_name = _("state of the index")
        verbose_name_plural = _("states of the index")

    def __str__(self) -> str:
        return str(self.live)


class Entry(models.Model):
    """A document as it is stored, once per generation."""

    generation = models.PositiveIntegerField(_("generation"))
    key = models.CharField(_("key"), max_length=64)
    type = models.CharField(_("type"), max_length=32)
    page_id = models.BigIntegerField(_("page"))
    translation_key = models.UUIDField(_("translation key"))
    language = models.CharField(_("language"), max_length=16)
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"))
    body = models.TextField(_("text"))
    url = models.CharField(_("address"), max_length=2000)
    resource_type = models.CharField(_("resource type"), max_length=32)
    level = models.CharField(_("level"), max_length=32)
    licence = models.CharField(_("licence"), max_length=64)
    duration_minutes = models.PositiveIntegerField(_("duration, minutes"), null=True)
    published_at = models.DateTimeField(_("published at"), null=True)
    expires_at = models.DateTimeField(_("expires at"), null=True)
    title_key = models.CharField(_("title, to compare"), max_length=255)
    title_terms = models.TextField(_("title, analysed"))
    sort_key = models.CharField(_("title, to sort by"), max_length=255)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["generation", "key"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["key"], name="search_entry_key"),
            models.Index(fields=["generation", "translation_key"], name="search_entry_translations"),
        ]

    def __str__(self) -> str:
        return self.title


class EntryValue(models.Model):
    """A value of a facet that an entry is filtered and counted by."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="values", verbose_name=_("entry"))
    facet = models.CharField(_("facet"), max_length=16)
    value = models.CharField(_("value"), max_length=100)

    class Meta:
        verbose_name = _("value of an entry")
        verbose_name_plural = _("values of entries")
        constraints = [models.UniqueConstraint(fields=["entry", "facet", "value"], name="search_value_once")]
        indexes = [models.Index(fields=["facet", "value", "entry"], name="search_value_entries")]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


class SpellingKey(models.Model):
    """A known word under one of the keys that near spellings share with it (see ``search.spelling``)."""

    key = models.CharField(_("key"), max_length=64)
    word = models.CharField(_("word"), max_length=64)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="search_spelling_once")]

    def __str__(self) -> str:
        return self.word
