"""What remembers imports: which thing came from where, and the jobs that brought them."""

from interop.models.items import ImportedItem
from interop.models.jobs import ImportJob

__all__ = ["ImportJob", "ImportedItem"]
