"""For a developer's machine and the demonstration: everything embedded, nothing to set."""

from config.settings.base import *  # noqa: F403
from config.settings.base import env

DEBUG = env.bool("DEBUG", default=True)
# Static files come from their sources, nothing is collected; with DEBUG off too, as `make run` serves.
WHITENOISE_USE_FINDERS = True
SECRET_KEY = "not-a-secret-used-on-a-developers-machine-only-0123456789"  # noqa: S105
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])

# The worker beside the server speaks when something goes wrong, not at every task.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"problems": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "loggers": {name: {"handlers": ["problems"], "propagate": False} for name in ("django_tasks", "django_tasks_db")},
}
