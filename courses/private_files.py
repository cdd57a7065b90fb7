"""Where files lie that only their people may read: outside of what any address reaches."""

from django.core.files.storage import Storage, storages


def private_files() -> Storage:
    """The private store. It has no addresses: a view opens a file after it has asked who wants it."""
    return storages["private"]
