"""Forms of the library's admin."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm

from library.rules import normalise_tags

if TYPE_CHECKING:
    from library.models import Subject


class SubjectsField(forms.ModelMultipleChoiceField):
    """Any number of subjects, shown as the tree they form."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, **{"required": False, "label": _("Subjects"), **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        """The subject's name, set in by its depth."""
        return str(obj.indented)


class LearningObjectForm(WagtailAdminPageForm):
    """The editor of a learning object."""

    subjects = SubjectsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "subjects" in self.fields:
            self.fields["subjects"].queryset = apps.get_model("library", "Subject").objects.all()

    def clean_tags(self) -> list[str]:
        """Tags as the library keeps them."""
        return normalise_tags(self.cleaned_data["tags"])


class ParentField(forms.ModelChoiceField):
    """A place in the tree of subjects."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            None,
            required=False,
            label=_("Stands under"),
            empty_label=_("— top of the tree —"),
            help_text=_("Objects of a subject are found under all subjects above it too."),
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        """The subject's name, set in by its depth."""
        return str(obj.indented)


class SubjectForm(WagtailAdminModelForm):
    """A subject and its place in the tree; writes through :mod:`library.services`."""

    parent = ParentField()
    instance: "Subject"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects: Any = apps.get_model("library", "Subject").objects.all()
        parent: Any = self.fields["parent"]
        parent.queryset = subjects
        if self.instance.pk:
            parent.initial = self.instance.get_parent()

    def clean_parent(self) -> "Subject | None":
        """Refuses a place under the subject itself or under what stands beneath it."""
        parent: Subject | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A subject cannot stand under itself or under a subject beneath it."))
        return parent

    def save(self, commit: bool = True) -> "Subject":
        """Store the subject at its place."""
        from library.services import save_subject

        return save_subject(self.instance, self.cleaned_data["parent"], by=self.for_user)
