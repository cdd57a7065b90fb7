"""Registers this app's part of Wagtail's admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from people import admin_hooks
from people.viewsets.bulk import GiveRole, SetActiveState
from people.viewsets.choosers import organisation_chooser, person_chooser
from people.viewsets.groups import PeopleGroup

hooks.register("register_admin_viewset", lambda: [PeopleGroup(), organisation_chooser, person_chooser])
# After Wagtail's own of the same names, which they replace.
hooks.register("register_bulk_action", SetActiveState, order=100)
hooks.register("register_bulk_action", GiveRole, order=100)
hooks.register("construct_page_chooser_queryset", admin_hooks.pages_to_choose)
hooks.register("construct_admin_api", admin_hooks.narrow_api, order=100)
hooks.register("construct_homepage_summary_items", admin_hooks.count_own_pages, order=100)
hooks.register("register_account_menu_item", admin_hooks.profile_link)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the admin's history calls our own actions."""
    for name, label, message in admin_hooks.LOG_ACTIONS:
        actions.register_action(name, label, message)
