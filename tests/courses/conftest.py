"""What the tests of courses share: people at their places of work, in their roles."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from people.models import Organisation, User
from people.roles import Role
from people.services import sync_roles
from tests.factories.people import OrganisationFactory, RoleAssignmentFactory, UserFactory


@pytest.fixture(autouse=True)
def _in_english(_clean_slate: None) -> None:
    """Messages are compared as they are written in the code."""
    translation.activate("en")


@pytest.fixture
def region() -> Organisation:
    return OrganisationFactory.create(kind=Organisation.Kind.REGION)


@pytest.fixture
def school(region: Organisation) -> Organisation:
    return OrganisationFactory.create(parent=region)


@pytest.fixture
def elsewhere() -> Organisation:
    return OrganisationFactory.create()


PersonMaker = Callable[..., User]


@pytest.fixture
def person_with() -> PersonMaker:
    """Makes a person who holds the roles, for an organisation or everywhere."""

    def make(*roles: Role, organisation: Organisation | None = None) -> User:
        person = UserFactory.create()
        for role in roles:
            RoleAssignmentFactory.create(user=person, role=role, organisation=organisation)
        return person

    return make


@pytest.fixture
def roles_with_permissions() -> None:
    """The groups of the roles, as the command makes them."""
    sync_roles()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """The client logged in as somebody."""

    def login(user: User) -> Client:
        client.force_login(user)
        return client

    return login
