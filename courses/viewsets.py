"""The admin's screens of runs."""

from typing import Any, cast

from django.forms import ModelForm
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import ListingButton

from courses.forms import RunForm
from courses.models import Run
from courses.services.runs import delete_run, may_open_runs
from people.models import User
from people.viewsets.base import CreateView, DayColumn, DeleteView, EditView, IndexView


class RunIndex(IndexView):
    """The runs a person oversees, with how many learn in them."""

    default_ordering = "-starts_on"

    def get_base_queryset(self) -> Any:
        """With edition, organisation and counts, in one query."""
        visible = Run.objects.visible_to(cast(User, self.request.user))
        return visible.with_edition().select_related("organisation").with_counts()

    @cached_property
    def staffed(self) -> set[int]:
        """The runs whose people the person enrols; asked once for all rows."""
        return set(Run.objects.staffed_by(cast(User, self.request.user)).values_list("pk", flat=True))

    def get_list_more_buttons(self, instance: Run) -> list[Any]:
        """Adds the way to the learners' progress."""
        progress = ListingButton(
            _("Learners’ progress"),
            url=reverse("courses:run", args=[instance.slug]),
            icon_name="group",
            priority=5,
        )
        people = ListingButton(
            _("People"), url=reverse("courses_admin:people", args=[instance.slug]), icon_name="user", priority=4
        )
        if instance.pk not in self.staffed:
            return [progress, *super().get_list_more_buttons(instance)]
        return [people, progress, *super().get_list_more_buttons(instance)]


class RunEdit(EditView):
    """The form, and the way to the learners' progress."""

    def get_queryset(self) -> Any:
        """Only what the list shows."""
        return Run.objects.visible_to(cast(User, self.request.user)).with_edition()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the ways to the learners' progress and, for who enrols people, to the people, groups and lists."""
        slug, user = self.object.slug, cast(User, self.request.user)
        ways = [(reverse("courses:run", args=[slug]), _("Learners’ progress"))]
        enrols = may_open_runs(user, self.object.organisation)
        if enrols:
            screens = (("people", _("People")), ("groups", _("Groups")), ("lists", _("Enrolment by list")))
            ways += [(reverse(f"courses_admin:{name}", args=[slug]), label) for name, label in screens]
        return {**super().get_context_data(**kwargs), "ways": ways, "enrols": enrols}


class RunDelete(DeleteView):
    """A run that somebody has joined stays."""

    def delete_by(self, by: User) -> None:
        """See the service."""
        delete_run(self.object, by)


class RunViewSet(ModelViewSet):
    """Runs."""

    model = Run
    name = "runs"
    icon = "date"
    menu_label = _("Runs")
    menu_order = 220
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = RunIndex
    add_view_class = CreateView
    edit_view_class = RunEdit
    delete_view_class = RunDelete
    edit_template_name = "courses/admin/run_edit.html"
    list_filter = {"enrolment_kind": ["exact"], "starts_on": ["gte", "lte"]}
    list_display = [
        Column("title", label=_("Name"), accessor="title"),
        DayColumn("starts_on", label=_("Starts"), sort_key="starts_on"),
        DayColumn("ends_on", label=_("Ends"), sort_key="ends_on"),
        Column("organisation", label=_("Held by")),
        Column("edition", label=_("Edition"), accessor="edition.number"),
        Column("enrolment_kind", label=_("Enrolment"), accessor="get_enrolment_kind_display"),
        NumberColumn("learners", label=_("Learners"), sort_key="learners"),
        NumberColumn("completed", label=_("Completed"), sort_key="completed"),
    ]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """The same form for both."""
        return RunForm
