"""What the style guide shows: invented people, materials, courses and forms."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SPRITE = Path(settings.BASE_DIR) / "static" / "icons.svg"

ROLES = [
    *("canvas", "surface", "surface-sunken", "surface-tint", "text", "text-muted", "line", "line-control", "link"),
    *("primary", "on-primary", "accent", "accent-tint", "focus", "mark", "header", "on-header", "crown"),
    *("success", "success-tint", "warning", "warning-tint", "danger", "danger-tint", "info", "info-tint"),
]
LETTERS = [
    ("ru", "Съешь же ещё этих мягких французских булок, да выпей чаю № 5 — «урок»"),
    ("en", "The academy’s quick brown fox reviews six lesson plans, just before noon"),
    ("zh-hans", "教师在课堂上学习，在学习中成长：第十二课，形成性评价"),
    ("kk", "Әр ұстаз үшін оқу — жаңа ғылым: Қазақ Өңірі, Ұлы Үміт, Һәм, Іс"),
    ("ky", "Ар бир мугалим үчүн жаңы Өң, Үн жана Ң тамгасы"),
    ("uz", "Oʻqituvchi oʻrganadi: gʻoya, maʼno, Oʻzbekiston, Gʻijduvon"),
    ("be", "У школе настаўнік вучыцца ў калег: Ўзор, і, Ё, ґанак"),
]


class ProfileForm(forms.Form):
    """A form with every kind of control."""

    family_name = forms.CharField(label=_("Family name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Used to log in and to send certificates."))
    organisation = forms.ChoiceField(
        label=_("Organisation"), choices=[("", "—"), ("1", "Школа № 12"), ("2", "№ 5 гимназия")]
    )
    about = forms.CharField(label=_("About you"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(
        label=_("Language of study"),
        choices=[("ru", "Русский"), ("kk", "Қазақша"), ("zh-hans", "中文")],
        widget=forms.RadioSelect,
    )
    subjects = forms.MultipleChoiceField(
        label=_("Subjects"),
        choices=[("m", _("Mathematics")), ("p", _("Physics"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label=_("Photograph"), required=False, help_text=_("JPEG or PNG, up to 5 MB."))
    consent = forms.BooleanField(
        label=_("I agree to the processing of my data"), help_text=_("You can withdraw it in your profile.")
    )

    def clean(self) -> dict[str, Any]:
        """One error that belongs to no field."""
        raise ValidationError(_("The session has expired. Nothing was lost: send the form again."))


def _drawn(module: dict[str, Any]) -> SafeString:
    return render_to_string("components/outline_module.html", {"module": module, "folded": True})


def _outline() -> list[dict[str, Any]]:
    states = ["completed", "completed", "in_progress", "not_started", "locked"]
    titles = [
        "Зачем оценивать",
        "Критерии и описания уровней",
        "Обратная связь без отметки",
        "Самооценка учеников",
        "Итоговая работа",
    ]
    lessons = [
        {
            "title": title,
            "url": "#outline",
            "state": state,
            "is_current": state == "in_progress",
            "duration": f"{8 + 4 * n} мин",
        }
        for n, (title, state) in enumerate(zip(titles, states, strict=True))
    ]
    return [
        {"title": "1. Оценивание для обучения", "lessons": lessons, "completed": 2, "total": 5, "is_open": True},
        {"title": "2. Қалыптастырушы бағалау", "lessons": lessons[3:], "completed": 0, "total": 2, "is_open": False},
    ]


def _cards() -> list[dict[str, Any]]:
    return [
        {
            "title": "Формирующее оценивание на уроке",
            "summary": "Как увидеть, что ученик понял, пока урок ещё идёт: вопросы, критерии и обратная связь.",
            "kind": _("Course"),
            "icon": "course",
            "cover": "assessment",
            "progress": 40,
            "badge": {"label": _("Enrolment is open"), "tone": "success"},
            "meta": [
                {"icon": "clock", "label": _("Duration"), "text": "6 ч"},
                {"icon": "globe", "label": _("Languages"), "text": "ru, en, kk"},
            ],
        },
        {
            "title": "Сабақты бақылау: мұғалімге көмек",
            "summary": "Әріптестің сабағына қалай қатысып, пайдалы әңгіме жүргізуге болады.",
            "lang": "kk",
            "kind": _("Video"),
            "icon": "video",
            "cover": "lesson",
            "meta": [{"icon": "clock", "text": "12 мин"}],
        },
        {
            "title": "面向所有学生的教学材料",
            "summary": "让每一位学生都能阅读和使用的材料：字体、对比度、替代文本与字幕。",
            "lang": "zh-hans",
            "kind": _("Text"),
            "icon": "text",
            "cover": "stories",
            "tags": [{"label": "无障碍", "url": "#card"}],
        },
    ]


def _table() -> dict[str, Any]:
    people = [
        "Айгүл Сейтқали",
        "Гульнара Юсупова",
        "Алесь Ўладзіміравіч Каваль",
        "王小明",
        "Фаррух Раҳимов",
        "Ольга Петрова",
    ]
    return {
        "columns": [
            {"label": _("Learner"), "key": "name"},
            {"label": _("Organisation")},
            {"label": _("Completed"), "key": "progress", "number": True},
            {"label": _("Last seen"), "key": "seen"},
        ],
        "rows": [
            {
                "url": "#table",
                "cells": [
                    {"text": name},
                    {"text": f"Школа № {12 + n}"},
                    {"text": f"{n * 17} %", "number": True},
                    {"text": f"0{n + 1}.11.2025"},
                ],
            }
            for n, name in enumerate(people)
        ],
    }


def specimens() -> dict[str, Any]:
    """The context of ``templates/cms/styleguide.html``."""
    return {
        "roles": ROLES,
        "icons": re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()),
        "letters": LETTERS,
        "variants": range(1, 7),
        "cards": _cards(),
        "outline": _outline(),
        "outline_course": {
            "title": "Формирующее оценивание",
            "anchor": "course",
            "percent": 40,
            "modules": SafeString("".join(_drawn(module) for module in _outline())),
        },
        "table": _table(),
        "page": Paginator(range(1, 480), 20).page(7),
        "empty_form": ProfileForm(prefix="empty", initial={"language": "kk"}),
        "wrong_form": ProfileForm({"wrong-email": "aigul", "wrong-language": "ru"}, prefix="wrong"),
        "facet": [
            {"value": "video", "label": _("Video"), "count": 128, "selected": True},
            {"value": "text", "label": _("Text"), "count": 64},
            {"value": "pdf", "label": "PDF", "count": 12, "depth": 1},
            {"value": "package", "label": _("Package"), "count": 0},
        ],
        "tabs": [
            {"title": _("Progress"), "url": "#tabs", "is_current": True, "count": 30},
            {"title": _("Activities"), "url": "#tabs"},
            {"title": _("Settings"), "url": "#tabs"},
        ],
        "steps": [
            {"title": _("Upload"), "state": "done"},
            {"title": _("Check"), "state": "current"},
            {"title": _("Report"), "state": ""},
        ],
        "facts": [
            {"label": _("Licence"), "value": "CC BY 4.0", "url": "#key-values"},
            {"label": _("Level"), "value": "5–9"},
            {"label": _("Author"), "value": "Айгүл Сейтқали", "lang": "kk"},
            {"label": _("Left out"), "value": ""},
        ],
        "sample_links": [
            {"code": "ru", "name": "Русский", "url": "#language-switch", "is_current": True},
            {"code": "kk", "name": "Қазақша", "url": "#language-switch", "is_current": False},
            {"code": "zh-hans", "name": "中文", "url": "#language-switch", "is_current": False},
        ],
        "trail": [
            {"title": _("Library"), "url": "#breadcrumbs"},
            {"title": "Оценивание", "url": "#breadcrumbs"},
            {"title": "Формирующее оценивание"},
        ],
    }
