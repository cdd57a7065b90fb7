"""News of the app for those above it. Sent after the transaction has been committed."""

from django.dispatch import Signal

consent_given = Signal()
"""``consent``: a person agreed to a text."""

consent_withdrawn = Signal()
"""``consent``: a person no longer agrees to a text; what was done under it must stop."""
