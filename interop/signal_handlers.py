"""What follows from changes to imports."""

from typing import Any

from django.db import transaction

from interop.models import ImportJob


def remove_upload(sender: type[ImportJob], instance: ImportJob, **kwargs: Any) -> None:
    """Delete the upload of a job that is gone."""
    name, storage = instance.file.name, instance.file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name))
