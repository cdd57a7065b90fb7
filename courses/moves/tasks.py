"""Work in the background."""

from django_tasks import task


@task()
def run_move_job(job: int) -> None:
    """Move the learners of a run to another edition."""
    # The services enqueue this task, so it can only look for them once it runs.
    from courses.moves.jobs import carry_out

    carry_out(job)
