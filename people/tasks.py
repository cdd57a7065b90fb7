"""Work in the background."""

from datetime import datetime

from django_tasks import task


@task()
def send_letters() -> int:
    """Send the letters that are due, and come back for those the mail server refused for now; gives how many went."""
    # The services enqueue this task, so it can only look for them once it runs.
    from people.services.letters import send_due_letters

    sent, next_due = send_due_letters()
    if next_due is not None:
        send_letters_later(next_due)
    return sent


@task()
def send_digests() -> int:
    """Send the daily letters of those whose morning has come; gives how many went."""
    from people.services.letters import send_digests as send

    return send()


def send_letters_later(moment: datetime) -> None:
    """Try again then, where tasks can wait; elsewhere ``manage.py send_digests``, run every hour, does it."""
    if send_letters.get_backend().supports_defer:
        send_letters.using(run_after=moment).enqueue()
