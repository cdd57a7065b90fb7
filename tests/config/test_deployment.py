"""A production installation: what it refuses, and that Django's own deployment check is content."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0123456789-abcdefghij-" * 3


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own with the production settings."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY=SECRET, ALLOWED_HOSTS="academy.example", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3",
        BASE_URL="https://academy.example", EMAIL_URL="smtp://localhost:25",
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


def test_the_deployment_check_tells_what_nobody_could_register_without(tmp_path: Path) -> None:
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY=SECRET, ALLOWED_HOSTS="academy.example", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3",
    )  # fmt: skip

    assert result.returncode != 0
    assert "people.W001" in result.stderr
    assert "people.W002" in result.stderr


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"ALLOWED_HOSTS": "academy.example"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "academy.example", "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "academy.example", "SECRET_KEY": "not-a-secret" * 6}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET}, "ALLOWED_HOSTS"),
    ],
)
def test_it_refuses_to_start_without_what_it_must_not_guess(environment: dict[str, str], named: str) -> None:
    result = manage("check", **environment)

    assert result.returncode != 0
    assert named in result.stderr.splitlines()[-1]
