"""Columns of this app's own."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    NumberInText = models.TextField[int, int]
else:
    NumberInText = models.TextField


class BitsField(NumberInText):
    """A whole number of any length, for its bits; stored in hexadecimal, because no column holds 300 bits."""

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> int:
        """The number."""
        return int(value or "0", 16)

    def to_python(self, value: Any) -> int:
        """The number, from itself or as it is stored."""
        return value if isinstance(value, int) else int(value or "0", 16)

    def get_prep_value(self, value: Any) -> str:
        """As it is stored."""
        return f"{self.to_python(value):x}"

    def value_to_string(self, obj: models.Model) -> str:
        """As serialisers write it."""
        return self.get_prep_value(self.value_from_object(obj))
