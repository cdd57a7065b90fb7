"""What is done to many accounts at once: by the services, one by one, as if by hand."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.users.views.bulk_actions import SetActiveStateBulkAction
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from people.models import Organisation, User
from people.permissions import has_role
from people.roles import Role
from people.services import assign_role, may_change_account, update_account
from people.viewsets.choosers import OrganisationChooser


class SetActiveState(SetActiveStateBulkAction):
    """Close or reopen accounts."""

    def check_perm(self, obj: User) -> bool:
        """As for one account."""
        return may_change_account(cast(User, self.request.user), obj)

    @classmethod
    def execute_action(
        cls, objects: list[User], mark_as_active: bool = False, user: User | None = None, **_rest: Any
    ) -> tuple[int, int]:
        """How many accounts were changed. Raises ``PermissionDenied`` when nobody answers for it."""
        if user is None:
            raise PermissionDenied
        others = [person for person in objects if person.pk != user.pk]
        for person in others:
            update_account(person, {"is_active": mark_as_active}, by=user)
        return len(others), 0


class BulkRoleForm(forms.Form):
    """The role, and for whom it is held."""

    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Organisation"),
        required=False,
        widget=OrganisationChooser(),
        help_text=_("Leave empty for the whole installation."),
    )


class GiveRole(UserBulkAction):
    """Give a role to many people. Replaces Wagtail's action that puts people into groups past their roles."""

    display_name = _("Give a role")
    action_type = "assign_role"
    aria_label = _("Give a role to the selected people")
    template_name = "wagtailusers/bulk_actions/confirm_bulk_assign_role.html"
    action_priority = 30
    form_class = BulkRoleForm

    def check_perm(self, obj: User) -> bool:
        """Administrators give roles, to others."""
        user = cast(User, self.request.user)
        return has_role(user, Role.ADMINISTRATOR) and (user.is_superuser or obj.pk != user.pk)

    def get_execution_context(self) -> dict[str, Any]:
        """What the form says, and who sent it."""
        return {**self.cleaned_form.cleaned_data, "by": self.request.user}

    @classmethod
    def execute_action(
        cls,
        objects: list[User],
        role: str = "",
        organisation: Organisation | None = None,
        by: User | None = None,
        **_rest: Any,
    ) -> tuple[int, int]:
        """How many people have the role now. Raises ``PermissionDenied`` as the service does."""
        if by is None:
            raise PermissionDenied
        for person in objects:
            assign_role(person, Role(role), by=by, organisation=organisation)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """In words."""
        message = ngettext(
            "%(count)d person has the role now.", "%(count)d people have the role now.", num_parent_objects
        )
        return message % {"count": num_parent_objects}
