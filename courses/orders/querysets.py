"""The vocabulary of reads over orders."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from people.permissions import organisations_of
from people.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User

# Whose work orders are.
ORDER_MAKERS = (Role.REGISTRAR, Role.ADMINISTRATOR)


class OrderQuerySet(models.QuerySet[Any]):
    """Reads of orders."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of runs of the organisations where the person makes orders."""
        organisations = organisations_of(user, *ORDER_MAKERS)
        return self if organisations is None else self.filter(run__organisation__in=organisations)

    def signed(self) -> Self:
        """Those in force, and those whose place another has taken."""
        return self.filter(state=self.model.State.SIGNED)

    def in_force(self) -> Self:
        """Signed, and no signed order has taken their place."""
        return self.signed().exclude(superseded_by__state=self.model.State.SIGNED)

    def with_run(self) -> Self:
        """With run, edition and organisation, which titles and lists need, but without the outline."""
        found = self.select_related("run__edition", "run__organisation", "supersedes", "superseded_by")
        return found.defer("run__edition__outline_data")

    def with_counts(self) -> Self:
        """With ``people``: how many an order is about."""
        return self.annotate(people=Count("lines"))

    def matching(self, words: str) -> Self:
        """Those whose number, basis or a person's name holds every word."""
        found = self
        for word in words.split():
            name = Q(lines__enrolment__learner__search_text__contains=word.casefold())
            named = self.model.objects.filter(name).values("pk")
            found = found.filter(Q(number__contains=word) | Q(basis__icontains=word) | Q(pk__in=named))
        return found

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove drafts. Raises ``TypeError`` when a signed order is among them."""
        if self.signed().exists():
            from courses.models.orders import SignedError

            raise SignedError
        return super().delete()
