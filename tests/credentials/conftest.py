import pytest

from credentials.models import DocumentTemplate
from people.models import Organisation, User
from people.roles import Role
from people.services import assign_role
from tests.factories.credentials import DocumentTemplateFactory
from tests.factories.people import OrganisationFactory, UserFactory


@pytest.fixture
def academy(db: None) -> Organisation:
    """An academy in Russia."""
    return OrganisationFactory.create(country_code="RU")


@pytest.fixture
def template(db: None) -> DocumentTemplate:
    """A template that everybody may use."""
    return DocumentTemplateFactory.create()


@pytest.fixture
def registrar(academy: Organisation) -> User:
    """The academy's registrar."""
    return with_role(Role.REGISTRAR, academy)


def with_role(role: Role, organisation: Organisation | None = None) -> User:
    """Somebody who holds a role for an organisation, or everywhere, with its permissions."""
    user = UserFactory.create()
    assign_role(user, role, by=UserFactory.create(is_superuser=True), organisation=organisation)
    return User.objects.get(pk=user.pk)
