"""A real browser for the tests that need one, in the languages of the academy."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# Playwright runs its own event loop in this thread; Django's guard would take that for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# Without "preload": axe reads style sheets again to see whether a page fixes its orientation, and looks for what they
# import beside the page instead of beside the sheet.
RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# What fades in has too little contrast until it is there.
SETTLE = """() => document.getAnimations()
    .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime))
    .forEach(each => each.finish())"""

AxeCheck = Callable[[Page], None]

# What is waited for costs nothing when it comes soon; a machine with much else to do may need this long.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss a moment: its tests get a second try, which the summary tells."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; none is downloaded."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium; or set CHROMIUM)")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Russian reader at a desk."""
    return {**browser_context_args, "locale": "ru-RU", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def _served_as_installed(settings: Any) -> None:
    """Static files come from their sources; nothing is collected for a test."""
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def accessible() -> AxeCheck:
    """Fails with the rule, the reason and the elements where axe finds a violation on the page."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate(SETTLE)
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture(autouse=True)
def _patient(page: Page) -> None:
    """Pages and buttons are waited for as long as what is expected of them."""
    page.context.set_default_timeout(PATIENCE)


@pytest.fixture(autouse=True)
def _quiet_console(page: Page) -> Iterator[None]:
    """A page that logs an error, breaks the content policy or asks for a missing file fails its test."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield
    assert not problems, problems


@pytest.fixture
def password() -> str:
    """What every account of these tests is entered with."""
    return "журавль-2026-crane"
