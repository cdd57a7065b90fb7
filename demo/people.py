"""The people of the academy: organisations, positions, an account for each role, texts of consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo.identifiers import identifier
from demo.reader import labels, table
from people.models import ConsentText, Organisation, Position, User
from people.models.consents import Purpose
from people.roles import Role
from people.services import (
    OrganisationData,
    assign_role,
    create_account,
    create_organisation,
    draft_consent_text,
    give_consent,
    publish_consent_text,
    set_employment,
    sync_roles,
)

DOMAIN = "turna.example"
"""A domain that can never exist (RFC 2606): no letter leaves the installation."""
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Account:
    """An account of the demonstration, for the table that the command prints."""

    email: str
    name: str
    role: str
    language: str


def address(name: str) -> str:
    """The e-mail address of an account."""
    return f"{name}@{DOMAIN}"


def accounts() -> list[Account]:
    """The accounts one can log in with, in the order of the file."""
    return [
        Account(
            address(name),
            " ".join(filter(None, (row["family"], row["given"], row.get("patronymic")))),
            str(Role(row["role"]).label) if "role" in row else name.capitalize(),
            row["language"],
        )
        for name, row in table("people/accounts").items()
    ]


class People:
    """Makes the people once and finds them again."""

    def __init__(self, password: str) -> None:
        self._hash = make_password(password) if password else ""
        self.by = self._administrator()

    def _administrator(self) -> User:
        found = User.objects.filter(email=address(ADMINISTRATOR)).first()
        if found:
            return found
        sync_roles()
        row = table("people/accounts")[ADMINISTRATOR]
        user = User.objects.create_superuser(address(ADMINISTRATOR), None, **_names(ADMINISTRATOR, row))
        self._let_in(user)
        return user

    def _let_in(self, user: User) -> None:
        """A password that was hashed once for all, and an address that needs no confirmation."""
        user.password = self._hash
        user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})

    def organisations(self) -> dict[str, Organisation]:
        """The tree of organisations, by key."""
        found: dict[str, Organisation] = {}
        for key, row in table("people/organisations").items():
            parent = found.get(row.get("parent", ""))
            siblings = parent.get_children() if parent else Organisation.get_root_nodes()
            known = next((each for each in siblings if each.labels == labels(row)), None)
            data = OrganisationData(row["kind"], labels(row), row["country"])
            found[key] = known or create_organisation(data, by=self.by, parent=parent)
        return found

    def positions(self) -> dict[str, Position]:
        """The positions, by key."""
        known = {each.labels["en"]: each for each in Position.objects.all() if "en" in each.labels}
        return {
            key: known.get(row["en"]) or Position.objects.create(labels=labels(row), is_head=row.get("head", False))
            for key, row in table("people/positions").items()
        }

    def account(self, name: str, row: Mapping[str, Any], is_open: bool = True) -> tuple[User, bool]:
        """An account, and whether it is new. ``is_open``: one can log in to it."""
        found = User.objects.filter(email=address(name)).first()
        if found:
            return found, False
        user = create_account({"email": address(name), **_own(row)}, by=self.by)
        User.objects.filter(pk=user.pk).update(public_id=identifier("person", name))
        if is_open:
            self._let_in(user)
        return user, True

    def employ(self, user: User, organisation: Organisation, position: Position | None) -> None:
        """Record where somebody works."""
        set_employment(user, organisation, by=self.by, position=position)

    def agree(self, user: User) -> None:
        """Give the consents that are needed to learn."""
        for text in ConsentText.objects.current_required():
            give_consent(user, text)

    def staff(self, organisations: Mapping[str, Organisation], positions: Mapping[str, Position]) -> None:
        """An account for each role."""
        for name, row in table("people/accounts").items():
            user, is_new = self.account(name, row)
            if not is_new and (user != self.by or user.role_assignments.exists()):
                continue
            if "organisation" in row:
                self.employ(user, organisations[row["organisation"]], positions[row["position"]])
            if "role" in row:
                assign_role(user, Role(row["role"]), by=self.by, organisation=organisations.get(row.get("country", "")))
            self.agree(user)

    def consents(self) -> None:
        """The first version of each text of consent."""
        for purpose, row in table("people/consents").items():
            if ConsentText.objects.filter(purpose=purpose).exists():
                continue
            draft = draft_consent_text(Purpose(purpose), labels(row), row.get("required", False), by=self.by)
            publish_consent_text(draft, by=self.by)


def _own(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "family_name": row["family"],
        "given_name": row["given"],
        "patronymic": row.get("patronymic", ""),
        "language": row["language"],
        "time_zone": row["time_zone"],
    }


def _names(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**_own(row), "public_id": identifier("person", name)}
