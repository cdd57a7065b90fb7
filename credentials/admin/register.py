"""The export to the state register in the admin, and the particulars of a holder."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from credentials.admin.forms import HolderDetailsForm
from credentials.kinds import REGISTER_KINDS
from credentials.models import IssuedDocument, RegisterDetails
from credentials.register.export import RegisterExport, build, workbook
from credentials.services.register import may_keep_details
from people.models import Organisation, User

PER_PAGE = 200


class RegisterView(WagtailAdminTemplateMixin, TemplateView):
    """A year of an organisation with every problem by row and column; the file only downloads."""

    template_name = "credentials/admin/register.html"
    page_title = _("Export to the state register")
    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied``."""
        if not request.user.has_perm("credentials.issue_document"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home and this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def sets(self) -> list[tuple[int | None, int]]:
        """What there is to export, as (organisation, year), newest first."""
        mine = IssuedDocument.objects.managed_by(cast(User, self.request.user)).filter(kind__in=REGISTER_KINDS)
        ordered = mine.in_force().order_by("-issued_on__year", "organisation")
        return list(ordered.values_list("organisation", "issued_on__year").distinct())

    @cached_property
    def chosen(self) -> tuple[Organisation | None, int] | None:
        """The organisation and year of the address, else the newest there is."""
        pair = self.request.GET.get("set", "")
        wanted = next((found for found in self.sets if f"{found[0] or 0}-{found[1]}" == pair), None)
        if wanted is None and not pair and self.sets:
            wanted = self.sets[0]
        if wanted is None:
            return None
        return (Organisation.objects.get(pk=wanted[0]) if wanted[0] else None), wanted[1]

    @cached_property
    def export(self) -> RegisterExport | None:
        """Its rows and problems."""
        return build(*self.chosen, by=cast(User, self.request.user)) if self.chosen else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What to choose from, and what was found."""
        problems = self.export.problems if self.export else []
        page = Paginator(problems, PER_PAGE).get_page(self.request.GET.get("page"))
        choices = self.choices()
        return {**super().get_context_data(**kwargs), "choices": choices, "export": self.export, "page": page}

    def choices(self) -> list[dict[str, Any]]:
        """What there is to export, for a list to choose from."""
        names = {row.pk: str(row) for row in Organisation.objects.filter(pk__in=[pk for pk, _year in self.sets if pk])}
        now = self.chosen and (self.chosen[0].pk if self.chosen[0] else None, self.chosen[1])
        return [
            {
                "value": f"{pk or 0}-{year}",
                "label": f"{year}: {names[pk] if pk else gettext('Whole installation')}",
                "chosen": (pk, year) == now,
            }
            for pk, year in self.sets
        ]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The file. Writing it is recorded, so it takes a button."""
        if self.export is None or self.chosen is None:
            return HttpResponseRedirect(reverse("stateregister:index"))
        file = workbook(self.export, self.chosen[0], by=cast(User, request.user))
        return FileResponse(file, as_attachment=True, filename=f"state-register-{timezone.localdate():%Y-%m-%d}.xlsx")


class PersonDetailsView(WagtailAdminTemplateMixin, FormView):
    """A holder's particulars, kept by a registrar."""

    template_name = "credentials/admin/person_details.html"
    form_class = HolderDetailsForm
    header_icon = "user"

    @cached_property
    def holder(self) -> User:
        """The person, if the registrar has to do with them."""
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied``."""
        self.request, self.kwargs = request, kwargs
        allowed = request.user.has_perm("credentials.change_registerdetails")
        if not allowed or not may_keep_details(cast(User, request.user), self.holder):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Whose they are."""
        return self.holder.get_full_name()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home and the person."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is kept already."""
        stored = RegisterDetails.objects.filter(holder=self.holder).first()
        return {**super().get_form_kwargs(), "instance": stored or RegisterDetails(holder=self.holder)}

    def form_valid(self, form: HolderDetailsForm) -> HttpResponse:
        """Keep them."""
        form.save_by(cast(User, self.request.user))
        messages.success(self.request, gettext("Saved."))
        return HttpResponseRedirect(self.request.path)
