"""The admin's screens of accounts: Wagtail's, with our fields, and saved by our services."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.views import users as wagtail_views

from people.forms.admin import PersonForm
from people.invitations import send_invitation
from people.models import User
from people.permissions import organisations_of
from people.roles import Role
from people.services import may_change_account
from people.viewsets.base import SaveByServiceMixin


def main_place(user: User) -> str:
    """Where a person works, for a list prepared by ``for_listing()``."""
    return next((str(row.organisation) for row in cast(Any, user).main_employments), "")


def role_names(user: User) -> str:
    """A person's roles, for a list prepared by ``for_listing()``."""
    return ", ".join(sorted({str(row.get_role_display()) for row in user.role_assignments.all()}))


class PersonIndex(wagtail_views.IndexView):
    """People by family name."""

    page_title = _("People")
    add_item_label = _("Add a person")
    default_ordering = "family_name"
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        """Name, address, place of work, roles, state, last login."""
        name = self._get_title_column_class(wagtail_views.UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            name(
                "name",
                accessor="get_full_name",
                label=_("Name"),
                sort_key="family_name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("organisation", label=_("Place of work"), accessor=main_place),
            Column("roles", label=_("Roles"), accessor=role_names),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
        ]

    @cached_property
    def search_fields(self) -> set[str]:
        """None: see :meth:`search_queryset`."""
        return set()

    def search_queryset(self, queryset: Any) -> Any:
        """By name or address, in any script and case."""
        return queryset.matching(self.search_query) if self.search_query else queryset

    def get_base_queryset(self) -> Any:
        """With everything a row shows; who looks after a part of the tree sees the people who work there."""
        mine = organisations_of(cast(User, self.request.user), Role.ADMINISTRATOR, Role.REGISTRAR)
        return super().get_base_queryset().working_in(mine).for_listing()


class PersonCreate(SaveByServiceMixin, wagtail_views.CreateView):
    """A new account; the person is sent a letter to set a password."""

    page_title = _("Add a person")
    success_message = _("%(object)s has an account now. A letter with the way to log in is on its way.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form shows what its user may set."""
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self) -> User:
        """Create, then write the letter."""
        user = cast(PersonForm, self.form).save_by(cast(User, self.request.user))
        transaction.on_commit(lambda: send_invitation(user, self.request))
        return user


class PersonEdit(SaveByServiceMixin, wagtail_views.EditView):
    """An account, where the person works, and their roles."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Raises ``PermissionDenied`` for an account that is not this administrator's to change."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and not may_change_account(request.user, self.object):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form shows what its user may set."""
        return {**super().get_form_kwargs(), "by": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds places of work and roles, each with its own screen."""
        person = self.object
        return {
            **super().get_context_data(**kwargs),
            "employments": person.employments.select_related("organisation", "position"),
            "role_assignments": person.role_assignments.select_related("organisation"),
            "add_employment_url": f"{reverse('employment:add')}?user={person.pk}",
            "add_role_url": f"{reverse('roleassignment:add')}?user={person.pk}",
        }


class PersonViewSet(wagtail_views.UserViewSet):
    """Accounts. Named in :class:`people.wagtail_users.AcademyUsersConfig`."""

    index_view_class = PersonIndex
    add_view_class = PersonCreate
    edit_view_class = PersonEdit
    menu_label = _("People")
    create_template_name = "wagtailadmin/generic/form.html"
    edit_template_name = "people/admin/person_edit.html"
    ordering = "family_name"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        """The same form for both."""
        return PersonForm
