"""How accounts are made and found."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager

from people.querysets import UserQuerySet

if TYPE_CHECKING:
    from people.models import User


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are named by e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it can only be entered through a password reset or a provider.

        Raises ``ValueError`` when the address is empty.
        """
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account that may do everything (used by ``manage.py createsuperuser``)."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        self.confirm_address(user)
        return user

    def confirm_address(self, user: "User") -> None:
        """Take the account's address as confirmed: the person may log in without answering a letter first."""
        from allauth.account.models import EmailAddress

        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its address in any case."""
        return self.get(email__iexact=username)
