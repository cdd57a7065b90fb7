"""Work in the background."""

from django_tasks import task


@task()
def run_enrolment_list(pk: int) -> None:
    """Work through a confirmed list."""
    # The services enqueue this task, so it can only look for them once it runs.
    from courses.enrolment_lists.services import run_list

    run_list(pk)
