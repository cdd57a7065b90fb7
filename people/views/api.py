"""Wagtail's API of the admin, held to what the person may choose."""

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class OnlyChoosable:
    """Rows of the collections from which the person may choose; none for who may choose from no collection."""

    def get_queryset(self) -> QuerySet:
        """Wagtail's rows, narrowed by the permission policy."""
        rows: QuerySet = super().get_queryset()  # type: ignore[misc]
        policy = policy_registry.get_by_type(rows.model)
        mine = policy.instances_user_has_permission_for(self.request.user, "choose")  # type: ignore[attr-defined]
        return rows.filter(pk__in=mine.values("pk"))


class ImagesToChoose(OnlyChoosable, ImagesAdminAPIViewSet):
    """Images."""


class DocumentsToChoose(OnlyChoosable, DocumentsAdminAPIViewSet):
    """Documents."""
