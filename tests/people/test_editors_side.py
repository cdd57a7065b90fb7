"""Who is shown the way to the editors' side."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from people.models import User
from people.permissions import may_open_admin
from people.roles import Role
from people.services import assign_role, revoke_role, sync_roles
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_a_learner_has_none_and_a_visitor_neither() -> None:
    assert may_open_admin(UserFactory.create()) is False
    assert may_open_admin(AnonymousUser()) is False


def test_it_costs_nothing_the_second_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    learner = UserFactory.create()
    may_open_admin(learner)
    with django_assert_num_queries(0):
        may_open_admin(User.objects.none().model(pk=learner.pk))


def test_a_role_given_or_taken_shows_at_once() -> None:
    sync_roles()
    person = UserFactory.create()
    assert may_open_admin(person) is False
    held = assign_role(person, Role.EDITOR, by=UserFactory.create(is_superuser=True))
    assert may_open_admin(User.objects.get(pk=person.pk)) is True
    revoke_role(held, by=UserFactory.create(is_superuser=True))
    assert may_open_admin(User.objects.get(pk=person.pk)) is False
