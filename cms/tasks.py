"""Work that nobody should wait for."""

from django_tasks import task

from cms.blocks.choosers import BODY_FILTERS
from cms.models import AcademyImage


@task()
def make_body_renditions(image_id: int) -> int:
    """Makes the sizes of an image that a text offers to browsers; gives their number, 0 for an image that is gone."""
    image = AcademyImage.objects.filter(pk=image_id).first()
    return len(image.get_renditions(*BODY_FILTERS)) if image else 0
