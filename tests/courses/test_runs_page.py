"""Who is shown the list of runs to look after, and who is told that it is not for them."""

import pytest
from django.test import Client

from people.roles import Role
from tests.factories.courses import RunFactory
from tests.factories.people import RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

LOOK_AFTER = (Role.TUTOR, Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", list(Role))
def test_each_role(client: Client, role: Role) -> None:
    RunFactory.create()
    user = UserFactory.create()
    RoleAssignmentFactory.create(user=user, role=role)
    client.force_login(user)
    answer = client.get("/en/runs/")
    assert answer.status_code == (200 if role in LOOK_AFTER else 403)
    if role not in LOOK_AFTER:
        assert "It is open to people with another role" in answer.content.decode()
        assert "/en/runs/" not in client.get("/en/my-learning/").content.decode()


def test_a_superuser_before_the_first_run(client: Client) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    assert client.get("/en/runs/").status_code == 200


def test_a_learner_and_a_visitor(client: Client) -> None:
    assert client.get("/en/runs/").status_code == 302
    client.force_login(UserFactory.create())
    assert client.get("/en/runs/").status_code == 403
