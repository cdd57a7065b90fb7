"""The form with which a course is brought in."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import CourseIndexPage
from interop.archive import MIB
from people.models import User

MAX_UPLOAD_BYTES = 512 * MIB
"""Larger courses come in with ``manage.py import_course``, which needs no upload."""

EXTENSIONS = (".imscc", ".zip")


class TargetField(forms.ModelChoiceField):
    """A choice of lists of courses, told apart by their languages."""

    def label_from_instance(self, obj: CourseIndexPage) -> str:
        """The title and the language."""
        return f"{obj.title} — {obj.locale.get_display_name()}"


class ImportForm(forms.Form):
    """A cartridge, and the list of courses it goes into: one the person may add courses to."""

    file = forms.FileField(
        label=_("Course file"),
        help_text=_("A Common Cartridge (.imscc or .zip) as Canvas, Moodle and others export it."),
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
    )
    target = TargetField(
        label=_("List of courses"),
        queryset=CourseIndexPage.objects.none(),
        help_text=_("The course becomes a draft there, in the language of the list."),
    )

    as_new = forms.BooleanField(
        label=_("Import as another course"),
        required=False,
        help_text=_("Leave what was imported before as it is, also where the file says that it is the same course."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = targets_for(user)
        field = cast(forms.ModelChoiceField, self.fields["target"])
        field.queryset = CourseIndexPage.objects.filter(pk__in=[page.pk for page in targets]).select_related("locale")
        if len(targets) == 1:
            field.initial = targets[0]

    def clean_file(self) -> UploadedFile:
        """A file of a size that can be uploaded, with a name that says what it is."""
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(EXTENSIONS):
            raise forms.ValidationError(gettext("Choose a file whose name ends in .imscc or .zip."))
        if (file.size or 0) > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)s. Leave large videos out of the export and add them later.")
                % {"limit": filesizeformat(MAX_UPLOAD_BYTES)}
            )
        return file


def targets_for(user: User) -> list[CourseIndexPage]:
    """The lists of courses a person may add courses to."""
    pages = CourseIndexPage.objects.select_related("locale").order_by("path")
    return [page for page in pages if page.permissions_for_user(user).can_add_subpage()]
