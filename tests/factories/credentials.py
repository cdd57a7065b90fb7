"""Templates and awards of invented people."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from credentials.kinds import DocumentKind
from credentials.models import DocumentTemplate, IssuedDocument, RegisterDetails, Signatory
from credentials.services import Award, issue
from people.localised import LocalisedText
from people.models import User
from tests.factories.people import UserFactory

TITLE = LocalisedText(ru="Оценивание на уроке", en="Assessment in the lesson")
WORDING = LocalisedText(
    ru="{name} с {started} по {finished} освоил(а) программу «{title}».\n\nОбъём: {hours} академических часов.",
    en="{name} completed the programme “{title}” from {started} to {finished}.\n\n{hours} academic hours.",
)


class DocumentTemplateFactory(DjangoModelFactory[DocumentTemplate]):
    """A template of the whole installation, worded in Russian and English."""

    class Meta:
        model = DocumentTemplate

    name = factory.Sequence(lambda n: f"Template {n}")
    kind = DocumentKind.CPD
    heading = LocalisedText(ru="Удостоверение о повышении квалификации", en="CPD certificate")
    wording = WORDING


class SignatoryFactory(DjangoModelFactory[Signatory]):
    """An invented rector."""

    class Meta:
        model = Signatory

    template = factory.SubFactory(DocumentTemplateFactory)
    name = LocalisedText(ru="Придуманов П. П.", en="P. Pridumanov")
    position = LocalisedText(ru="Ректор", en="Rector")


class RegisterDetailsFactory(DjangoModelFactory[RegisterDetails]):
    """Complete particulars; the insurance number is the one textbooks use."""

    class Meta:
        model = RegisterDetails

    holder = factory.SubFactory(UserFactory)
    birth_date = date(1985, 3, 14)
    sex = "female"
    snils = "112-233-445 95"
    citizenship = "643"
    education_level = "higher"
    diploma_surname = "Familyname"
    diploma_series = "ВСГ"
    diploma_number = "1234567"


def award(holder: User | None = None, reason: str = "courses.run:1", **values: Any) -> Award:
    """What a learner of an invented course is certified."""
    given = {
        "holder": holder or UserFactory.create(),
        "reason": reason,
        "title": TITLE,
        "hours": 72,
        "started_on": date(2026, 9, 1),
        "finished_on": date(2026, 11, 20),
        "issued_on": date(2026, 11, 22),
        "details": {
            "area": "Образование",
            "study_mode": "part_time",
            "funding": "regional",
            "education_form": "inside",
        },
    }
    return Award(**{**given, **values})


def issued(template: DocumentTemplate | None = None, **values: Any) -> IssuedDocument:
    """A document issued by the installation itself."""
    return issue(award(**values), template or DocumentTemplateFactory.create(), by=None)
