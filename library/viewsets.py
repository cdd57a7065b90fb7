"""The library in Wagtail's admin: lists of objects, the tree of subjects, warnings before something goes."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import modelform_factory
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView, PageFilterSet
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from library.forms import SubjectForm
from library.licences import LICENCE_CHOICES
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from library.services import delete_subject
from library.usage import objects_beneath, usage_of
from library.vocabularies import Audience, Level, ResourceType


class SubjectFilter(django_filters.ModelChoiceFilter):
    """Objects on a subject or on one beneath it."""

    def filter(self, qs: Any, value: Subject | None) -> Any:
        """Narrow the list."""
        return qs.filter(pk__in=LearningObjectPage.objects.about(value).values("pk")) if value else qs


def _choice(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)


class LearningObjectFilterSet(PageFilterSet):
    """What a list of objects can be narrowed by."""

    resource_type = _choice(_("Type"), ResourceType.choices)
    level = _choice(_("Level"), Level.choices)
    audience = _choice(_("Audience"), Audience.choices)
    licence = _choice(_("Licence"), LICENCE_CHOICES)
    subject = SubjectFilter(label=_("Subject"), queryset=lambda _request: Subject.objects.all())

    class Meta:
        model = LearningObjectPage
        fields: list[str] = []


def _described(columns: list[Column]) -> list[Column]:
    """A page list's own columns, with an object's type and licence before its state."""
    own = [
        Column("resource_type", label=_("Type"), accessor="get_resource_type_display", sort_key="resource_type"),
        Column("licence", label=_("Licence"), accessor="get_licence_display", sort_key="licence"),
    ]
    kept = [column for column in columns if column.name != "type"]
    return [*kept[:-1], *own, kept[-1]]


def _edit_page_url(page: LearningObjectPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# A title without the menu that Wagtail hangs on it in lists: what other apps put there asks the database for each row.
TITLE = TitleColumn("title", label=_("Title"), sort_key="title", classname="title", get_url=_edit_page_url)


def _flat(columns: list[Column]) -> list[Column]:
    """The columns of the one list of all objects: a plain title, and the language."""
    plain = [TITLE if column.name == "title" else column for column in _described(columns)]
    return [*plain[:-1], LocaleColumn(label=_("Language"), sort_key=None), plain[-1]]


class LearningObjectListingViewSet(PageListingViewSet):
    """All objects of all languages in one list, as far as a person may see them."""

    model = LearningObjectPage
    name = "learning_objects"
    menu_label = _("Learning objects")
    icon = "doc-full"
    columns = _flat(IndexView.base_columns)
    filterset_class = LearningObjectFilterSet


class UsageMixin:
    """Tells whoever takes pages away what uses the objects that go with them."""

    request: Any
    page: Any = None
    object: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``usage``."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "usage": usage_of(objects_beneath([self.page or self.object]), self.request.user)}


class WarnedUnpublishView(UsageMixin, UnpublishView):
    """Asks before pages are unpublished, and lists where their objects will be missing."""

    template_name = "library/admin/confirm_unpublish.html"


class WarnedDeleteView(UsageMixin, DeleteView):
    """Asks before pages are deleted, and lists where their objects will be missing."""

    template_name = "library/admin/confirm_delete.html"


class LibraryPageViewSet(PageViewSet):
    """Pages under which objects stand."""

    unpublish_view_class = WarnedUnpublishView
    delete_view_class = WarnedDeleteView


class LibraryIndexPageViewSet(LibraryPageViewSet):
    """Libraries."""

    model = LibraryIndexPage


class CollectionPageViewSet(LibraryPageViewSet):
    """Collections."""

    model = CollectionPage


class LearningObjectPageViewSet(LibraryPageViewSet):
    """Objects, also where a collection is explored."""

    model = LearningObjectPage
    columns = _described(ExplorableIndexView.base_columns)
    filterset_class = LearningObjectFilterSet


class SubjectIndexView(generic.IndexView):
    """The tree of subjects, as it stands."""

    def get_base_queryset(self) -> Any:
        """Subjects in the order of the tree, with the numbers of their objects: one query."""
        return Subject.objects.with_counts()


class SubjectDeleteView(generic.DeleteView):
    """Deletes a subject that nothing stands under."""

    def form_valid(self, form: Any) -> Any:
        """Delete, or say why not and go back to the list."""
        try:
            delete_subject(self.object, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return HttpResponseRedirect(reverse(self.index_url_name))
        messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(self.get_success_url())


def _subject_url(subject: Subject) -> str:
    return reverse("library_subjects:edit", args=[subject.pk])


class SubjectViewSet(ModelViewSet):
    """The tree of subjects."""

    model = Subject
    name = "library_subjects"
    url_prefix = "library/subjects"
    menu_label = _("Subjects")
    icon = "list-ul"
    index_view_class = SubjectIndexView
    delete_view_class = SubjectDeleteView
    form_fields = ["code", "labels"]
    list_per_page = 200
    search_fields = ["code", *(f"labels__{code}" for code, _name in settings.LANGUAGES)]
    search_backend_name = None
    ordering = "path"
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        TitleColumn("indented", label=_("Name"), accessor="indented", get_url=_subject_url),
        Column("code", label=_("Code"), sort_key="code"),
        Column("object_count", label=_("Published objects"), accessor="object_count", sort_key="object_count"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Subject]]:
        """The form that also knows the subject's place."""
        return modelform_factory(Subject, form=SubjectForm, fields=self.form_fields)


class LibraryGroup(ViewSetGroup):
    """The library's part of the admin's menu."""

    menu_label = _("Library")
    menu_icon = "doc-full"
    menu_order = 200
    items = (LearningObjectListingViewSet, SubjectViewSet)
