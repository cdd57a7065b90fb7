"""``manage.py export_course COURSE FILE``: take a course out in the own format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.models import CoursePage
from interop.errors import ImportProblem
from interop.services import export_course


class Command(BaseCommand):
    """Parses the arguments and calls the service."""

    help = "Exports a course with all its languages, learning objects and files to a .zip in Turna's own format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments."""
        parser.add_argument("course", help="The course: its id or slug.")
        parser.add_argument("file", type=Path, help="The archive to write.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export; a file that cannot be finished is not left behind."""
        name, path = options["course"], options["file"]
        wanted = {"pk": int(name)} if name.isdecimal() else {"slug": name}
        course = CoursePage.objects.filter(**wanted).order_by("pk").first()
        if course is None:
            raise CommandError(_("There is no course “%(name)s”.") % {"name": name})
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("wb") as out:
                export_course(course, out, by=None)
        except ImportProblem as problem:
            unfinished.unlink(missing_ok=True)
            raise CommandError(str(problem)) from problem
        unfinished.replace(path)
        self.stdout.write(self.style.SUCCESS(f"{course.title}: {path} ({path.stat().st_size} B)"))
