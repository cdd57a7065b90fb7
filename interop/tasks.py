"""Work in the background."""

from django_tasks import task


@task()
def run_import_job(job: int) -> None:
    """Import the upload of a job, and record the outcome."""
    # The services enqueue this task, so it can only look for them once it runs.
    from interop.services import run_job

    run_job(job)
