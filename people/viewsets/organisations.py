"""The admin's screens of organisations, positions and places of work."""

from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column

from people.forms.organisations import EmploymentForm, OrganisationForm, PositionForm
from people.models import Employment, Organisation, Position, User
from people.permissions import organisations_of
from people.roles import Role
from people.services import delete_organisation, delete_position, end_employment
from people.viewsets.base import CreateView, DeleteView, EditView, IndexView, PeopleViewSet

INDENT = "\u2003"
"""An em space for each level: the listing stays a plain table for those who listen to it."""


class OrganisationIndex(IndexView):
    """The tree, top down; an administrator of a part of it sees that part."""

    default_ordering = "path"

    def get_base_queryset(self) -> Any:
        """Organisations the person looks after, with the number of people in each."""
        mine = organisations_of(cast(User, self.request.user), Role.ADMINISTRATOR, Role.REGISTRAR)
        return (Organisation.objects.all() if mine is None else mine).with_people_count()

    def order_queryset(self, queryset: Any) -> Any:
        """Always as a tree."""
        return queryset.order_by("path")


class OrganisationEdit(EditView):
    """The form, and who works there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the way to the people."""
        return {
            **super().get_context_data(**kwargs),
            "people_url": f"{reverse('employment:index')}?organisation={self.object.pk}",
            "people_count": Employment.objects.filter(organisation=self.object).count(),
        }


class OrganisationDelete(DeleteView):
    """Only what is empty goes."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_organisation(self.object, by=by)


class OrganisationViewSet(PeopleViewSet):
    """Organisations."""

    model = Organisation
    icon = "site"
    menu_label = _("Organisations")
    index_view_class = OrganisationIndex
    edit_view_class = OrganisationEdit
    delete_view_class = OrganisationDelete
    list_display = [
        Column("labels", label=_("Name"), accessor=lambda node: f"{INDENT * (node.depth - 1)}{node}"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("country_code", label=_("Country")),
        Column("people_count", label=_("People, all levels")),
    ]
    list_filter = ["kind", "country_code"]
    edit_template_name = "people/admin/organisation_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        """The same form for both."""
        return OrganisationForm


class PositionIndex(IndexView):
    """Positions in the order of their names."""

    is_searchable = False

    def get_base_queryset(self) -> Any:
        """With the number of people in each."""
        return Position.objects.with_people_count()

    def order_queryset(self, queryset: Any) -> Any:
        """As the reader's language sorts."""
        return queryset.in_order_of_name()


class PositionDelete(DeleteView):
    """A position somebody holds stays."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_position(self.object, by=by)


class PositionViewSet(PeopleViewSet):
    """Positions."""

    model = Position
    icon = "tag"
    menu_label = _("Positions")
    index_view_class = PositionIndex
    delete_view_class = PositionDelete
    list_display = [
        Column("labels", label=_("Name"), accessor=str),
        BooleanColumn("is_head", label=_("Head of an organisation")),
        Column("people_count", label=_("People")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[PositionForm]:
        """The same form for both."""
        return PositionForm


class EmploymentIndex(IndexView):
    """Who works where; an administrator of a part of the tree sees that part."""

    def get_base_queryset(self) -> Any:
        """With everything a row shows."""
        rows = Employment.objects.select_related("user", "organisation", "position")
        mine = organisations_of(cast(User, self.request.user), Role.ADMINISTRATOR, Role.REGISTRAR)
        return rows if mine is None else rows.filter(organisation__in=mine)

    def search_queryset(self, queryset: Any) -> Any:
        """By the person's name."""
        people = User.objects.matching(self.search_query or "")
        return queryset.filter(user__in=people) if self.search_query else queryset


class EmploymentCreate(CreateView):
    """From a person's or an organisation's form, that one is filled in."""

    def get_initial(self) -> dict[str, Any]:
        """What the address says."""
        return {name: self.request.GET[name] for name in ("user", "organisation") if name in self.request.GET}


class EmploymentDelete(DeleteView):
    """Forget a place of work."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        end_employment(self.object, by=by)


class EmploymentViewSet(PeopleViewSet):
    """Places of work."""

    model = Employment
    icon = "group"
    menu_label = _("Places of work")
    index_view_class = EmploymentIndex
    add_view_class = EmploymentCreate
    delete_view_class = EmploymentDelete
    list_display = [
        Column("user", label=_("Person")),
        Column("organisation", label=_("Organisation")),
        Column("position", label=_("Position")),
        BooleanColumn("is_main", label=_("Main")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[EmploymentForm]:
        """The same form for both; a place of work does not change hands."""
        return EmploymentForm
