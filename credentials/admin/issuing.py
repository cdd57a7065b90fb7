"""Issuing to many in the admin: choose for what, see who gets a document and who does not and why, then issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from credentials import occasions
from credentials.admin.batches import INDEX, ONE, PER_PAGE, BatchScreen
from credentials.admin.issue_forms import BulkIssueForm
from credentials.awards import Award
from credentials.models import IssuedDocument
from credentials.occasions import Candidate, Occasion
from credentials.services import award_problems, issue_many, require_issuer
from people.models import User


@dataclass(frozen=True)
class Line:
    """A person of the preview: what they get, or have already, or why they get nothing."""

    holder: User
    award: Award | None
    held: IssuedDocument | None
    why_not: str


def preview(candidates: Sequence[Candidate]) -> list[Line]:
    """What would become of each candidate, those who get a document first. One query."""
    awards = [each.award for each in candidates if each.award]
    found = IssuedDocument.objects.in_force().filter(
        holder__in=[award.holder for award in awards], reason__in={award.reason for award in awards}
    )
    held = {(document.holder_id, document.reason): document for document in found} if awards else {}
    lines = [_line(each, held) for each in candidates]
    return sorted(lines, key=lambda line: (bool(line.why_not), line.held is not None))


def _line(candidate: Candidate, held: dict[tuple[int, str], IssuedDocument]) -> Line:
    award = candidate.award
    if award is None:
        return Line(candidate.holder, None, None, str(candidate.why_not))
    problems = " ".join(award_problems(award))
    document = held.get((award.holder.pk, award.reason))
    return Line(candidate.holder, None if document or problems else award, document, "" if document else problems)


class BulkIssueView(BatchScreen, TemplateView):
    """Three steps on one page: for what, to whom, and the button."""

    template_name = "credentials/admin/bulk_issue.html"
    page_title = _("Issue to many")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        bulk = {"url": reverse(INDEX), "label": _("Bulk issues")}
        return [*self.breadcrumbs_items, bulk, {"url": "", "label": self.get_page_title()}]

    @property
    def user(self) -> User:
        """The person at the screen."""
        return cast(User, self.request.user)

    @cached_property
    def address(self) -> str:
        """Of the chosen occasion."""
        return self.request.POST.get("occasion") or self.request.GET.get("occasion", "")

    @cached_property
    def occasion(self) -> Occasion | None:
        """What documents are issued for. Raises ``PermissionDenied`` for one of another organisation, 404 for none."""
        if not self.address:
            return None
        found = occasions.find(self.address, self.user)
        if found is None:
            raise Http404(self.address)
        require_issuer(self.user, found.organisation)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What to choose from; for what is chosen, the people."""
        context = {**super().get_context_data(**kwargs), "choices": occasions.choices(self.user)}
        if self.occasion is None:
            return context
        lines = preview(self.occasion.candidates)
        return {
            **context,
            "address": self.address,
            "occasion": self.occasion,
            "form": kwargs.get("form") or BulkIssueForm(occasion=self.occasion),
            "number": sum(line.award is not None for line in lines),
            "page": Paginator(lines, PER_PAGE).get_page(self.request.GET.get("page")),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have them issued, and go to where it can be watched; or say why not."""
        occasion = self.occasion
        if occasion is None:
            return HttpResponseRedirect(request.path)
        form = BulkIssueForm(request.POST, occasion=occasion)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        awards = [form.completed(line.award) for line in preview(occasion.candidates) if line.award]
        if not awards:
            messages.error(request, gettext("Nobody would get a document."))
            return self.render_to_response(self.get_context_data(form=form))
        template = form.cleaned_data["template"]
        try:
            batch = issue_many(occasion.title, awards, template, occasion.organisation, by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.render_to_response(self.get_context_data(form=form))
        return HttpResponseRedirect(reverse(ONE, args=[batch.pk]))
