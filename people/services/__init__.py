"""The only writers of this app, one module for each kind of thing."""

from people.services.accounts import (
    create_account,
    create_learner,
    may_change_account,
    update_account,
    update_own_profile,
)
from people.services.consents import (
    discard_consent_text,
    draft_consent_text,
    edit_consent_text,
    give_consent,
    lacks_required_consent,
    publish_consent_text,
    withdraw_consent,
)
from people.services.groups import sync_roles
from people.services.organisations import (
    OrganisationData,
    create_organisation,
    delete_organisation,
    end_employment,
    set_employment,
    update_organisation,
)
from people.services.positions import delete_position, save_position
from people.services.roles import assign_role, revoke_role

__all__ = [
    "OrganisationData",
    "assign_role",
    "create_account",
    "create_learner",
    "create_organisation",
    "delete_organisation",
    "delete_position",
    "discard_consent_text",
    "draft_consent_text",
    "edit_consent_text",
    "end_employment",
    "give_consent",
    "lacks_required_consent",
    "may_change_account",
    "publish_consent_text",
    "revoke_role",
    "save_position",
    "set_employment",
    "sync_roles",
    "update_account",
    "update_organisation",
    "update_own_profile",
    "withdraw_consent",
]
