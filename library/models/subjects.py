"""The tree of subjects, one for all languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from library.querysets import SubjectManager
from people.localised import LocalisedTextField


class Subject(MP_Node):
    """A subject of teaching, with its name in every language."""

    code = models.SlugField(
        _("code"),
        max_length=64,
        unique=True,
        help_text=_("Stays the same in all languages; stands in addresses and exports, for instance “algebra”."),
    )
    labels = LocalisedTextField(_("name"))

    objects = SubjectManager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self) -> str:
        return str(self.labels) or self.code

    @property
    def indented(self) -> str:
        """The name, set in by its depth, for lists that show the tree."""
        return "\u2003" * (self.depth - 1) + str(self)
