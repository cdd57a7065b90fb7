"""What the admin's screens of this app share: they save through services, which check and log."""

from typing import Any, Protocol, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from people.models import User


class DayColumn(Column):
    """A day as a date: Wagtail's own column tells the time since, and takes what is to come for "just now"."""

    def get_value(self, instance: Any) -> str:
        """The date, short; empty for none."""
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class SavedByService(Protocol):
    """A form that hands its values to a service."""

    def save_by(self, by: User) -> models.Model:
        """Save on behalf of somebody. Raises ``ValidationError`` and ``PermissionDenied`` as the service does."""


class SaveByServiceMixin:
    """A create or edit view whose form knows its service; what the service refuses is shown at the form."""

    request: HttpRequest
    form: forms.BaseForm

    def save_instance(self) -> models.Model:
        """What Wagtail calls once the form is valid."""
        return cast(SavedByService, self.form).save_by(cast(User, self.request.user))

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Save; a refusal leaves nothing half-written and the form as it was sent."""
        view = cast(Any, self)
        try:
            with transaction.atomic():
                return cast(HttpResponse, cast(Any, super()).form_valid(form))
        except ValidationError as refusal:
            known = not hasattr(refusal, "error_dict") or refusal.error_dict.keys() <= form.fields.keys()
            form.add_error(None, refusal if known else ValidationError(refusal.messages))
            view.produced_error_message = view.get_error_message()
            return cast(HttpResponse, view.form_invalid(form))


class CreateView(SaveByServiceMixin, generic.CreateView):
    """Adds through a service."""


class EditView(SaveByServiceMixin, generic.EditView):
    """Changes through a service."""


class DeleteView(generic.DeleteView):
    """Deletes through a service: subclasses say which."""

    def delete_by(self, by: User) -> None:
        """Delete ``self.object`` on behalf of somebody."""
        raise NotImplementedError

    def delete_action(self) -> None:
        """What Wagtail calls once the question is answered."""
        self.delete_by(cast(User, self.request.user))

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Delete; a refusal is told on the list."""
        try:
            return super().form_valid(form)
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return HttpResponseRedirect(self.get_success_url())


class IndexView(generic.IndexView):
    """A list that searches by ``matching()`` of its queryset, which folds case in every script."""

    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of ``list_display``; the first leads to the row's form and carries its menu."""
        head, *others = self.list_display
        title_class = self._get_title_column_class(TitleColumn)
        same = {"label": head.label, "accessor": head.accessor, "sort_key": head.sort_key}
        return [title_class(head.name, **same, get_url=self.get_title_url), *others]

    def get_title_url(self, instance: models.Model) -> str | None:
        """Where a row is edited, else where it is read, else nowhere."""
        return self.get_edit_url(instance) or self.get_inspect_url(instance)

    def search_queryset(self, queryset: Any) -> Any:
        """Those with all the words."""
        return queryset.matching(self.search_query) if self.search_query else queryset


class PeopleViewSet(ModelViewSet):
    """The common settings of this app's lists."""

    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = False
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    list_per_page = 50

    @cached_property
    def search_fields(self) -> list[str]:
        """None: see :meth:`IndexView.search_queryset`."""
        return []
