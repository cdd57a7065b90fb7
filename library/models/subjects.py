"""The tree of subjects, one for all languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from people.localised import LocalisedTextField


class Subject(MP_Node):
    """A subject of teaching, with its name in every language."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    labels = LocalisedTextField(_("name"))

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self) -> str:
        return str(self.labels)
