"""Loading the academy for tests."""

from datetime import UTC, datetime

from demo.academy import Academy

AT = datetime(2026, 9, 20, 9, tzinfo=UTC)
PASSWORD = "a-password-of-the-tests"


def load() -> list[str]:
    """Load it, and give what was reported."""
    steps: list[str] = []
    Academy(PASSWORD, AT, steps.append).load()
    return steps
