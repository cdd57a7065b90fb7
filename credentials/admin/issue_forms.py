"""The admin's forms by which documents are issued: to many at once, and in the place of one with a mistake."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credentials.awards import Award, PersonName
from credentials.models import DocumentTemplate, IssuedDocument
from credentials.occasions import Occasion
from credentials.register.vocabulary import INSIDE, Funding, StudyMode
from credentials.services import award_of
from people.localised import LocalisedTextFormField

NO_CHOICE = [("", "—")]


class DetailsForm(forms.Form):
    """What a document or the state register says beyond the course and its days."""

    area = forms.CharField(label=_("Field of work"), max_length=255, required=False)
    qualification = forms.CharField(label=_("Qualification given"), max_length=255, required=False)
    study_mode = forms.ChoiceField(label=_("Study mode"), choices=[*NO_CHOICE, *StudyMode.choices], required=False)
    funding = forms.ChoiceField(label=_("Who pays"), choices=[*NO_CHOICE, *Funding.choices], required=False)

    def details(self) -> dict[str, str]:
        """What was filled in."""
        given = {name: self.cleaned_data.get(name, "") for name in DetailsForm.base_fields}
        return {name: value for name, value in given.items() if value}


class BulkIssueForm(DetailsForm):
    """To whom documents are issued, and from which template."""

    template = forms.ModelChoiceField(label=_("Template"), queryset=DocumentTemplate.objects.none())
    field_order = ("template",)

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = DocumentTemplate.objects.usable_for(occasion.organisation).order_by("name")
        self.fields["template"].queryset = (  # type: ignore[attr-defined]
            usable.filter(kind__in=occasion.kinds) if occasion.kinds else usable
        )

    def completed(self, award: Award) -> Award:
        """The award with what the form adds to it; what the occasion says itself, it keeps."""
        return replace(award, details={"education_form": INSIDE, **self.details(), **award.details})


class ReplaceForm(DetailsForm):
    """A document with its mistakes corrected."""

    because = forms.CharField(label=_("What is corrected"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    template = forms.ModelChoiceField(label=_("Template"), queryset=DocumentTemplate.objects.none())
    title = LocalisedTextFormField(label=_("Title"))
    hours = forms.IntegerField(label=_("Academic hours"), min_value=1, max_value=9999, required=False)
    started_on = forms.DateField(
        label=_("Study began"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    finished_on = forms.DateField(
        label=_("Study ended"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("because", "template", "title", "hours", "started_on", "finished_on")

    PARTS = (("family", _("Family name")), ("given", _("Given name")), ("patronymic", _("Patronymic")))

    def __init__(self, *args: Any, document: IssuedDocument, **kwargs: Any) -> None:
        self.document = document
        self.award = award_of(document)
        super().__init__(*args, **{**kwargs, "initial": self._initial()})
        usable = DocumentTemplate.objects.usable_for(document.organisation).filter(kind=document.kind)
        self.fields["template"].queryset = usable.order_by("name")  # type: ignore[attr-defined]
        for language in document.languages:
            for part, label in self.PARTS:
                name = forms.CharField(
                    label=f"{label} ({language})", max_length=150, required=part == "family", strip=True
                )
                self.fields[f"{part}_{language}"] = name

    def _initial(self) -> dict[str, Any]:
        """As the document has it; its template, where that is still there."""
        award = self.award
        names = {
            f"{part}_{language}": getattr(award.names[language], part)
            for language in self.document.languages
            for part, _label in self.PARTS
        }
        plain = {name: getattr(award, name) for name in ("title", "hours", "started_on", "finished_on")}
        return {"template": self.document.template_edition.template_id, **plain, **names, **award.details}

    def corrected(self) -> Award:
        """What the new document will certify."""
        given = self.cleaned_data
        names = {
            language: PersonName(*(given[f"{part}_{language}"] for part, _label in self.PARTS))
            for language in self.document.languages
        }
        kept = {name: text for name, text in self.award.details.items() if name not in DetailsForm.base_fields}
        plain = {name: given[name] for name in ("title", "hours", "started_on", "finished_on")}
        return replace(self.award, names=names, details={**kept, **self.details()}, **plain)
