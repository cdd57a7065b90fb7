"""News that courses give to the apps above them."""

from django.dispatch import Signal

# Sent after the commit of the event that completed it. Arguments: enrolment.
course_completed = Signal()
