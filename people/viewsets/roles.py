"""The admin's screen of roles: who holds which, for whom; giving and taking."""

from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from people.forms.admin import RoleForm
from people.models import RoleAssignment, User
from people.permissions import organisations_of
from people.roles import Role
from people.services import revoke_role
from people.viewsets.base import CreateView, DeleteView, EditView, IndexView, PeopleViewSet


class RoleIndex(IndexView):
    """Roles by person; an administrator of a part of the tree sees that part."""

    page_title = _("Roles")
    add_item_label = _("Give a role")

    def get_base_queryset(self) -> Any:
        """With everything a row shows."""
        rows = RoleAssignment.objects.for_display()
        mine = organisations_of(cast(User, self.request.user), Role.ADMINISTRATOR)
        return rows if mine is None else rows.filter(organisation__in=mine)

    def search_queryset(self, queryset: Any) -> Any:
        """By the person's name."""
        people = User.objects.matching(self.search_query or "")
        return queryset.filter(user__in=people) if self.search_query else queryset


class RoleCreate(CreateView):
    """Give a role."""

    page_title = _("Give a role")
    success_message = _("%(object)s: the role is given and works at once.")

    def get_initial(self) -> dict[str, Any]:
        """From a person's form, that person is filled in."""
        return {name: self.request.GET[name] for name in ("user", "organisation") if name in self.request.GET}


class RoleEdit(EditView):
    """A role's languages. Person, role and organisation stay: take the role back and give another."""

    def get_form(self, form_class: Any = None) -> Any:
        """Everything but the languages is fixed."""
        form = super().get_form(form_class)
        for name in ("user", "role", "organisation"):
            form.fields[name].disabled = True
        return form


class RoleDelete(DeleteView):
    """Take a role back."""

    page_title = _("Take back")
    success_message = _("%(object)s: the role has been taken back.")

    def delete_by(self, by: User) -> None:
        """See the service."""
        revoke_role(self.object, by=by)


class RoleViewSet(PeopleViewSet):
    """Roles of people."""

    model = RoleAssignment
    icon = "key"
    menu_label = _("Roles")
    index_view_class = RoleIndex
    add_view_class = RoleCreate
    edit_view_class = RoleEdit
    delete_view_class = RoleDelete
    list_display = [
        Column("user", label=_("Person")),
        Column("role", label=_("Role"), accessor="get_role_display"),
        Column("organisation", label=_("For"), accessor=lambda row: row.organisation or _("Everything")),
        Column("languages", label=_("Languages"), accessor=lambda row: ", ".join(row.language_names)),
        Column("granted_by", label=_("Given by")),
        DateColumn("granted_at", label=_("Given")),
    ]
    list_filter = ["role"]

    def get_form_class(self, for_update: bool = False) -> type[RoleForm]:
        """The same form for both."""
        return RoleForm
