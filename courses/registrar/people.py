"""Who is in a run, who wants to be, and the groups they are in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from courses.enrolment_rules import IN_FORCE, IN_LINE
from courses.models import Group
from courses.orders.services import draft_order, may_make_orders
from courses.registrar.forms import GroupForm, PeopleActionForm, PeopleFilterForm
from courses.registrar.screens import RunScreen
from courses.services.admissions import delete_group, place_in_group, turn_down
from courses.services.codes import rotate_code

PAGE_SIZE = 100


class PeopleView(RunScreen, TemplateView):
    """All people of a run, and what a registrar does with them."""

    page_title = _("People")
    template_name = "courses/registrar/people.html"

    def get_page_subtitle(self) -> str:
        """The run's name."""
        return self.run.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of the people asked for. The number of queries does not depend on theirs."""
        form = PeopleFilterForm(self.run, self.request.GET)
        everybody = self.run.enrolments.all()
        found = form.chosen(everybody).with_learner().with_position().select_related("group", "employer")
        rows = found.order_by("state", "queue_number", "learner__family_name", "learner__given_name", "pk")
        return {
            **super().get_context_data(**kwargs),
            "filter": form,
            "action": kwargs.get("action") or PeopleActionForm(self.run),
            "page": Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page")),
            "makes_orders": may_make_orders(self.user, self.run.organisation),
        }

    def post(self, request: HttpRequest, run: str) -> HttpResponse:
        """Do it, and say so; what is refused is said at the top."""
        form = PeopleActionForm(self.run, request.POST)
        if form.is_valid():
            try:
                return self._act(form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal.messages)
        return self.render_to_response(self.get_context_data(action=form))

    def _act(self, wanted: dict[str, Any]) -> HttpResponse:
        chosen, action = list(wanted["chosen"]), wanted["action"]
        if action == "group":
            key = wanted["group"] or PeopleActionForm.NO_GROUP
            group = None if key == PeopleActionForm.NO_GROUP else self.run.groups.get(pk=key)
            place_in_group(chosen, group, self.run, self.user)
            self._say(ngettext("%(number)d person is placed.", "%(number)d people are placed.", len(chosen)), chosen)
        elif action == "turn_down":
            refused = turn_down([each.pk for each in chosen], self.user, wanted["reason"])
            self._say(
                ngettext("%(number)d person is refused.", "%(number)d people are refused.", len(refused)), refused
            )
        else:
            order = draft_order(self.run, action, self.user, chosen)
            return redirect("orders:edit", order.pk)
        return redirect(self.request.get_full_path())

    def _say(self, words: str, people: list[Any]) -> None:
        messages.success(self.request, words % {"number": len(people)})


class CodeView(RunScreen):
    """Gives the run a new code."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, run: str) -> HttpResponse:
        """The old one opens nothing from now on."""
        rotate_code(self.run, self.user)
        messages.success(request, gettext("The run has a new code. Give it out again: the old one opens nothing."))
        return redirect("runs:edit", self.run.pk)


class GroupsView(RunScreen, FormView):
    """The groups of a run, and the form of a new one."""

    page_title = _("Groups")
    template_name = "courses/registrar/groups.html"
    form_class = GroupForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """A group of this run."""
        return {**super().get_form_kwargs(), "instance": self.group()}

    def group(self) -> Group:
        """A new one."""
        return Group(run=self.run)

    def form_valid(self, form: GroupForm) -> HttpResponse:
        """Save it."""
        try:
            group = form.save_by(self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The group “%(name)s” is saved.") % {"name": group.name})
        return redirect(self.address("groups"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the groups and how many are in each."""
        size = Count("enrolments", filter=Q(enrolments__state__in=IN_FORCE | IN_LINE), distinct=True)
        groups = self.run.groups.annotate(size=size).prefetch_related("tutors")
        return {**super().get_context_data(**kwargs), "groups": groups}


class GroupEditView(GroupsView):
    """The form of a group there is."""

    page_title = _("Edit the group")
    template_name = "courses/registrar/group_edit.html"

    def group(self) -> Group:
        """That of the address."""
        return get_object_or_404(self.run.groups, pk=self.kwargs["group"])

    def get_initial(self) -> dict[str, Any]:
        """Its tutors."""
        return {"tutors": list(self.group().tutors.all())}


class GroupDeleteView(RunScreen):
    """Removes a group; its learners stay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, run: str, group: int) -> HttpResponse:
        """Remove it."""
        delete_group(get_object_or_404(self.run.groups, pk=group), self.user)
        messages.success(request, gettext("The group is gone; its learners are still in the run."))
        return redirect(reverse("courses_admin:groups", args=[run]))
