"""Orders: the papers by which people are enrolled, given more time and expelled."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.deadlines.bounds import validate_day
from courses.orders.numbering import DEFAULT_PATTERN, validate_pattern
from courses.orders.querysets import OrderQuerySet


class SignedError(TypeError):
    """Somebody tried to change or remove what is signed."""

    def __init__(self) -> None:
        super().__init__("A signed order is never changed or deleted; another order takes its place.")


class OrderScheme(models.Model):
    """The rules of orders for an organisation and all beneath it; the one of no organisation is everybody's."""

    organisation = models.OneToOneField(
        "people.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="order_scheme",
        verbose_name=_("organisation"),
        help_text=_("Leave empty for the rules of all that have none of their own."),
    )
    number_pattern = models.CharField(
        _("number"),
        max_length=60,
        default=DEFAULT_PATTERN,
        validators=[validate_pattern],
        help_text=_("{number} counts from 1 each year, {number:4} with zeros; {year} and {yy} are the year."),
    )
    enrolment_days_after_start = models.PositiveSmallIntegerField(
        _("enrolment order, days after the start"),
        null=True,
        blank=True,
        default=0,
        help_text=_("How late people can be enrolled: 0 means on the first day at the latest. Empty: on any day."),
    )
    language = models.CharField(
        _("language of the paper"),
        max_length=16,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Leave empty for the state language of the organisation’s country."),
    )
    place = models.CharField(
        _("place"), max_length=100, blank=True, help_text=_("The town, as it stands on the paper.")
    )
    signatory_position = models.CharField(_("position of who signs"), max_length=200, blank=True)
    signatory_name = models.CharField(_("name of who signs"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rules of orders")
        verbose_name_plural = _("rules of orders")
        ordering = ["organisation__path"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(organisation=None),
                name="courses_order_scheme_one_for_all",
                violation_error_message=_("There are rules for everybody already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or _("Everybody"))


class OrderCounter(models.Model):
    """The last number given in an organisation's year; locked while the next one is given."""

    organisation = models.PositiveBigIntegerField(help_text="0 for orders of no organisation.")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="courses_order_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}/{self.year}: {self.last}"


class Order(models.Model):
    """An order about learners of one run. A draft is edited; a signed one stays as it is for ever."""

    class Kind(models.TextChoices):
        ENROLMENT = "enrolment", pgettext_lazy("an order", "Enrolment")
        EXTENSION = "extension", pgettext_lazy("an order", "Extension")
        EXPULSION = "expulsion", pgettext_lazy("an order", "Expulsion")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("an order", "Draft")
        SIGNED = "signed", pgettext_lazy("an order", "Signed")

    class Ground(models.TextChoices):
        COMPLETED = "completed", _("The programme is completed")
        OWN_WISH = "own_wish", _("The learner’s own wish")
        NOT_FULFILLED = "not_fulfilled", _("The programme was not fulfilled")
        OTHER = "other", _("Another reason")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    run = models.ForeignKey("courses.Run", models.PROTECT, related_name="orders", verbose_name=_("run"))
    dated = models.DateField(_("date"), default=timezone.localdate)
    basis = models.TextField(
        _("basis"),
        max_length=2000,
        blank=True,
        help_text=_("What the order rests on: applications, a protocol, a contract."),
    )
    until = models.DateField(_("extended until"), null=True, blank=True, validators=[validate_day])
    ground = models.CharField(_("ground"), max_length=16, choices=Ground, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )
    number = models.CharField(_("number"), max_length=80, blank=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, editable=False)
    place = models.CharField(_("place"), max_length=100, blank=True)
    signatory_position = models.CharField(_("position of who signs"), max_length=200, blank=True)
    signatory_name = models.CharField(_("name of who signs"), max_length=200, blank=True)
    paper = models.JSONField(
        _("on the paper"), default=dict, editable=False, help_text=_("The names that stood there when it was signed.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("created by"),
    )  # fmt: skip
    signed_at = models.DateTimeField(_("signed at"), null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("signed by"),
    )  # fmt: skip

    objects = OrderQuerySet.as_manager()
    _stored_state = ""

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-dated", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} № {self.number}" if self.number else f"{self.get_kind_display()} ({self.pk})"

    @property
    def is_signed(self) -> bool:
        """Whether it is in force, or was."""
        return self.state == self.State.SIGNED

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "Order":
        """Remembers whether it was signed when it was read."""
        order = super().from_db(*args, **kwargs)
        order._stored_state = order.__dict__.get("state", "")
        return order

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a draft, or the signature. Raises :class:`SignedError` for what had been signed before."""
        if self._stored_state == self.State.SIGNED:
            raise SignedError
        super().save(*args, **kwargs)
        self._stored_state = self.state

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove a draft. Raises :class:`SignedError`."""
        if self.is_signed:
            raise SignedError
        return super().delete(*args, **kwargs)


class OrderLine(models.Model):
    """A person in an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="order_lines", verbose_name=_("enrolment")
    )
    person_name = models.CharField(_("name"), max_length=500, blank=True)
    workplace = models.CharField(_("place of work"), max_length=500, blank=True)
    former_due_on = models.DateField(_("deadline before"), null=True, blank=True)

    class Meta:
        verbose_name = _("person in an order")
        verbose_name_plural = _("people in orders")
        ordering = ["person_name", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["order", "enrolment"], name="courses_order_line_once")]

    def __str__(self) -> str:
        return self.person_name or str(self.enrolment)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a line of a draft. Raises :class:`SignedError`."""
        if self.order.is_signed:
            raise SignedError
        super().save(*args, **kwargs)
