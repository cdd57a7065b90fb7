"""What papers say of the course or the programme that a run is of."""

from dataclasses import dataclass

from courses.models import CoursePage, ProgrammePage, Run


@dataclass(frozen=True)
class Particulars:
    """Academic hours, if they are known; of a programme also its kind and how one studies it."""

    hours: int | None = None
    kind: str = ""
    study_mode: str = ""

    @property
    def is_of_programme(self) -> bool:
        """Whether a programme leads to the paper."""
        return bool(self.kind)


def particulars_of(run: Run) -> Particulars:
    """As the pages say now; a programme's by its source page. At most two queries."""
    key = run.edition.course_key
    if not run.edition.is_of_programme:
        pages = CoursePage.objects.filter(translation_key=key, academic_hours__isnull=False)
        return Particulars(pages.values_list("academic_hours", flat=True).first())
    programme = ProgrammePage.objects.filter(translation_key=key, alias_of=None).order_by("-live", "pk").first()
    if programme is None:
        return Particulars()
    return Particulars(programme.total_hours or None, programme.kind, programme.study_mode)
