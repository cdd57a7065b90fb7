"""What the columns of a list can be called, in the languages of the installation. Data."""

import re
import unicodedata
from collections.abc import Mapping

EMAIL, FAMILY, GIVEN, PATRONYMIC = "email", "family_name", "given_name", "patronymic"
FULL_NAME, ORGANISATION, GROUP = "full_name", "organisation", "group"

FIELDS = (EMAIL, FAMILY, GIVEN, PATRONYMIC, ORGANISATION, GROUP)
"""The columns of the template, in this order."""

HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {
        EMAIL: ("Электронная почта", "Эл. почта", "Почта", "Адрес электронной почты"),
        FAMILY: ("Фамилия",),
        GIVEN: ("Имя",),
        PATRONYMIC: ("Отчество",),
        FULL_NAME: ("ФИО", "Ф.И.О.", "Фамилия, имя, отчество", "Фамилия Имя Отчество", "Слушатель"),
        ORGANISATION: ("Организация", "Место работы", "Образовательная организация", "Школа"),
        GROUP: ("Группа", "Учебная группа"),
    },
    "en": {
        EMAIL: ("E-mail", "Email", "E-mail address", "Email address", "Mail"),
        FAMILY: ("Family name", "Surname", "Last name"),
        GIVEN: ("Given name", "First name", "Name"),
        PATRONYMIC: ("Patronymic", "Middle name"),
        FULL_NAME: ("Full name", "Learner"),
        ORGANISATION: ("Organisation", "Organization", "Place of work", "School"),
        GROUP: ("Group",),
    },
    "zh-hans": {
        EMAIL: ("电子邮箱", "电子邮件", "邮箱"),
        FAMILY: ("姓", "姓氏"),
        GIVEN: ("名", "名字"),
        PATRONYMIC: ("父称",),
        FULL_NAME: ("姓名",),
        ORGANISATION: ("单位", "工作单位", "机构", "学校"),
        GROUP: ("小组", "组", "班级"),
    },
    "kk": {
        EMAIL: ("Электрондық пошта", "Пошта"),
        FAMILY: ("Тегі",),
        GIVEN: ("Аты", "Есімі"),
        PATRONYMIC: ("Әкесінің аты",),
        FULL_NAME: ("Аты-жөні", "ТАӘ"),
        ORGANISATION: ("Ұйым", "Жұмыс орны", "Мектеп"),
        GROUP: ("Топ",),
    },
    "ky": {
        EMAIL: ("Электрондук почта", "Электрондук дарек"),
        FAMILY: ("Фамилиясы",),
        GIVEN: ("Аты", "Ысымы"),
        PATRONYMIC: ("Атасынын аты",),
        FULL_NAME: ("Аты-жөнү",),
        ORGANISATION: ("Уюм", "Иштеген жери", "Мектеп"),
        GROUP: ("Топ",),
    },
    "uz": {
        EMAIL: ("Elektron pochta", "Pochta"),
        FAMILY: ("Familiya", "Familiyasi"),
        GIVEN: ("Ism", "Ismi"),
        PATRONYMIC: ("Otasining ismi", "Sharifi"),
        FULL_NAME: ("F.I.Sh.", "FISH", "Toʻliq ismi"),
        ORGANISATION: ("Tashkilot", "Ish joyi", "Maktab"),
        GROUP: ("Guruh",),
    },
    "be": {
        EMAIL: ("Электронная пошта", "Пошта"),
        FAMILY: ("Прозвішча",),
        GIVEN: ("Імя",),
        PATRONYMIC: ("Імя па бацьку",),
        FULL_NAME: ("ПІБ", "Прозвішча, імя, імя па бацьку"),
        ORGANISATION: ("Арганізацыя", "Месца працы", "Школа"),
        GROUP: ("Група",),
    },
}

_NOT_LETTERS = re.compile(r"[\W_]+")


def folded(heading: str) -> str:
    """A heading as it is compared: letters alone, in one case; hyphens, stops, stars and apostrophes do not matter."""
    plain = unicodedata.normalize("NFKC", heading).casefold().replace("ё", "е")
    return _NOT_LETTERS.sub("", "".join(letter for letter in plain if unicodedata.category(letter) != "Lm"))


_BY_HEADING = {
    folded(heading): field
    for by_field in HEADINGS.values()
    for field, headings in by_field.items()
    for heading in headings
}


def field_of(heading: str) -> str | None:
    """Which column a heading names, in whatever language; ``None`` for a column that is not ours."""
    return _BY_HEADING.get(folded(heading))


def template_headings(language: str) -> list[str]:
    """The headings of the template in a language."""
    words = HEADINGS.get(language, HEADINGS["en"])
    return [words[field][0] for field in FIELDS]
