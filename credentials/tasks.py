"""Work in the background."""

from django_tasks import task


@task()
def run_issue_batch(batch: int) -> None:
    """Issue the documents of a batch that wait."""
    # The services enqueue this task, so it can only look for them once it runs.
    from credentials.services.batches import run_batch

    run_batch(batch)
