"""The admin's screen of consent texts: drafts are edited and published, published ones stay as they are."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic

from people.forms.admin import ConsentTextForm
from people.models import ConsentText, Purpose, User
from people.services import discard_consent_text, publish_consent_text
from people.viewsets.base import CreateView, DeleteView, EditView, IndexView, PeopleViewSet


def _number(text: str) -> int:
    """The number in an address; 0, which is nobody's, when somebody wrote something else there."""
    return int(text) if text.isdecimal() else 0


class ConsentTextIndex(IndexView):
    """Texts by purpose, newest version first."""

    is_searchable = False
    add_item_label = gettext_lazy("Draft a text")

    def get_edit_url(self, instance: ConsentText) -> str | None:
        """Drafts alone are edited."""
        return super().get_edit_url(instance) if instance.is_draft else None

    def get_delete_url(self, instance: ConsentText) -> str | None:
        """Only drafts go."""
        return super().get_delete_url(instance) if instance.is_draft else None


class ConsentTextCreate(CreateView):
    """Draft a version: with ``?after=ID``, from the words of that one."""

    success_message = gettext_lazy("The draft is saved. Nobody is asked to agree to it before you publish it.")

    def get_initial(self) -> dict[str, Any]:
        """The words to start from."""
        former = ConsentText.objects.filter(pk=_number(self.request.GET.get("after", ""))).first()
        if former is None:
            return {}
        return {"purpose": former.purpose, "text": former.text, "required": former.required}

    def get_success_url(self) -> str:
        """The draft, where the button that publishes it is."""
        return self.get_edit_url()


class ConsentTextEdit(EditView):
    """Change a draft, or publish it."""

    template_name = "people/admin/consent_text_edit.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raises ``PermissionDenied`` for a published text."""
        super().setup(request, *args, **kwargs)
        if not self.get_object().is_draft:
            raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds where the draft is published."""
        return {
            **super().get_context_data(**kwargs),
            "publish_url": reverse("consenttext:publish", args=[self.object.pk]),
        }


class ConsentTextDelete(DeleteView):
    """Throw a draft away."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        discard_consent_text(self.object, by=by)


class ConsentTextInspect(generic.InspectView):
    """A published text, and the way to its next version."""

    template_name = "people/admin/consent_text_inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the words in all languages and how many people agree now."""
        text = cast(ConsentText, self.object)
        return {
            **super().get_context_data(**kwargs),
            "texts": text.text.items(),
            "agreed": text.consents.in_force().count(),
            "next_version_url": f"{reverse('consenttext:add')}?after={text.pk}",
        }

    def get_edit_url(self) -> str | None:
        """Drafts alone are edited."""
        return super().get_edit_url() if self.object.is_draft else None

    def get_delete_url(self) -> str | None:
        """Drafts alone go."""
        return super().get_delete_url() if self.object.is_draft else None


@require_POST
@permission_required("people.change_consenttext")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft: from now on people are asked to agree to it."""
    draft = get_object_or_404(ConsentText, pk=pk)
    publish_consent_text(draft, by=cast(User, request.user))
    messages.success(request, _("Published. People are asked to agree to it at their next visit."))
    return HttpResponseRedirect(reverse("consenttext:index"))


class ConsentTextViewSet(PeopleViewSet):
    """Texts of consents."""

    model = ConsentText
    icon = "doc-full"
    menu_label = gettext_lazy("Consent texts")
    index_view_class = ConsentTextIndex
    add_view_class = ConsentTextCreate
    edit_view_class = ConsentTextEdit
    delete_view_class = ConsentTextDelete
    inspect_view_class = ConsentTextInspect
    inspect_view_enabled = True
    inspect_view_fields = ["purpose", "version", "required", "published_at"]
    list_display = [
        Column("purpose", label=gettext_lazy("Purpose"), accessor=lambda row: Purpose(row.purpose).label),
        Column("version", label=gettext_lazy("Version")),
        BooleanColumn("required", label=gettext_lazy("Needed to learn here")),
        DateColumn("published_at", label=gettext_lazy("Published")),
    ]
    list_filter = ["purpose"]

    @cached_property
    def edit_template_name(self) -> str:
        """With the button that publishes."""
        return ConsentTextEdit.template_name

    def get_form_class(self, for_update: bool = False) -> type[ConsentTextForm]:
        """The same form for both."""
        return ConsentTextForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's and the one that publishes."""
        return [*super().get_urlpatterns(), path("publish/<int:pk>/", publish, name="publish")]
