"""Work in the background."""

from django_tasks import task


@task()
def run_link_check(check: int) -> None:
    """Ask the addresses of a check."""
    # The services enqueue this task, so it can only look for them once it runs.
    from cms.links.services import run_check

    run_check(check)
