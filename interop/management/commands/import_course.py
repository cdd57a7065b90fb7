"""``manage.py import_course FILE --into COURSE_INDEX``: bring a course in, in the own format or a Common Cartridge."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from interop.errors import ImportProblem
from interop.load.report import Report
from interop.presentation import outcome_rows, unsupported_rows
from interop.services import import_course
from interop.targets import find_target
from people.models import User


class Command(BaseCommand):
    """Parses the arguments, calls the service, shows the report."""

    help = "Imports a course as a draft: Turna's own format (.zip) or an IMS Common Cartridge (.imscc, .zip)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The arguments."""
        parser.add_argument("file", type=Path, help="The archive.")
        parser.add_argument("--into", required=True, help="The list of courses: its id, slug or address.")
        parser.add_argument("--language", default="", help="The language of the list, where its name fits several.")
        parser.add_argument(
            "--as-new",
            "--as-copy",
            action="store_true",
            help="Make another course of it, whatever was imported before.",
        )
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        parser.add_argument("--user", default="", help="E-mail of the person to act as; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Any problem is one message and a non-zero exit code."""
        try:
            report = self._import(options)
        except (ImportProblem, PermissionDenied) as problem:
            code = problem.code if isinstance(problem, ImportProblem) else "not-allowed"
            if options["json"]:
                self.stdout.write(json.dumps({"error": {"code": code, "message": str(problem)}}, ensure_ascii=False))
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._show(report)

    def _import(self, options: dict[str, Any]) -> Report:
        path: Path = options["file"]
        if not path.is_file():
            raise ImportProblem("no-file", _("There is no file “%(path)s”.") % {"path": path})
        target = find_target(options["into"], options["language"])
        return import_course(path, target, by=_person(options["user"]), as_new=options["as_new"])

    def _show(self, report: Report) -> None:
        data = report.as_json()
        self.stdout.write(self.style.SUCCESS(f"{data['course']['title']} ({data['course']['edit']})"))
        for kind, outcome, number in outcome_rows(data):
            self.stdout.write(f"  {kind}: {outcome} {number}")
        self._section(_("Not yet supported"), [" — ".join(filter(None, row)) for row in unsupported_rows(data)])
        self._section(_("Edited here, left as they are"), [item["title"] for item in data["kept"]])
        self._section(_("No longer in the source, kept here"), [item["title"] for item in data["gone"]])
        self._section(_("Refused"), [f"{item['name']}: {item['reason']}" for item in data["refused"]])
        self._section(_("To look at"), data["warnings"])
        self.stdout.write(_("Done in %(seconds).1f s.") % {"seconds": data["seconds"]})

    def _section(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(self.style.WARNING(f"{title} ({len(lines)})"))
            for line in lines:
                self.stdout.write(f"  {line}")


def _person(email: str) -> User | None:
    """The person to act as. Raises ``ImportProblem`` if there is none."""
    if not email:
        return None
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise ImportProblem("no-user", _("Nobody has an account with the e-mail %(email)s.") % {"email": email})
    return person
