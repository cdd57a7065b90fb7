"""Invented people, the places they work at and the roles they hold."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from people.localised import LocalisedText
from people.models import (
    Consent,
    ConsentText,
    Employment,
    Organisation,
    Position,
    RoleAssignment,
    User,
)
from people.roles import Role

PASSWORD = "Three-cranes-over-the-lake"


class UserFactory(DjangoModelFactory[User]):
    """A confirmed account with a name; its password is :data:`PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    family_name = factory.Sequence(lambda n: f"Familyname{n}")
    given_name = "Ainura"
    patronymic = "Bekovna"
    password = PASSWORD
    language = "en"
    time_zone = "Asia/Bishkek"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        user = model_class.objects.create_user(*args, **kwargs)
        model_class.objects.confirm_address(user)
        return user


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A school; ``parent=`` puts it beneath another node, without one it is a root."""

    class Meta:
        model = Organisation

    kind = Organisation.Kind.ORGANISATION
    labels = factory.Sequence(lambda n: LocalisedText(ru=f"Школа № {n}", en=f"School no. {n}"))
    country_code = "KG"

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        parent: Organisation | None = kwargs.pop("parent", None)
        if parent is None:
            return model_class.add_root(instance=model_class(*args, **kwargs))
        parent.refresh_from_db()
        return parent.add_child(instance=model_class(*args, **kwargs))


class PositionFactory(DjangoModelFactory[Position]):
    """A teacher's post."""

    class Meta:
        model = Position

    labels = factory.Sequence(lambda n: LocalisedText(ru=f"Учитель {n}", en=f"Teacher {n}"))


class EmploymentFactory(DjangoModelFactory[Employment]):
    """A person's main place of work."""

    class Meta:
        model = Employment

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    position = factory.SubFactory(PositionFactory)
    is_main = True


class RoleAssignmentFactory(DjangoModelFactory[RoleAssignment]):
    """A role for the whole installation; ``organisation=`` narrows it.

    Gives the row alone. For a person with the role's permissions too, use ``people.services.assign_role``.
    """

    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = Role.METHODOLOGIST
    organisation = None
    granted_by = None


class ConsentTextFactory(DjangoModelFactory[ConsentText]):
    """A published text, optional unless ``required=True``."""

    class Meta:
        model = ConsentText

    purpose = ConsentText.Purpose.PUBLICATION
    version = factory.Sequence(lambda n: n + 1)
    text = factory.LazyAttribute(lambda row: LocalisedText(ru=f"Согласие {row.version}", en=f"Consent {row.version}"))


class ConsentFactory(DjangoModelFactory[Consent]):
    """A consent in force."""

    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    text = factory.SubFactory(ConsentTextFactory)
