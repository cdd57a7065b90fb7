"""Each page of the certificates’ part of the admin costs as many queries for many rows as for few."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credentials.models import Numbering
from people.models import ConsentText, Organisation, User
from people.services import give_consent
from tests.factories.credentials import DocumentTemplateFactory, RegisterDetailsFactory, issued
from tests.factories.people import ConsentTextFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

More = Callable[[int], None]


def costs(client: Client, page: str, more: More, *sizes: int) -> list[int]:
    """How many queries the page takes, each time with more rows."""
    client.get(page, follow=True)
    counts = []
    for size in sizes:
        more(size)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page, follow=True).status_code == 200
        counts.append(len(queries))
    return counts


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(UserFactory.create(is_superuser=True))
    return client


def test_templates(chief: Client) -> None:
    def more(size: int) -> None:
        for _number in range(size):
            DocumentTemplateFactory.create(organisation=OrganisationFactory.create())

    first, second = costs(chief, "/admin/documenttemplate/", more, 1, 12)
    assert first == second


def test_numberings(chief: Client) -> None:
    def more(size: int) -> None:
        for number in range(size):
            organisation = OrganisationFactory.create()
            Numbering.objects.create(
                organisation=organisation, kind="cpd", pattern=f"{{number}}/{organisation.pk}-{number}"
            )

    first, second = costs(chief, "/admin/numbering/", more, 1, 12)
    assert first == second


def test_the_state_register(client: Client, academy: Organisation, registrar: User) -> None:
    consent = ConsentTextFactory.create(purpose=ConsentText.Purpose.REGISTER_EXPORT)
    template = DocumentTemplateFactory.create()
    client.force_login(registrar)

    def more(size: int) -> None:
        for number in range(size):
            holder = UserFactory.create()
            give_consent(holder, consent)
            if number % 2:
                RegisterDetailsFactory.create(holder=holder)
            issued(template, holder=holder, organisation=academy)

    first, second = costs(client, "/admin/stateregister/", more, 2, 20)
    assert first == second


def test_particulars_of_a_person(client: Client, academy: Organisation, registrar: User) -> None:
    template, holder = DocumentTemplateFactory.create(), UserFactory.create()
    issued(template, holder=holder, organisation=academy)
    client.force_login(registrar)

    def more(size: int) -> None:
        for number in range(size):
            issued(template, holder=holder, organisation=academy, reason=f"r{size}-{number}")

    first, second = costs(client, f"/admin/registerdetails/{holder.pk}/", more, 1, 12)
    assert first == second
