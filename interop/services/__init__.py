"""The only writers of imports: bringing a course in, and the jobs that do so in the background.

``by`` is the person who acts and whose permissions are checked; ``None`` is the system itself.
"""

from interop.services.courses import PERMISSION, check_export, check_permission, export_course, import_course
from interop.services.jobs import restart_job, run_job, start_job

__all__ = [
    "PERMISSION",
    "check_export",
    "check_permission",
    "export_course",
    "import_course",
    "restart_job",
    "run_job",
    "start_job",
]
