"""A worker is killed in the middle of a bulk issue: what it had done stays, and another goes on with the rest."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from cms.jobs import STALE_AFTER
from credentials.models import IssueBatch, IssuedDocument, NumberSequence
from credentials.news import KIND
from credentials.services import issue_many, resume
from people.models import User
from people.services.notifications import set_preferences
from tests.courses.test_kill import database_url
from tests.factories.credentials import DocumentTemplateFactory, award
from tests.factories.people import UserFactory

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
PEOPLE = 60
LONGEST = 120
"""Seconds to wait for a worker."""


@contextmanager
def worker(folder: Path, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """``manage.py db_worker`` on this test's database; nothing of it is left."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.queued_settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--interval", "0.1", *options]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_begun(batch: IssueBatch) -> None:
    until = time.monotonic() + LONGEST
    while batch.items.filter(outcome="issued").count() < 5:
        assert time.monotonic() < until, "the worker does not begin"
        time.sleep(0.02)


def person_without_letters() -> User:
    """Letters are work of their own for the queue, and tested elsewhere."""
    person = UserFactory.create()
    set_preferences(person, {KIND: "site"})
    return person


@pytest.mark.django_db(transaction=True)
def test_nobody_is_issued_twice_or_forgotten(tmp_path: Path) -> None:
    template, by = DocumentTemplateFactory.create(), UserFactory.create(is_superuser=True)
    awards = [award(person_without_letters()) for _person in range(PEOPLE)]
    with override_settings(TASKS=QUEUED):
        batch = issue_many("Run 1", awards, template, None, by=User.objects.get(pk=by.pk))
        with worker(tmp_path) as process:
            wait_until_begun(batch)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=20)

        batch.refresh_from_db()
        issued = batch.items.filter(outcome="issued").count()
        assert 0 < issued < PEOPLE
        assert IssuedDocument.objects.count() == issued
        assert batch.state == IssueBatch.State.RUNNING

        IssueBatch.objects.filter(pk=batch.pk).update(seen_at=timezone.now() - STALE_AFTER * 2)
        resume(batch, by=by)
        connection.close()
        with worker(tmp_path, "--batch") as process:
            assert process.wait(timeout=LONGEST) == 0

    batch.refresh_from_db()
    assert batch.state == IssueBatch.State.DONE
    assert list(batch.items.order_by().values_list("outcome", flat=True).distinct()) == ["issued"]
    assert IssuedDocument.objects.values("holder").distinct().count() == IssuedDocument.objects.count() == PEOPLE
    assert NumberSequence.objects.get().last == PEOPLE
