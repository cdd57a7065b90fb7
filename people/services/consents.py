"""Giving and taking back consent, and publishing the texts of it."""

from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.localised import LocalisedText
from people.models import Consent, ConsentText, User
from people.permissions import require_role
from people.roles import Role
from people.signals import consent_given, consent_withdrawn

REQUIRED_KEY = "people:consents:required"
CACHE_SECONDS = 60


@transaction.atomic
def give_consent(user: User, text: ConsentText, *, at: datetime | None = None) -> Consent:
    """Record that a person agrees to a text; when they already do, nothing changes.

    Consents to older versions for the same purpose end with it. Raises ``ValidationError`` unless the text is the
    current version: nobody agrees to what is no longer, or not yet, asked.
    """
    if not ConsentText.objects.current().filter(pk=text.pk).exists():
        raise ValidationError(_("This text has been replaced by a newer version. Read that one, please."))
    now = at or timezone.now()
    user.consents.in_force().filter(text__purpose=text.purpose).exclude(text=text).update(withdrawn_at=now)
    consent, created = _in_force(user, text, now)
    if created:
        log(user, "people.give_consent", user=user, data={"purpose": text.purpose, "version": text.version})
        transaction.on_commit(lambda: consent_given.send(Consent, consent=consent))
    forget_outstanding(user)
    return consent


def _in_force(user: User, text: ConsentText, now: datetime) -> tuple[Consent, bool]:
    try:
        with transaction.atomic():
            return Consent.objects.get_or_create(user=user, text=text, withdrawn_at=None, defaults={"given_at": now})
    except IntegrityError:  # Sent twice at the same moment: the other one was first.
        return Consent.objects.get(user=user, text=text, withdrawn_at=None), False


@transaction.atomic
def withdraw_consent(user: User, text: ConsentText, *, at: datetime | None = None) -> Consent | None:
    """Record that a person no longer agrees; returns the consent that ended, ``None`` when there was none in force."""
    consent = user.consents.in_force().select_for_update().filter(text=text).first()
    if consent is None:
        return None
    consent.withdrawn_at = at or timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    log(user, "people.withdraw_consent", user=user, data={"purpose": text.purpose, "version": text.version})
    transaction.on_commit(lambda: consent_withdrawn.send(Consent, consent=consent))
    forget_outstanding(user)
    return consent


@transaction.atomic
def draft_consent_text(purpose: str, text: LocalisedText, required: bool, *, by: User) -> ConsentText:
    """Begin the next version of a purpose's text. Raises ``ValidationError`` while another draft waits."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    if ConsentText.objects.filter(purpose=purpose, published_at=None).exists():
        raise ValidationError({"purpose": _("A draft for this purpose exists already: edit or publish that one.")})
    latest = ConsentText.objects.filter(purpose=purpose).aggregate(n=Max("version"))["n"] or 0
    draft = ConsentText.objects.create(
        purpose=purpose, version=latest + 1, text=text, required=required, published_at=None
    )
    log(draft, "wagtail.create", user=by)
    return draft


@transaction.atomic
def edit_consent_text(draft: ConsentText, text: LocalisedText, required: bool, *, by: User) -> ConsentText:
    """Change a draft. Raises ``PermissionDenied`` for a published text: people agreed to these very words."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    _require_draft(draft)
    draft.text, draft.required = text, required
    draft.save(update_fields=["text", "required"])
    log(draft, "wagtail.edit", user=by)
    return draft


@transaction.atomic
def publish_consent_text(draft: ConsentText, *, by: User, at: datetime | None = None) -> ConsentText:
    """Ask people to agree to a draft from now on; it never changes again."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    _require_draft(draft)
    draft.published_at = at or timezone.now()
    draft.save(update_fields=["published_at"])
    log(draft, "wagtail.publish", user=by)
    transaction.on_commit(forget_required)
    return draft


@transaction.atomic
def discard_consent_text(draft: ConsentText, *, by: User) -> None:
    """Throw a draft away. Raises ``PermissionDenied`` for a published text."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    _require_draft(draft)
    log(draft, "wagtail.delete", user=by, deleted=True)
    draft.delete()


def _require_draft(text: ConsentText) -> None:
    if not text.is_draft:
        raise PermissionDenied(_("A published text never changes: make a new version."))


def lacks_required_consent(user: User) -> bool:
    """Whether a person must be asked for a consent before they learn here.

    Asked on every page of a learner, so the answer "no" is remembered; a new text, and a consent given or withdrawn,
    end that at once, in processes that share no cache within a minute.
    """
    required = cache.get(REQUIRED_KEY)
    if required is None:
        required = sorted(ConsentText.objects.current_required().values_list("pk", flat=True))
        cache.set(REQUIRED_KEY, required, CACHE_SECONDS)
    if not required or cache.get(_person_key(user)) == required:
        return False
    agreed = user.consents.in_force().filter(text__in=required).values_list("text", flat=True)
    lacking = set(required) - set(agreed)
    if not lacking:
        cache.set(_person_key(user), required, CACHE_SECONDS)
    return bool(lacking)


def forget_required() -> None:
    """Look up again which texts are required."""
    cache.delete(REQUIRED_KEY)


def forget_outstanding(user: User) -> None:
    """Look up again what a person agreed to."""
    cache.delete(_person_key(user))
    transaction.on_commit(lambda: cache.delete(_person_key(user)))


def _person_key(user: User) -> str:
    return f"people:consents:of:{user.pk}"
