"""No page is forgotten: each has a test that counts its queries at two sizes, or a reason why it needs none."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.pages import COUNTED, NOT_COUNTED

OURS = frozenset({"people", "cms", "library", "courses", "credentials", "search", "interop", "config"})
RESULTS = "_results"
"""The rows of a list or a dialog by themselves, from the view that shows the whole."""


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The names of all addresses with their views."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or str(entry.pattern))), entry.callback
        else:
            yield from addresses(entry, (*namespaces, entry.namespace) if entry.namespace else namespaces)


def layers(view: Callable[..., Any]) -> Iterator[Any]:
    """A view and whatever it is wrapped around, down to the class or function that was written."""
    while True:
        yield view
        if hasattr(view, "view_class"):
            view = view.view_class
        elif hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        elif hasattr(view, "func"):
            view = view.func
        else:
            return


def is_ours(view: Callable[..., Any]) -> bool:
    """Whether the view was written here."""
    return list(layers(view))[-1].__module__.partition(".")[0] in OURS


def is_looked_at(view: Callable[..., Any]) -> bool:
    """Whether the view answers who only looks: it is no address that forms alone are sent to."""
    written = list(layers(view))[-1]
    if inspect.isclass(written):
        return "get" in getattr(written, "http_method_names", ["get"]) and hasattr(written, "get")
    taken = (inspect.getclosurevars(layer).nonlocals.get("request_method_list") for layer in layers(view))
    return all("GET" in methods for methods in taken if methods)


def pages() -> set[str]:
    """The names of the pages written here."""
    found = {name for name, view in addresses(get_resolver()) if is_ours(view) and is_looked_at(view)}
    return {name for name in found if not (name.endswith(RESULTS) and name.removesuffix(RESULTS) in found)}


def test_every_page_has_its_queries_counted_or_a_reason() -> None:
    forgotten = pages() - COUNTED.keys() - NOT_COUNTED.keys()
    assert not forgotten, f"Count their queries at two sizes, and name the test in tests/pages.py: {sorted(forgotten)}"


def test_nothing_is_named_that_is_no_page() -> None:
    assert not (COUNTED.keys() | NOT_COUNTED.keys()) - pages()
    assert not COUNTED.keys() & NOT_COUNTED.keys()


@pytest.mark.parametrize("test", sorted(set(COUNTED.values())))
def test_the_tests_that_count_are_there(test: str) -> None:
    path, _, name = test.partition("::")
    assert f"def {name}(" in (Path(settings.BASE_DIR) / path).read_text(encoding="utf-8")


def test_pages_are_found_behind_what_they_are_wrapped_in() -> None:
    found = pages()
    assert {"courses:runs", "runs:index", "people:profile", "sitemap"} <= found
    assert not {"courses:events", "runs:history", "orders:sign", "courses:follow", "runs:index_results"} & found
