"""Templates and numberings in the admin."""

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.panels import ObjectList

from credentials.admin.forms import DocumentTemplateForm
from credentials.models import DocumentTemplate, Numbering
from credentials.pdf import PdfUnavailableError
from credentials.printing import print_sample
from credentials.services.templates import delete_numbering, delete_template
from people.localised import LocalisedText
from people.models import User
from people.permissions import organisations_of
from people.roles import Role
from people.viewsets.base import CreateView, DeleteView, EditView, IndexView


def modelform_of_template() -> Any:
    """The form of templates with its signatories, that saves by the service."""
    handler = ObjectList(DocumentTemplate.panels, base_form_class=DocumentTemplateForm)
    return handler.bind_to_model(DocumentTemplate).get_form_class()


class TemplateIndex(IndexView):
    """The templates of the organisations a person issues for."""

    is_searchable = False

    def get_base_queryset(self) -> Any:
        """With their organisations."""
        return DocumentTemplate.objects.managed_by(cast(User, self.request.user)).select_related("organisation")


class WithPreview:
    """A form with a button that shows what is typed as PDF."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the languages of the preview."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "preview_languages": settings.LANGUAGES}


class TemplateCreate(WithPreview, CreateView):
    """A new template."""


class TemplateEdit(WithPreview, EditView):
    """A template one issues from."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return DocumentTemplate.objects.managed_by(cast(User, self.request.user))


class TemplateDelete(DeleteView):
    """Remove a template."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_template(self.object, by=by)


@require_POST
@require_admin_access
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The form as it was sent, filled with sample data, as PDF. Nothing is saved."""
    user = cast(User, request.user)
    if not user.has_perm("credentials.change_documenttemplate"):
        raise PermissionDenied
    mine = DocumentTemplate.objects.managed_by(user)
    instance = get_object_or_404(mine, pk=pk) if pk else DocumentTemplate()
    form_class = modelform_of_template()
    form = form_class(request.POST, instance=instance, for_user=user)
    if not form.is_valid():
        return render(request, "credentials/admin/preview_problems.html", {"form": form}, status=422)
    try:
        content = _sample(form.save(commit=False), request.POST.get("preview", ""))
    except PdfUnavailableError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(content, content_type="application/pdf")


def _sample(template: DocumentTemplate, language: str) -> bytes:
    known = dict(settings.LANGUAGES)
    wanted = language if language in known else LocalisedText(template.wording).shown_language
    with transaction.atomic():
        # Pictures are frozen on the way: not for good, as this is only to look at.
        content = print_sample(template, wanted)
        transaction.set_rollback(True)
    return content


class NumberingIndex(IndexView):
    """The numberings an administrator looks after."""

    is_searchable = False

    def get_base_queryset(self) -> Any:
        """With their organisations."""
        return administered(cast(User, self.request.user)).select_related("organisation")


class NumberingEdit(EditView):
    """Change how documents are numbered from now on."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return administered(cast(User, self.request.user))


class NumberingDelete(DeleteView):
    """Remove a numbering nothing was numbered by."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_numbering(self.object, by=by)


def administered(user: User) -> Any:
    """The numberings of the organisations somebody administers."""
    mine = organisations_of(user, Role.ADMINISTRATOR)
    return Numbering.objects.all() if mine is None else Numbering.objects.filter(organisation__in=mine)
