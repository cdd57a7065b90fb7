"""Work in the background."""

from django_tasks import task


@task()
def publish_announcements() -> int:
    """Send the announcements whose moment has come; gives how many went."""
    # The services enqueue this task, so it can only look for them once it runs.
    from courses.announcements.services import publish_due

    return publish_due()
