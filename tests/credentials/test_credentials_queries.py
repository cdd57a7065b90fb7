"""The pages of documents cost the same however many there are."""

import pytest
from django.urls import reverse

from credentials.models import Numbering
from credentials.services import issue_duplicate, issue_many
from credentials.services.batches import run_batch
from people.models import Organisation, User
from people.roles import Role
from people.services import assign_role
from tests.factories.credentials import (
    DocumentTemplateFactory,
    RegisterDetailsFactory,
    SignatoryFactory,
    award,
    issued,
)
from tests.factories.people import OrganisationFactory, UserFactory
from tests.queries import World, differences

pytestmark = pytest.mark.django_db


class Office:
    """An organisation that has issued ``size`` documents in each of as many batches, from as many templates."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.academy: Organisation = OrganisationFactory.create(country_code="RU")
        chief = UserFactory.create(is_superuser=True)
        self.staff: dict[Role, User] = {}
        for role in (Role.REGISTRAR, Role.ADMINISTRATOR):
            person = UserFactory.create()
            assign_role(person, role, by=chief, organisation=self.academy)
            self.staff[role] = User.objects.get(pk=person.pk)
        self.holder: User = UserFactory.create()
        self.template = DocumentTemplateFactory.create(organisation=self.academy)
        for _number in range(size):
            SignatoryFactory.create(template=self.template)
            DocumentTemplateFactory.create(organisation=self.academy)
            self.batch()
        self.document = issued(self.template, holder=self.holder, organisation=self.academy, reason="x:first")
        for number in range(size):
            self.document = issue_duplicate(self.document, f"Lost {number}", by=chief)
            issued(self.template, holder=self.holder, organisation=self.academy, reason=f"x:{number}")
        RegisterDetailsFactory.create(holder=self.holder)
        self.numbering = Numbering.objects.create(
            organisation=self.academy, kind=self.template.kind, pattern=f"{self.academy.pk}-{{number}}"
        )

    def batch(self) -> None:
        awards = [award(organisation=self.academy) for _number in range(self.size)]
        made = issue_many("Run", awards, self.template, self.academy, by=self.staff[Role.REGISTRAR])
        run_batch(made.pk)

    def world(self) -> World:
        registrar, administrator = self.staff[Role.REGISTRAR], self.staff[Role.ADMINISTRATOR]
        document, template, numbering = self.document.pk, self.template.pk, self.numbering.pk
        return {
            "issueddocument:one": (registrar, reverse("issueddocument:one", args=[document])),
            "issueddocument:replace": (registrar, reverse("issueddocument:replace", args=[document])),
            "issuebatch:index": (registrar, reverse("issuebatch:index")),
            "stateregister:index": (registrar, reverse("stateregister:index")),
            "registerdetails:person": (registrar, reverse("registerdetails:person", args=[self.holder.pk])),
            "documenttemplate:index": (registrar, reverse("documenttemplate:index")),
            "documenttemplate:add": (registrar, reverse("documenttemplate:add")),
            "documenttemplate:edit": (registrar, reverse("documenttemplate:edit", args=[template])),
            "documenttemplate:delete": (registrar, reverse("documenttemplate:delete", args=[template])),
            "numbering:index": (administrator, reverse("numbering:index")),
            "numbering:add": (administrator, reverse("numbering:add")),
            "numbering:edit": (administrator, reverse("numbering:edit", args=[numbering])),
            "numbering:delete": (administrator, reverse("numbering:delete", args=[numbering])),
            "credentials:my_documents": (self.holder, reverse("credentials:my_documents")),
            "credentials:particulars": (self.holder, reverse("credentials:particulars")),
            "credentials:verify": (self.holder, reverse("credentials:verify")),
            "badges:revocations": (self.holder, reverse("badges:revocations")),
        }


def test_pages_cost_the_same_for_few_documents_and_for_many() -> None:
    assert differences(lambda size: Office(size).world()) == {}
