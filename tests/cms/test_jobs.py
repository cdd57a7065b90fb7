"""Work in the background is one worker's at a time, and nobody's once its worker is silent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cms.jobs import STALE_AFTER, SupersededError
from cms.models import LinkCheck

pytestmark = pytest.mark.django_db

LATER = STALE_AFTER + timedelta(seconds=1)


@pytest.fixture
def job() -> LinkCheck:
    return LinkCheck.objects.create(subject="x")


def test_one_worker_begins(job: LinkCheck) -> None:
    assert LinkCheck.objects.begin(job.pk)
    assert LinkCheck.objects.begin(job.pk) is None


def test_what_is_done_is_not_begun(job: LinkCheck) -> None:
    LinkCheck.objects.update(state="done")
    assert LinkCheck.objects.begin(job.pk) is None
    assert not LinkCheck.objects.get().is_stale(timezone.now() + LATER)


def test_who_is_silent_for_too_long_has_stopped(job: LinkCheck) -> None:
    first = LinkCheck.objects.begin(job.pk)
    assert first is not None
    now = timezone.now()
    assert not LinkCheck.objects.get().is_stale(now)
    assert LinkCheck.objects.get().is_stale(now + LATER)
    assert list(LinkCheck.objects.stale(now + LATER)) == [job]
    assert not LinkCheck.objects.stale(now)

    second = LinkCheck.objects.begin(job.pk, now + LATER)
    assert second is not None
    with pytest.raises(SupersededError):
        LinkCheck.objects.sign(job.pk, first, done=3)
    with pytest.raises(SupersededError):
        LinkCheck.objects.hold(job.pk, first)
    LinkCheck.objects.hold(job.pk, second)
    LinkCheck.objects.sign(job.pk, second, done=1)
    assert LinkCheck.objects.get().done == 1


def test_a_sign_keeps_it_alive(job: LinkCheck) -> None:
    attempt = LinkCheck.objects.begin(job.pk, timezone.now() - LATER)
    assert attempt is not None
    assert LinkCheck.objects.get().is_stale()
    LinkCheck.objects.sign(job.pk, attempt)
    assert not LinkCheck.objects.get().is_stale()


def test_only_what_has_stopped_waits_again(job: LinkCheck) -> None:
    LinkCheck.objects.begin(job.pk)
    assert not LinkCheck.objects.requeue(job.pk)
    assert LinkCheck.objects.requeue(job.pk, timezone.now() + LATER, done=0)
    assert LinkCheck.objects.get().state == "queued"
    assert LinkCheck.objects.begin(job.pk)


def test_nobody_signs_for_another(job: LinkCheck) -> None:
    LinkCheck.objects.begin(job.pk)
    with pytest.raises(SupersededError):
        LinkCheck.objects.sign(job.pk, uuid4())
