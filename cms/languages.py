"""The languages of the site as their readers call them."""

from django.conf import settings

OWN_NAMES = {
    "ru": "Русский",
    "en": "English",
    "zh-hans": "中文",
    "kk": "Қазақша",
    "ky": "Кыргызча",
    "uz": "Oʻzbekcha",
    "be": "Беларуская",
}
"""Not Django's, which write some with a small letter and some as an adjective."""


def own_name(code: str) -> str:
    """The name of a language in that language; one added later is called by its code until it is added here too."""
    return OWN_NAMES.get(code, code)


def codes() -> list[str]:
    """The languages of the site in the order they are offered."""
    return [code for code, _name in settings.LANGUAGES]
