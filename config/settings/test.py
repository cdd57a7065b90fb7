"""For the tests: as production behaves, but fast and without a queue."""

from pathlib import Path
from tempfile import mkdtemp

from config.settings.base import *  # noqa: F403
from config.settings.base import ACTIVITY_KINDS, DATABASES

SECRET_KEY = "for-tests-only-0123456789-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(mkdtemp(prefix="turna-media-"))
STORAGES["private"] = {
    "BACKEND": "config.media.PrivateFileStorage",
    "OPTIONS": {"location": mkdtemp(prefix="turna-private-")},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_RATE_LIMITS = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A kind that no app of ours knows: what another app adds must work without a change to courses.
ACTIVITY_KINDS = [*ACTIVITY_KINDS, "tests.activity_app.kinds.CountingKind"]
