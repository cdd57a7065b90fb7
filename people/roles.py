"""The roles of an academy and the permissions each carries, as data.

Permissions, pages and collections are named by strings, so that a role may speak of apps above this one. What is not
installed is left out by :func:`people.services.groups.sync_roles`, which turns this data into Wagtail's groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person can be in the academy; learner is everybody with an account."""

    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    METHODOLOGIST = "methodologist", _("Methodologist")
    TUTOR = "tutor", _("Tutor")
    REGISTRAR = "registrar", _("Registrar")
    ADMINISTRATOR = "administrator", _("Administrator")
    PARTNER_TRANSLATOR = "partner_translator", _("Partner translator")


GROUP_PREFIX = "Role: "
"""Groups whose name starts so belong to this data; whoever edits them by hand loses the edit at the next sync."""

TRANSLATE = "translate"
"""A page permission of our own: change the texts of a translation, and nothing else (no move, no delete, no publish).

Code that does not know it gives nothing to who holds it.
"""

HOME, ARTICLES, LIBRARY, COURSES = (
    "cms.HomePage",
    "cms.ArticleIndexPage",
    "library.LibraryIndexPage",
    "courses.CourseIndexPage",
)
TREES = (HOME, ARTICLES, LIBRARY, COURSES)
"""The pages that page permissions are given on, one of each in every language."""

SHELVES = frozenset({"library.CollectionPage"})
"""Pages of editors under which an author may put a page of their own."""


def all_of(*models_: str) -> frozenset[str]:
    """Every permission on the models, each named ``app_label.model``."""
    return frozenset(
        f"{app}.{action}_{name}"
        for app, name in (model.split(".") for model in models_)
        for action in ("add", "change", "delete", "view")
    )


@dataclass(frozen=True)
class Grants:
    """What a role may do: permissions on models, on page trees and on the collections of images and documents."""

    models: frozenset[str] = frozenset()
    pages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    collections: frozenset[str] = frozenset()
    by_language: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Page permissions that an assignment may narrow to some languages."""


ADMIN = frozenset({"wagtailadmin.access_admin"})
WRITE, IMPROVE = frozenset({"add"}), frozenset({"add", "change"})
EVERYTHING = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})

CHOOSE_FILES = frozenset({"wagtailimages.choose_image", "wagtaildocs.choose_document"})
USE_FILES = CHOOSE_FILES | {"wagtailimages.add_image", "wagtaildocs.add_document"}
KEEP_FILES = USE_FILES | {"wagtailimages.change_image", "wagtaildocs.change_document"}

EDIT_SITE = all_of("cms.navigation", "library.learningobjecttag", "library.subject", "wagtailredirects.redirect") | {
    "wagtail_localize.submit_translation",
    "cms.change_sitesettings",
    "courses.change_programmerules",
    "interop.import_course",
}
ISSUE_DOCUMENTS = all_of("credentials.documenttemplate") | {
    "credentials.view_issueddocument",
    "credentials.issue_document",
    "credentials.view_registerdetails",
    "credentials.change_registerdetails",
}
LEAD_RUNS = frozenset({"courses.view_run", "courses.view_enrolment"})

ROLE_PERMISSIONS: Mapping[Role, Grants] = {
    Role.AUTHOR: Grants(models=ADMIN, pages={ARTICLES: WRITE, LIBRARY: WRITE, COURSES: WRITE}, collections=USE_FILES),
    Role.EDITOR: Grants(models=ADMIN | EDIT_SITE, pages={HOME: EVERYTHING}, collections=KEEP_FILES),
    Role.METHODOLOGIST: Grants(
        models=ADMIN | all_of("courses.run") | {"courses.view_enrolment"},
        pages={LIBRARY: WRITE, COURSES: IMPROVE},
        collections=USE_FILES,
    ),
    Role.TUTOR: Grants(models=LEAD_RUNS),
    Role.REGISTRAR: Grants(
        models=ADMIN
        | LEAD_RUNS
        | ISSUE_DOCUMENTS
        | all_of("courses.enrolment", "courses.order", "people.employment")
        | {"courses.add_run", "courses.change_run", "people.view_user", "people.view_organisation"},
    ),
    Role.ADMINISTRATOR: Grants(
        models=ADMIN
        | EDIT_SITE
        | ISSUE_DOCUMENTS
        # Accounts are closed, not deleted: what a person did stays on record as long as the law says.
        | (all_of("people.user") - {"people.delete_user"})
        | all_of(
            "people.organisation",
            "people.position",
            "people.employment",
            "people.roleassignment",
            "people.consenttext",
            "courses.run",
            "courses.enrolment",
            "courses.order",
            "courses.orderscheme",
            "credentials.numbering",
            "wagtailcore.site",
            "wagtailcore.locale",
            "wagtailcore.workflow",
            "wagtailcore.task",
        ),
        pages={HOME: EVERYTHING},
        collections=KEEP_FILES | all_of("wagtailcore.collection"),
    ),
    Role.PARTNER_TRANSLATOR: Grants(
        models=ADMIN,
        collections=CHOOSE_FILES,
        by_language={HOME: frozenset({TRANSLATE})},
    ),
}
