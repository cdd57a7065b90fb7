"""Each part of an installation is chosen by one variable of the environment."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json
from django.conf import settings as s
print(json.dumps({
    "engine": s.DATABASES["default"]["ENGINE"], "options": s.DATABASES["default"].get("OPTIONS", {}),
    "cache": s.CACHES["default"]["BACKEND"], "files": s.STORAGES["default"]["BACKEND"],
    "mail": s.EMAIL_BACKEND, "mail_host": s.EMAIL_HOST, "search": s.ELASTICSEARCH_URL, "debug": s.DEBUG,
    "secure": getattr(s, "SESSION_COOKIE_SECURE"), "hosts": s.ALLOWED_HOSTS,
}))
"""


def settings(**environment: str) -> dict[str, Any]:
    """What Django's settings are in a fresh process with just these variables."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    base = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "x8" * 30,
        "ALLOWED_HOSTS": "academy.example,www.academy.example",
    }
    command = [sys.executable, "-c", SHOW]
    shown = subprocess.run(
        command, cwd=ROOT, env={**kept, **base, **environment}, capture_output=True, text=True, timeout=60, check=True
    )
    return dict(json.loads(shown.stdout))


def test_nothing_set_means_everything_embedded_and_secure() -> None:
    found = settings()

    assert found["engine"] == "django.db.backends.sqlite3"
    assert found["options"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["options"]["init_command"]
    assert found["options"]["timeout"] >= 10
    assert found["cache"].endswith("ProcessCache")
    assert found["files"].endswith("FileSystemStorage")
    assert found["debug"] is False
    assert found["secure"] is True
    assert found["hosts"] == ["academy.example", "www.academy.example"]


@pytest.mark.parametrize(
    ("environment", "part", "expected"),
    [
        ({"DATABASE_URL": "postgres://turna:pw@db.example/turna"}, "engine", "django.db.backends.postgresql"),
        ({"REDIS_URL": "redis://cache.example:6379/1"}, "cache", "django_redis.cache.RedisCache"),
        ({"AWS_STORAGE_BUCKET_NAME": "turna"}, "files", "config.media.PrivateS3Storage"),
        ({"EMAIL_URL": "smtp+tls://user:pw@mail.example:587"}, "mail_host", "mail.example"),
        ({"ELASTICSEARCH_URL": "http://search.example:9200"}, "search", "http://search.example:9200"),
    ],
)
def test_one_variable_changes_one_part(environment: dict[str, str], part: str, expected: str) -> None:
    embedded, found = settings(), settings(**environment)

    assert found[part] == expected
    same = {"engine", "cache", "files", "mail_host", "search"} - {part}
    assert {name: found[name] for name in same} == {name: embedded[name] for name in same}


def test_a_folder_for_what_is_written_is_made(tmp_path: Path) -> None:
    settings(VAR_DIR=str(tmp_path / "new" / "var"))

    assert (tmp_path / "new" / "var").is_dir()
