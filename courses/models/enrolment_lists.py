"""Lists of people to be enrolled in a run, as somebody uploaded them, and what became of each row."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.jobs import BackgroundJob
from courses.enrolment_lists.querysets import EnrolmentListQuerySet


class EnrolmentList(BackgroundJob):
    """An uploaded list. The file itself is not kept: its rows are."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("To be confirmed")
        QUEUED = "queued", pgettext_lazy("work", "Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", pgettext_lazy("work", "Done")

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="enrolment_lists", verbose_name=_("run"))
    filename = models.CharField(_("file name"), max_length=255)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PREVIEW)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    language = models.CharField(_("language of the letters"), max_length=16, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    objects = EnrolmentListQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment list")
        verbose_name_plural = _("enrolment lists")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename

    @property
    def is_finished(self) -> bool:
        """Whether every row has its outcome."""
        return self.state == self.State.DONE

    @property
    def percent(self) -> int:
        """How far the work is, 0 to 100."""
        return self.done * 100 // self.total if self.total else 100


class EnrolmentListRow(models.Model):
    """A person on a list. ``outcome`` is what will happen before the list is confirmed, and what did afterwards."""

    class Outcome(models.TextChoices):
        INVITED = "invited", _("New account, invited and enrolled")
        ENROLLED = "enrolled", _("Enrolled")
        ALREADY = "already", _("In the run already")
        WAITING = "waiting", _("On the waiting list")
        INVITED_WAITING = "invited_waiting", _("New account, invited; on the waiting list")
        ERROR = "error", pgettext_lazy("of a row", "Error")

    list = models.ForeignKey(EnrolmentList, models.CASCADE, related_name="rows", verbose_name=_("list"))
    number = models.PositiveIntegerField(_("row"), help_text=_("As the spreadsheet counts it."))
    email = models.CharField(_("e-mail"), max_length=320, blank=True)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=500, blank=True)
    group = models.CharField(pgettext_lazy("of learners", "group"), max_length=100, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.SET_NULL, null=True, related_name="+", verbose_name=_("enrolment")
    )
    is_done = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("row of an enrolment list")
        verbose_name_plural = _("rows of enrolment lists")
        ordering = ["list", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="courses_list_row_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.email}"
