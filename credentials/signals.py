"""News of this app. Sent once the change is committed."""

from django.dispatch import Signal

document_issued = Signal()
"""A document was issued, a duplicate or replacement too. Gives ``document``."""

document_revoked = Signal()
"""A document is revoked. Gives ``document``."""
