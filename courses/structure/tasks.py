"""Long work on a course, in the background."""

from django_tasks import task


@task()
def run_copy(task_id: int) -> None:
    """Duplicate a large course."""
    from courses.structure.copying import perform

    perform(task_id)
