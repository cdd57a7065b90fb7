"""Issued documents as rows of the register."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from credentials.kinds import REGISTER_KINDS
from credentials.models import IssuedDocument, RegisterDetails
from credentials.register import vocabulary as words
from credentials.register.columns import COLUMNS
from credentials.register.problems import FIRST_LINE, CellProblem, duplicates, row_problems
from credentials.register.rules import written_date
from credentials.register_book import as_xlsx, harmless
from credentials.services.permissions import require_issuer
from people.localised import LocalisedText
from people.models import Consent, Organisation, Purpose, User

MOST_ROWS = 20_000
"""Documents of one export; a larger one is parted by dates."""

LANGUAGE = "ru"
"""The register is kept in Russian."""


@dataclass
class RegisterExport:
    """Rows as they go into the file, with every problem, and who is left out for want of consent."""

    rows: list[dict[str, str]]
    problems: list[CellProblem]
    without_consent: list[IssuedDocument]


def documents_to_export(organisation: Organisation | None, year: int) -> Any:
    """The documents of a year that the register takes, in force, in order of issue."""
    found = IssuedDocument.objects.filter(organisation=organisation, issued_on__year=year, kind__in=REGISTER_KINDS)
    return found.in_force().select_related("holder", "holder__register_details", "previous").order_by("issued_on", "pk")


def build(organisation: Organisation | None, year: int, *, by: User) -> RegisterExport:
    """The rows of a year with all their problems; nothing is sent or marked. The number of queries does not grow.

    Raises ``PermissionDenied`` unless ``by`` issues documents for the organisation, ``ValueError`` for too many.
    """
    require_issuer(by, organisation)
    documents = list(documents_to_export(organisation, year)[: MOST_ROWS + 1])
    if len(documents) > MOST_ROWS:
        raise ValueError(f"More than {MOST_ROWS} documents")
    agreed = _who_agrees(documents)
    rows = [row_of(document) for document in documents if document.holder_id in agreed]
    problems = [problem for line, row in enumerate(rows, start=FIRST_LINE) for problem in row_problems(row, line)]
    left_out = [document for document in documents if document.holder_id not in agreed]
    return RegisterExport(rows, sorted([*problems, *duplicates(rows)], key=lambda p: (p.line, p.column)), left_out)


def _who_agrees(documents: list[IssuedDocument]) -> set[int]:
    consents = Consent.objects.in_force().filter(text__purpose=Purpose.REGISTER_EXPORT)
    holders = {document.holder_id for document in documents}
    return holders & set(consents.values_list("user_id", flat=True))


def row_of(document: IssuedDocument) -> dict[str, str]:
    """One document by the columns' keys."""
    return {**_document(document), **_study(document), **_person(document), **_original(document)}


def _document(document: IssuedDocument) -> dict[str, str]:
    corrected = document.previous if document.previous and not document.is_duplicate else None
    return {
        "kind": words.KINDS[document.kind],
        "status": words.DUPLICATE if document.is_duplicate else words.ORIGINAL,
        "lost": words.YES if document.is_duplicate else words.NO,
        "exchanged": words.NO,
        "destroyed": words.NO,
        "series": document.data["details"].get("series") or words.NONE,
        "number": document.number,
        "issued": written_date(document.issued_on),
        "registration_number": document.registration_number,
        "changes_number": corrected.number if corrected else "",
    }


def _study(document: IssuedDocument) -> dict[str, str]:
    details = document.data["details"]
    return {
        "programme": words.PROGRAMMES[document.kind],
        "title": LocalisedText(document.title).in_language(LANGUAGE),
        "area": details.get("area", ""),
        "qualification": details.get("qualification", ""),
        "started": str(document.started_on.year) if document.started_on else "",
        "finished": str(document.finished_on.year) if document.finished_on else "",
        "hours": str(document.hours or ""),
        "study_mode": words.MODES.get(details.get("study_mode", ""), ""),
        "funding": words.FUNDINGS.get(details.get("funding", ""), ""),
        "education_form": words.FORMS.get(details.get("education_form", ""), ""),
    }


def _person(document: IssuedDocument) -> dict[str, str]:
    found: RegisterDetails = getattr(document.holder, "register_details", None) or RegisterDetails()
    return {
        **_name(document),
        "birth_date": written_date(found.birth_date),
        "sex": words.SEXES.get(found.sex, ""),
        "snils": found.snils,
        "citizenship": found.citizenship,
        "education_level": words.LEVELS.get(found.education_level, ""),
        "diploma_surname": found.diploma_surname,
        "diploma_series": found.diploma_series,
        "diploma_number": found.diploma_number,
    }


def _original(document: IssuedDocument) -> dict[str, str]:
    if not document.is_duplicate or document.previous is None:
        return {}
    first = document.previous
    row = {**_document(first), **_name(first)}
    return {
        "original_kind": row["kind"],
        "original_series": row["series"],
        "original_number": row["number"],
        "original_registration": row["registration_number"],
        "original_issued": row["issued"],
        "original_family_name": row["family_name"],
        "original_given_name": row["given_name"],
        "original_patronymic": row["patronymic"],
    }


def _name(document: IssuedDocument) -> dict[str, str]:
    """The name as printed in the register's language, else in the document's first."""
    names = document.data["names"]
    family, given, patronymic = names.get(LANGUAGE) or names[document.languages[0]]
    return {"family_name": family, "given_name": given, "patronymic": patronymic}


PROBLEM_HEADS = (
    gettext_lazy("Row"), gettext_lazy("Column"), gettext_lazy("Head"), gettext_lazy("Value"), gettext_lazy("Problem"),
)  # fmt: skip


def workbook(export: RegisterExport, organisation: Organisation | None, *, by: User) -> IO[bytes]:
    """The export as XLSX: the register's sheet, and a second one with every problem by row and column."""
    log_on = organisation or by
    log(log_on, "credentials.export_register", user=by, data={"rows": len(export.rows)})
    return as_xlsx([("Шаблон", _sheet(export)), (_("Problems"), _problem_sheet(export))])


def _sheet(export: RegisterExport) -> Iterator[list[Any]]:
    yield [column.head for column in COLUMNS]
    for row in export.rows:
        yield [harmless(row.get(column.key, "")) for column in COLUMNS]


def _problem_sheet(export: RegisterExport) -> Iterator[list[Any]]:
    yield [str(head) for head in PROBLEM_HEADS]
    for problem in export.problems:
        yield [problem.line, problem.column, problem.head, harmless(problem.value), str(problem.text)]
    for document in export.without_consent:
        yield ["", "", "", document.number, _("Left out: the holder has not agreed to the export.")]
