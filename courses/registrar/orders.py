"""Orders in the admin."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from courses.models import Order, OrderScheme, Run
from courses.orders.paper import order_pdf
from courses.orders.querysets import ORDER_MAKERS, OrderQuerySet
from courses.orders.schemes import delete_scheme
from courses.orders.services import discard_draft, replace_order, sign_order
from courses.registrar.forms import OrderBeginForm, OrderForm, OrderSchemeForm
from credentials.pdf import PdfUnavailableError
from people.models import User
from people.permissions import organisations_of
from people.roles import Role
from people.viewsets.base import CreateView, DayColumn, DeleteView, EditView, IndexView


def own_orders(user: User) -> OrderQuerySet:
    """The orders a person makes."""
    return Order.objects.visible_to(user).with_run()


class OrderIndex(IndexView):
    """Orders, the latest first."""

    default_ordering = "-dated"

    def get_base_queryset(self) -> Any:
        """With what the columns show, in one query."""
        return own_orders(cast(User, self.request.user)).with_counts()


class OrderCreate(CreateView):
    """Begins an order; the draft is the next screen."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Runs of the person's organisations."""
        organisations = organisations_of(cast(User, self.request.user), *ORDER_MAKERS)
        runs = Run.objects.with_edition()
        runs = runs if organisations is None else runs.filter(organisation__in=organisations)
        return {**super().get_form_kwargs(), "runs": runs}

    def get_initial(self) -> dict[str, Any]:
        """What the address says."""
        return {name: self.request.GET[name] for name in ("kind", "run") if name in self.request.GET}

    def get_success_url(self) -> str:
        """The draft."""
        return reverse("orders:edit", args=[self.object.pk])


class OrderEdit(EditView):
    """A draft's form; a signed order is only read."""

    template_name = "courses/registrar/order_edit.html"

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return own_orders(cast(User, self.request.user))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leads to the screen of a signed order."""
        if Order.objects.signed().filter(pk=kwargs["pk"]).exists():
            return redirect("orders:read", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Where it can be signed."""
        return reverse("orders:read", args=[self.object.pk])


class OrderDelete(DeleteView):
    """Discards a draft."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return own_orders(cast(User, self.request.user))

    def delete_by(self, by: User) -> None:
        """See the service."""
        discard_draft(self.object, by)


class OrderScreen(WagtailAdminTemplateMixin, View):
    """A screen about one order, for who makes it. 404 for others."""

    header_icon = "doc-full"
    request: HttpRequest

    @cached_property
    def order(self) -> Order:
        """That of the address."""
        user = cast(User, self.request.user)
        if not user.has_perm("courses.view_order"):
            raise PermissionDenied
        return cast(Order, get_object_or_404(own_orders(user), pk=self.kwargs["pk"]))

    def get_page_title(self) -> str:
        """Kind and number."""
        return str(self.order)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Orders, this one."""
        index = {"url": reverse("orders:index"), "label": _("Orders")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]


class OrderRead(OrderScreen, TemplateView):
    """An order as it stands, and what can be done with it."""

    template_name = "courses/registrar/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its people; two queries whatever their number."""
        lines = self.order.lines.select_related("enrolment__learner").order_by(
            "enrolment__learner__family_name", "enrolment__learner__given_name", "pk"
        )
        return {
            **super().get_context_data(**kwargs),
            "order": self.order,
            "lines": lines,
            "replacement": getattr(self.order, "superseded_by", None),
        }


class OrderSign(OrderScreen):
    """Signs."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sign, or say what the rules do not allow."""
        try:
            signed = sign_order(self.order, cast(User, request.user))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, gettext("Signed: № %(number)s. It is in force.") % {"number": signed.number})
        return redirect("orders:read", pk)


class OrderReplace(OrderScreen):
    """Begins the order that takes another's place."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The draft, or why not."""
        try:
            draft = replace_order(self.order, cast(User, request.user))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("orders:read", pk)
        return redirect("orders:edit", draft.pk)


class OrderPaper(OrderScreen):
    """The paper."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """As PDF; where that cannot be made, the order's screen says so."""
        try:
            content = order_pdf(self.order)
        except PdfUnavailableError as problem:
            messages.error(request, str(problem))
            return redirect("orders:read", pk)
        name = slugify(self.order.number) or f"draft-{pk}"
        headers = {"Content-Disposition": f'inline; filename="order-{name}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class OrderViewSet(ModelViewSet):
    """Orders."""

    model = Order
    name = "orders"
    icon = "doc-full"
    menu_label = _("Orders")
    menu_order = 225
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    index_view_class = OrderIndex
    add_view_class = OrderCreate
    edit_view_class = OrderEdit
    delete_view_class = OrderDelete
    edit_template_name = "courses/registrar/order_edit.html"
    list_filter = {"kind": ["exact"], "state": ["exact"], "dated": ["gte", "lte"]}
    list_display = [
        Column("title", label=_("Order"), accessor=str),
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=lambda each: each.is_signed),
        DayColumn("dated", label=_("Date"), sort_key="dated"),
        Column("run", label=_("Run"), accessor="run.title"),
        NumberColumn("people", label=_("People"), sort_key="people"),
        Column("replaced", label=_("Replaced by"), accessor=lambda each: getattr(each, "superseded_by", None) or ""),
    ]

    @cached_property
    def search_fields(self) -> list[str]:
        """None: see ``matching``."""
        return []

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """A short form to begin with, then the draft's."""
        return OrderForm if for_update else OrderBeginForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """And those of signing, replacing and the paper."""
        return [
            *super().get_urlpatterns(),
            path("read/<int:pk>/", OrderRead.as_view(), name="read"),
            path("sign/<int:pk>/", OrderSign.as_view(), name="sign"),
            path("replace/<int:pk>/", OrderReplace.as_view(), name="replace"),
            path("paper/<int:pk>.pdf", OrderPaper.as_view(), name="paper"),
        ]


def own_schemes(user: User) -> Any:
    """The rules a person sets."""
    organisations = organisations_of(user, Role.ADMINISTRATOR)
    found = OrderScheme.objects.select_related("organisation")
    return found if organisations is None else found.filter(organisation__in=organisations)


class SchemeIndex(IndexView):
    """Rules of orders."""

    is_searchable = False
    default_ordering = "organisation__path"

    def get_base_queryset(self) -> Any:
        """The person's own."""
        return own_schemes(cast(User, self.request.user))


class SchemeEdit(EditView):
    """The form."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return own_schemes(cast(User, self.request.user))


class SchemeDelete(DeleteView):
    """Lets the rules from above hold."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return own_schemes(cast(User, self.request.user))

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_scheme(self.object, by)


class OrderSchemeViewSet(ModelViewSet):
    """Rules of orders."""

    model = OrderScheme
    name = "order_schemes"
    icon = "list-ol"
    menu_label = _("Rules of orders")
    menu_order = 500
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = SchemeIndex
    add_view_class = CreateView
    edit_view_class = SchemeEdit
    delete_view_class = SchemeDelete
    list_display = [
        Column("organisation", label=_("Organisation"), accessor=str),
        Column("number_pattern", label=_("Number")),
        Column("signatory_name", label=_("Signs")),
    ]

    @cached_property
    def search_fields(self) -> list[str]:
        """None: they are few."""
        return []

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """The same form for both."""
        return OrderSchemeForm
