"""Choosing a person or an organisation in the admin, with a search that scales past a drop-down."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from people.models import Organisation, User
from people.permissions import organisations_of
from people.roles import Role

MAY_LOOK_UP_PEOPLE = (
    "people.change_user",
    "people.add_employment",
    "people.add_roleassignment",
    "courses.add_enrolment",
)
"""Who may see the list of people: editors of content have no business with it."""


class WordsForm(BaseFilterForm):
    """A search by words of the name."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput({"placeholder": _("Search")}))

    def filter(self, objects: Any) -> Any:
        """Those with all the words."""
        words = self.cleaned_data.get("q")
        if words:
            self.is_searching, self.search_query = True, words
            objects = objects.matching(words)
        return super().filter(objects)


class OrganisationChoosing:
    """Organisations in the order of the tree, each with the way to it."""

    filter_form_class = WordsForm

    @property
    def columns(self) -> list[Column]:
        """Name, the way to it, kind."""
        way = Column("way", label=_("Where"), accessor=lambda node: " › ".join(map(str, node.way)))
        return [self.title_column, way, Column("kind", label=_("Kind"), accessor="get_kind_display")]  # type: ignore[attr-defined]

    def get_results_page(self, request: HttpRequest) -> Any:
        """One page, with the ancestors of all its rows looked up at once."""
        page = super().get_results_page(request)  # type: ignore[misc]
        page.object_list = Organisation.objects.with_ways(page.object_list)
        return page


class ChooseOrganisation(OrganisationChoosing, chooser.ChooseView):
    """The dialog."""


class ChooseOrganisationResults(OrganisationChoosing, chooser.ChooseResultsView):
    """The list in it."""


class OrganisationChooserViewSet(ChooserViewSet):
    """Choosing an organisation."""

    model = Organisation
    icon = "site"
    per_page = 20
    choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")
    edit_item_text = _("Edit this organisation")
    choose_view_class = ChooseOrganisation
    choose_results_view_class = ChooseOrganisationResults


class PersonChoosing:
    """People by name; for those who deal with people."""

    filter_form_class = WordsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied`` unless the work asks for it."""
        if not any(request.user.has_perm(name) for name in MAY_LOOK_UP_PEOPLE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def filter_object_list(self, objects: Any) -> Any:
        """Who looks after a part of the tree sees its people, and anybody whose whole address they know."""
        view = cast(chooser.BaseChooseView, self)
        mine = organisations_of(cast(User, view.request.user), Role.ADMINISTRATOR, Role.REGISTRAR)
        if mine is not None:
            address = view.request.GET.get("q", "").strip().lower()
            theirs = Q(employments__organisation__in=mine)
            objects = objects.filter(theirs | Q(email=address)).distinct()
        return super().filter_object_list(objects)  # type: ignore[misc]

    @property
    def columns(self) -> list[Column]:
        """Name and address."""
        return [self.title_column, Column("email", label=_("E-mail"), accessor="email")]  # type: ignore[attr-defined]


class ChoosePerson(PersonChoosing, chooser.ChooseView):
    """The dialog."""


class ChoosePersonResults(PersonChoosing, chooser.ChooseResultsView):
    """The list in it."""


class ChosenPerson(PersonChoosing, chooser.ChosenView):
    """The answer of the dialog."""


class PersonChooserViewSet(ChooserViewSet):
    """Choosing a person."""

    model = User
    icon = "user"
    per_page = 20
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    choose_view_class = ChoosePerson
    choose_results_view_class = ChoosePersonResults
    chosen_view_class = ChosenPerson


organisation_chooser = OrganisationChooserViewSet("organisation_chooser")
person_chooser = PersonChooserViewSet("person_chooser")
OrganisationChooser = organisation_chooser.widget_class
PersonChooser = person_chooser.widget_class
