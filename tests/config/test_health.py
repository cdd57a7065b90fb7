"""Probes of a load balancer."""

import pytest
from django.test import Client


def test_live_needs_nothing(client: Client) -> None:
    response = client.get("/health/live", headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_each_dependency(client: Client) -> None:
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}


@pytest.mark.django_db
def test_ready_says_which_dependency_fails_and_nothing_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ConnectionError("redis://:secret@cache:6379")

    monkeypatch.setitem(__import__("config.health").health.CHECKS, "cache", broken)
    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "ok", "cache": "ConnectionError"}
    assert b"secret" not in response.content
