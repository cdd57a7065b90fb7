"""The 40 columns of the register's template for further professional education, as data; see decision 0017."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.register import vocabulary as words
from credentials.register.rules import citizenship_problem, date_problem, snils_problem

Check = Callable[[str], Promise | None]
Row = Mapping[str, str]


def year_problem(text: str) -> Promise | None:
    """What is wrong with a year."""
    good = len(text) == 4 and text.isascii() and text.isdigit() and 1950 <= int(text) <= 2100
    return None if good else _("A year has four digits.")


def hours_problem(text: str) -> Promise | None:
    """What is wrong with a number of hours."""
    good = text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 9999
    return None if good else _("Hours are a whole number above zero.")


def one_of(allowed: Collection[str]) -> Check:
    """Only these values."""

    def check(text: str) -> Promise | None:
        return None if text in allowed else _("This value is not in the register’s list.")

    return check


@dataclass(frozen=True)
class RegisterColumn:
    """A column: its key here, its head in the file, what may stand in it."""

    key: str
    head: str
    required: bool = False
    check: Check | None = None
    longest: int = 255
    needed_if: Callable[[Row], bool] | None = None

    def is_required(self, row: Row) -> bool:
        """Whether something must stand here, seen the rest of the row."""
        return self.required or (self.needed_if is not None and self.needed_if(row))


def _duplicate(row: Row) -> bool:
    return row.get("status") == words.DUPLICATE


def _retraining(row: Row) -> bool:
    return row.get("programme") == words.PROGRAMMES["retraining"]


def _citizen(row: Row) -> bool:
    return row.get("citizenship") == words.RUSSIA


_YES_NO = one_of((words.YES, words.NO))

COLUMNS: tuple[RegisterColumn, ...] = (
    RegisterColumn("kind", "Вид документа", True, one_of(words.KINDS.values())),
    RegisterColumn("status", "Статус документа", True, one_of((words.ORIGINAL, words.DUPLICATE))),
    RegisterColumn("lost", "Подтверждение утраты", True, _YES_NO),
    RegisterColumn("exchanged", "Подтверждение обмена", True, _YES_NO),
    RegisterColumn("destroyed", "Подтверждение уничтожения", True, _YES_NO),
    RegisterColumn("series", "Серия документа", longest=20),
    RegisterColumn("number", "Номер документа", True, longest=50),
    RegisterColumn("issued", "Дата выдачи документа", True, date_problem),
    RegisterColumn("registration_number", "Регистрационный номер", True, longest=50),
    RegisterColumn(
        "programme",
        "Дополнительная профессиональная программа (повышение квалификации/ профессиональная переподготовка)",
        True,
        one_of(words.PROGRAMMES.values()),
    ),
    RegisterColumn("title", "Наименование дополнительной профессиональной программы", True, longest=1000),
    RegisterColumn("area", "Наименование области профессиональной деятельности", True),
    RegisterColumn("speciality_group", "Укрупненные группы специальностей"),
    RegisterColumn("qualification", "Наименование квалификации, профессии, специальности", needed_if=_retraining),
    RegisterColumn("education_level", "Уровень образования ВО/СПО", True, one_of(words.LEVELS.values())),
    RegisterColumn("diploma_surname", "Фамилия указанная в дипломе о ВО или СПО", True, longest=150),
    RegisterColumn("diploma_series", "Серия документа о ВО/СПО", longest=40),
    RegisterColumn("diploma_number", "Номер документа о ВО/СПО", True, longest=40),
    RegisterColumn("started", "Год начала обучения (для документа о квалификации)", True, year_problem),
    RegisterColumn("finished", "Год окончания обучения (для документа о квалификации)", True, year_problem),
    RegisterColumn("hours", "Срок обучения, часов (для документа о квалификации)", True, hours_problem),
    RegisterColumn("family_name", "Фамилия получателя", True, longest=150),
    RegisterColumn("given_name", "Имя получателя", True, longest=150),
    RegisterColumn("patronymic", "Отчество получателя", longest=150),
    RegisterColumn("birth_date", "Дата рождения получателя", True, date_problem),
    RegisterColumn("sex", "Пол получателя", True, one_of(words.SEXES.values())),
    RegisterColumn("snils", "СНИЛС", check=snils_problem, needed_if=_citizen),
    RegisterColumn("study_mode", "Форма обучения", True, one_of(words.MODES.values())),
    RegisterColumn("funding", "Источник финансирования обучения", True, one_of(words.FUNDINGS.values())),
    RegisterColumn(
        "education_form",
        "Форма получения образования на момент прекращения образовательных отношений",
        True,
        one_of(words.FORMS.values()),
    ),
    RegisterColumn("citizenship", "Гражданство получателя (код страны по ОКСМ)", True, citizenship_problem),
    RegisterColumn("original_kind", "Наименование документа об образовании (оригинала)", needed_if=_duplicate),
    RegisterColumn("original_series", "Серия (оригинала)", longest=20),
    RegisterColumn("original_number", "Номер (оригинала)", longest=50, needed_if=_duplicate),
    RegisterColumn("original_registration", "Регистрационный N (оригинала)", longest=50, needed_if=_duplicate),
    RegisterColumn("original_issued", "Дата выдачи (оригинала)", check=date_problem, needed_if=_duplicate),
    RegisterColumn("original_family_name", "Фамилия получателя (оригинала)", needed_if=_duplicate),
    RegisterColumn("original_given_name", "Имя получателя (оригинала)", needed_if=_duplicate),
    RegisterColumn("original_patronymic", "Отчество получателя (оригинала)"),
    RegisterColumn("changes_number", "Номер документа для изменения", longest=50),
)
