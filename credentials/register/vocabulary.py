"""The words of the register's allowed values. They go into the file as they stand, so they are not translated."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """As documents of identity tell it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class EducationLevel(models.TextChoices):
    """The education that a further programme builds upon."""

    HIGHER = "higher", _("Higher education")
    VOCATIONAL = "vocational", _("Secondary vocational education")


class StudyMode(models.TextChoices):
    """How much of the study takes place on site."""

    FULL_TIME = "full_time", pgettext_lazy("study mode", "Full-time")
    PART_TIME = "part_time", pgettext_lazy("study mode", "Part-time")
    EXTRAMURAL = "extramural", pgettext_lazy("study mode", "Extramural")


class Funding(models.TextChoices):
    """Who pays for the study."""

    FEDERAL = "federal", _("Federal budget")
    REGIONAL = "regional", _("Regional budget")
    LOCAL = "local", _("Municipal budget")
    OWN = "own", _("Learner’s own means")


RUSSIA = "643"

KINDS: Mapping[str, str] = {
    "cpd": "Удостоверение о повышении квалификации",
    "retraining": "Диплом о профессиональной переподготовке",
}
PROGRAMMES: Mapping[str, str] = {
    "cpd": "Повышение квалификации",
    "retraining": "Профессиональная переподготовка",
}
ORIGINAL, DUPLICATE = "Оригинал", "Дубликат"
YES, NO = "Да", "Нет"
NONE = "нет"
"""In the place of a series that a document does not have."""
SEXES: Mapping[str, str] = {Sex.FEMALE: "Жен", Sex.MALE: "Муж"}
LEVELS: Mapping[str, str] = {
    EducationLevel.HIGHER: "Высшее образование",
    EducationLevel.VOCATIONAL: "Среднее профессиональное образование",
}
MODES: Mapping[str, str] = {
    StudyMode.FULL_TIME: "Очная",
    StudyMode.PART_TIME: "Очно-заочная",
    StudyMode.EXTRAMURAL: "Заочная",
}
FUNDINGS: Mapping[str, str] = {
    Funding.FEDERAL: "Федеральный бюджет",
    Funding.REGIONAL: "Региональный бюджет",
    Funding.LOCAL: "Местный бюджет",
    Funding.OWN: "Платное обучение",
}
INSIDE = "inside"
"""Whoever studies with an academy studies in an educational organisation."""
FORMS: Mapping[str, str] = {INSIDE: "в образовательной организации", "outside": "вне образовательной организации"}
