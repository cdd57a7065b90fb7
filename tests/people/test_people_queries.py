"""The pages of people, at home and in the admin, cost the same however much there is."""

from typing import Any

import pytest
from django.urls import reverse

from people.models import ConsentText, Employment, Organisation, User
from people.roles import Role
from people.services import assign_role
from tests.factories.people import (
    ConsentFactory,
    ConsentTextFactory,
    EmploymentFactory,
    OrganisationFactory,
    PositionFactory,
    RoleAssignmentFactory,
    UserFactory,
)
from tests.queries import World, differences

pytestmark = pytest.mark.django_db


class Academy:
    """An administrator, and a school, a post, a text and a person that have ``size`` of everything."""

    def __init__(self, size: int) -> None:
        self.size = size
        administrator = UserFactory.create()
        assign_role(administrator, Role.ADMINISTRATOR, by=UserFactory.create(is_superuser=True))
        self.administrator = User.objects.get(pk=administrator.pk)
        self.school: Organisation = OrganisationFactory.create()
        self.post = PositionFactory.create()
        self.text = ConsentTextFactory.create()
        # There is one draft of a purpose at a time.
        self.draft = ConsentText.objects.filter(published_at=None).first() or ConsentTextFactory.create(
            published_at=None
        )
        self.person: User = UserFactory.create()
        self.furnish()

    def furnish(self) -> None:
        for number in range(self.size):
            EmploymentFactory.create(organisation=self.school, position=self.post)
            place: Employment = EmploymentFactory.create(
                user=self.person, organisation=OrganisationFactory.create(parent=self.school), is_main=number == 0
            )
            self.role = RoleAssignmentFactory.create(
                user=self.person, organisation=place.organisation, granted_by=self.administrator
            )
            ConsentFactory.create(text=self.text)
            ConsentFactory.create(user=self.person, text=ConsentTextFactory.create())
        self.place = place
        self.consent = ConsentFactory.create(user=self.person, text=self.text)

    def world(self) -> World:
        things: dict[str, Any] = {
            "organisation": self.school,
            "position": self.post,
            "employment": self.place,
            "roleassignment": self.role,
            "consenttext": self.draft,
            "wagtailusers_users": self.person,
        }
        pages = {f"{name}:add": reverse(f"{name}:add") for name in things}
        for name, thing in things.items():
            for verb in ("edit", "delete"):
                pages[f"{name}:{verb}"] = reverse(f"{name}:{verb}", args=[thing.pk])
        # Wagtail's own, which is not for administrators: accounts are closed, not deleted.
        del pages["wagtailusers_users:delete"]
        pages["consenttext:inspect"] = reverse("consenttext:inspect", args=[self.text.pk])
        theirs = {
            "people:consents": reverse("people:consents"),
            "people:consent": reverse("people:consent", args=[self.text.pk]),
            "notifications:preferences": reverse("notifications:preferences"),
        }
        return {
            **{name: (self.administrator, url) for name, url in pages.items()},
            **{name: (self.person, url) for name, url in theirs.items()},
        }


def test_pages_cost_the_same_however_much_there_is() -> None:
    assert differences(lambda size: Academy(size).world()) == {}


def test_who_agreed_to_much_is_asked_at_the_same_cost() -> None:
    def world(size: int) -> World:
        person = UserFactory.create()
        for _number in range(size):
            ConsentFactory.create(user=person, text=ConsentTextFactory.create(required=True))
        ConsentTextFactory.create(required=True)
        return {"people:required_consents": (person, reverse("people:required_consents"))}

    assert differences(world) == {}
