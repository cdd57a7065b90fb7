"""The chooser of learning objects: search, filters, pages and a preview of each object, in every lesson's editor."""

from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin, SearchFilterMixin
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.admin.views.generic import chooser as generic
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from cms.blocks import ReadersPageChooserBlock
from library.licences import LICENCE_CHOICES
from library.vocabularies import ResourceType

CHOSEN = "chosen"
"""The parameter that carries the object chosen before through every search, filter and page of the chooser."""


def _filter(label: Any, everything: Any, choices: Any = ()) -> forms.ChoiceField:
    """A list in the chooser's form; changing it searches again."""
    select = forms.Select(attrs={"data-chooser-modal-search-filter": True})
    return forms.ChoiceField(label=label, choices=[("", everything), *choices], required=False, widget=select)


class DescriptionFilterMixin(forms.Form):
    """Filters by what an object's description says."""

    resource_type = _filter(_("Type"), _("All types"), ResourceType.choices)
    licence = _filter(_("Licence"), _("All licences"), LICENCE_CHOICES)
    subject = _filter(_("Subject"), _("All subjects"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from library.models import Subject

        super().__init__(*args, **kwargs)
        self.subjects = {subject.code: subject for subject in Subject.objects.all()}
        choices = [(code, subject.indented) for code, subject in self.subjects.items()]
        self.fields["subject"].choices = [("", _("All subjects")), *choices]  # type: ignore[attr-defined]

    def filter(self, objects: Any) -> Any:
        """Narrow the objects to what was selected; a subject includes all beneath it."""
        for field in ("resource_type", "licence"):
            if value := self.cleaned_data.get(field):
                objects = objects.filter(**{field: value})
        if subject := self.subjects.get(self.cleaned_data.get("subject", "")):
            objects = objects.about(subject)
        return super().filter(objects)  # type: ignore[misc]


class ObjectFilterForm(SearchFilterMixin, DescriptionFilterMixin, LocaleFilterMixin, BaseFilterForm):
    """Words, type, licence, subject, language; the editor of a page gives the page's language to begin with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "locale" in self.fields:
            self.fields["locale"].label = _("Language")
        self.fields["q"].label = _("Words of the title, the summary or the authors")
        self.order_fields(["q", "locale", "resource_type", "licence", "subject"])


class ObjectColumn(TitleColumn):
    """An object as a person recognises it: picture, title, summary, subjects; marked when it is the chosen one."""

    cell_template_name = "library/chooser/object_cell.html"

    def __init__(self, *args: Any, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Adds the object itself and whether it is the one chosen before."""
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "object": instance, "is_chosen": str(instance.pk) == self.chosen}


class ObjectListMixin:
    """What both views of the chooser, the whole window and its results alone, list."""

    filter_form_class = ObjectFilterForm
    ordering = ["-latest_revision_created_at", "-pk"]
    per_page = 12
    results_template_name = "library/chooser/results.html"
    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        """What the person may see, with all that a row shows: the same number of queries for any number of rows."""
        from library.models import LearningObjectPage

        return LearningObjectPage.objects.seen_by(self.request.user).for_cards().prefetch_related("subjects")

    @cached_property
    def chosen_before(self) -> str:
        """Id of the object that stands in the block now, or nothing."""
        return str(self.request.GET.get(CHOSEN, ""))

    def _address(self, page: Any) -> str:
        url = reverse(self.chosen_url_name, args=(quote(page.pk),))  # type: ignore[attr-defined]
        return self.append_preserved_url_parameters(url)  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[Column]:
        """Picture and words, type, licence, language."""
        link = {} if self.is_multiple_choice else {"get_url": self._address}  # type: ignore[attr-defined]
        return [
            ObjectColumn(
                "title",
                label=_("Learning object"),
                accessor="title",
                chosen=self.chosen_before,
                label_prefix="chooser-modal-select",
                link_attrs={"data-chooser-modal-choice": True},
                **link,
            ),
            Column("type", label=_("Type"), accessor="get_resource_type_display"),
            Column("licence", label=_("Licence"), accessor="get_licence_display"),
            LocaleColumn(label=_("Language"), sort_key=None),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the object chosen before, which is shown above the results wherever in them it stands."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        chosen = self.chosen_before
        before = self.get_object_list().filter(pk=chosen).first() if chosen.isdecimal() else None
        return {**context, "chosen_before": before}


class ObjectChooseView(ObjectListMixin, generic.ChooseView):
    """The chooser's window."""

    template_name = "library/chooser/window.html"


class ObjectChooseResultsView(ObjectListMixin, generic.ChooseResultsView):
    """The chooser's results alone, after a search, a filter or a page."""


class ObjectChosenView(generic.ChosenView):
    """The answer when an object was chosen; only what the person may see can be."""

    def get_object(self, pk: Any) -> Any:
        """The object. Raises ``DoesNotExist`` for a draft the person may not see."""
        return self.model_class.objects.seen_by(self.request.user).get(pk=pk)


class ObjectChosenMultipleView(generic.ChosenMultipleView):
    """The answer when several objects were chosen."""

    def get_objects(self, pks: Any) -> Any:
        """Those of the objects that the person may see."""
        wanted = [pk for pk in pks if str(pk).isdecimal()]
        return self.model_class.objects.seen_by(self.request.user).filter(pk__in=wanted)


class ObjectChooserWidget(BaseChooser):
    """The chosen object in the editor. Tells the chooser's window what is chosen now."""

    linked_fields = {CHOSEN: {"match": "^.+(?=-chooser$)"}}

    def get_display_title(self, instance: Any) -> str:
        """The title, as the list of pages in the admin writes it."""
        return str(instance.get_admin_display_title())


class ObjectPageChooserBlock(ReadersPageChooserBlock):
    """A page chooser in everything but its window, so that whoever knows page choosers (translation) knows this one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="library.LearningObjectPage", **kwargs)

    def get_form_state(self, value: Any) -> Any:
        """What our widget shows, in the place of Wagtail's page chooser."""
        return self.widget.get_value_data(value)


class LearningObjectChooserViewSet(ChooserViewSet):
    """See the module."""

    model = "library.LearningObjectPage"
    icon = "doc-full"
    choose_one_text = _("Choose a learning object")
    choose_another_text = _("Choose another learning object")
    edit_item_text = _("Edit this learning object")
    preserve_url_parameters = ["multiple", CHOSEN]
    register_widget = False
    per_page = 12
    choose_view_class = ObjectChooseView
    choose_results_view_class = ObjectChooseResultsView
    chosen_view_class = ObjectChosenView
    chosen_multiple_view_class = ObjectChosenMultipleView
    base_widget_class = ObjectChooserWidget
    base_block_class = ObjectPageChooserBlock


learning_object_chooser = LearningObjectChooserViewSet("learning_object_chooser")
