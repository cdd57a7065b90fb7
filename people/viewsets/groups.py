"""All lists about people, in one menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from people.viewsets.consents import ConsentTextViewSet
from people.viewsets.organisations import EmploymentViewSet, OrganisationViewSet, PositionViewSet
from people.viewsets.roles import RoleViewSet


class PeopleGroup(ViewSetGroup):
    """Organisations, positions, places of work, roles, consents. Accounts stay among Wagtail's settings."""

    menu_label = _("People")
    menu_icon = "group"
    menu_order = 650
    items = (
        OrganisationViewSet("organisation"),
        EmploymentViewSet("employment"),
        PositionViewSet("position"),
        RoleViewSet("roleassignment"),
        ConsentTextViewSet("consenttext"),
    )
