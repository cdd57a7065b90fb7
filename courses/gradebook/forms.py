"""What people send about marks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.gradebook.scheme import Weighing, item_key, item_title, marked_activities
from courses.gradebook.services.schemes import HEAVIEST, Category, Item, SchemeData
from courses.models import GradeChange, GradeScheme, Run
from courses.outline import ActivityKey
from people.localised import LocalisedTextFormField
from people.models import User

HUNDRED = Decimal(100)
EMPTY_CATEGORIES = 2


class LearnersOfGradebookForm(forms.Form):
    """Whose marks to show."""

    q = forms.CharField(
        label=_("Name or e-mail"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    group = forms.ChoiceField(label=pgettext_lazy("of learners", "Group"), required=False)

    def __init__(self, run: Run, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(str(group.pk), group.name) for group in run.groups.all()]
        cast(forms.ChoiceField, self.fields["group"]).choices = [("", _("All groups")), *groups]
        if not groups:
            del self.fields["group"]


def percent_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """A per cent with up to two decimals."""
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=HUNDRED, decimal_places=2, max_digits=5, **kwargs
    )


def weight_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """A weight."""
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=HEAVIEST, decimal_places=2, max_digits=6, **kwargs
    )


class CorrectionForm(forms.Form):
    """A mark set by hand, left out, or set back."""

    item = forms.ChoiceField(label=_("Which mark"))
    kind = forms.ChoiceField(label=_("What to do"), choices=GradeChange.Kind.choices)
    percent = percent_field(_("Mark, %"), required=False, help_text=_("Only to set a mark by hand."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept with the change; the learner sees it."),
    )

    def __init__(self, items: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["item"]).choices = [("", _("Total")), *items.items()]
        self.fields["item"].required = False


class SchemeForm(forms.Form):
    """The scale and what becomes of what is not marked."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    scale = forms.ChoiceField(label=_("Scale"), choices=GradeScheme.Scale.choices)
    pass_mark = percent_field(_("Pass mark, %"))
    missing = forms.ChoiceField(label=_("What is not marked"), choices=GradeScheme.Missing.choices)
    steps = forms.CharField(
        label=_("Steps of the scale"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One on a line: the mark, a space, the per cent it begins at. For marks only."),
    )

    def clean_steps(self) -> list[tuple[str, Decimal]]:
        """(mark, least per cent) of each line."""
        return [_step(line) for line in self.cleaned_data["steps"].splitlines() if line.strip()]


def _step(line: str) -> tuple[str, Decimal]:
    label, _space, least = line.strip().rpartition(" ")
    try:
        value = Decimal(least.replace(",", ".").rstrip("%"))
    except ArithmeticError as error:
        raise forms.ValidationError(_("“%(line)s” is not a mark and a per cent."), params={"line": line}) from error
    if not label.strip() or not value.is_finite():
        raise forms.ValidationError(_("“%(line)s” is not a mark and a per cent."), params={"line": line})
    return label.strip(), value


class CategoryForm(forms.Form):
    """A category; without a name it is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    labels = LocalisedTextFormField(label=_("Name"), required=False)
    weight = weight_field(_("Weight"), initial=1, required=False)
    drop_lowest = forms.IntegerField(
        label=_("Worst results left out"), min_value=0, max_value=100, initial=0, required=False
    )


class ItemForm(forms.Form):
    """How one item counts. The category is given by its place in the list, from 1."""

    key = forms.CharField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Category"), required=False)
    weight = weight_field(_("Weight"))


Forms = BaseFormSet[Any]

CategoryForms: type[Forms] = formset_factory(CategoryForm, extra=EMPTY_CATEGORIES, max_num=30)
ItemForms: type[Forms] = formset_factory(ItemForm, extra=0, max_num=2000)


class SchemeForms:
    """The whole page of a scheme: the scale, the categories, the items."""

    def __init__(self, run: Run, weighing: Weighing, data: Any = None) -> None:
        self.run, self.weighing = run, weighing
        self.activities = marked_activities(run.edition.outline)
        self.main = SchemeForm(data, initial=self._first_values())
        self.categories = CategoryForms(data, prefix="categories", initial=self._first_categories())
        self.items = ItemForms(data, prefix="items", initial=list(self._first_items()))
        names = [str(each) for each in weighing.categories]
        choices = [("", _("None")), *((str(place), name) for place, name in enumerate(names, 1))]
        # A category may be added and used at once.
        choices += [(str(len(names) + more), _("New category %(n)d") % {"n": more}) for more in (1, EMPTY_CATEGORIES)]
        for form in self.items.forms:
            form.fields["category"].choices = choices

    def _first_values(self) -> dict[str, Any]:
        scheme = self.weighing
        steps = scheme.steps or ()
        return {
            "revision": scheme.revision,
            "scale": scheme.scale,
            "pass_mark": scheme.pass_mark,
            "missing": GradeScheme.Missing.ZERO if scheme.missing_as_zero else GradeScheme.Missing.IGNORE,
            "steps": "\n".join(f"{step.label} {step.least.normalize():f}" for step in steps),
        }

    def _first_categories(self) -> list[dict[str, Any]]:
        return [
            {"id": each.pk, "labels": each.labels, "weight": each.weight, "drop_lowest": each.drop_lowest}
            for each in self.weighing.categories
        ]

    def _first_items(self) -> Iterator[dict[str, Any]]:
        place_of = {str(each.pk): str(place) for place, each in enumerate(self.weighing.categories, 1)}
        category_of, weights = self.weighing.category_of or {}, self.weighing.weights or {}
        for activity in self.activities:
            key = item_key(*activity.key)
            category = place_of.get(category_of.get(key, ""), "")
            yield {"key": key, "category": category, "weight": weights.get(key, Decimal(1))}

    @property
    def rows(self) -> list[tuple[str, Any]]:
        """The items' forms with what each is about."""
        outline = self.run.edition.outline
        titles = [item_title(each, outline) for each in self.activities]
        return list(zip(titles, self.items.forms, strict=False))

    def is_valid(self) -> bool:
        """Whether all of it can be read."""
        return all([self.main.is_valid(), self.categories.is_valid(), self.items.is_valid()])

    def data(self) -> SchemeData:
        """What was sent."""
        main = self.main.cleaned_data
        sent = [form.cleaned_data for form in self.categories.forms]
        named = [place for place, each in enumerate(sent, 1) if each.get("labels")]
        place_of = {place: index for index, place in enumerate(named)}
        return SchemeData(
            scale=main["scale"],
            pass_mark=main["pass_mark"],
            missing=main["missing"],
            steps=main["steps"],
            categories=[_category(sent[place - 1]) for place in named],
            items=dict(self._items(place_of)),
        )

    def _items(self, place_of: Mapping[int, int]) -> Iterator[tuple[ActivityKey, Item]]:
        known = {item_key(*each.key): each.key for each in self.activities}
        for form in self.items.forms:
            sent = form.cleaned_data
            if key := known.get(sent.get("key", "")):
                category = place_of.get(int(sent["category"])) if sent.get("category") else None
                yield key, Item(category, sent["weight"])

    def save_by(self, by: User) -> GradeScheme:
        """Set the scheme."""
        from courses.gradebook.services.schemes import save_scheme

        return save_scheme(self.run, by, self.data(), revision=self.main.cleaned_data["revision"])


def _category(sent: Mapping[str, Any]) -> Category:
    weight = sent["weight"] if sent["weight"] is not None else Decimal(1)
    return Category(sent["labels"], weight, sent["drop_lowest"] or 0, sent["id"])
