"""Answers for a load balancer: is the process alive, can it serve."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse


def _database() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} migrations to apply" if pending else "ok"


def _cache() -> str:
    cache.set("health", "ok", 10)
    return cache.get("health") or "does not keep what it is given"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "cache": _cache}


def live() -> HttpResponse:
    """The process answers; says nothing of what it depends on."""
    return JsonResponse({"status": "ok"})


def ready() -> HttpResponse:
    """Each dependency in turn; 503 when one of them fails, with its name but no detail of the set-up."""
    results: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            results[name] = check()
        except Exception as error:  # noqa: BLE001 - whatever it is, this process cannot serve
            results[name] = type(error).__name__
    healthy = all(result == "ok" for result in results.values())
    return JsonResponse({"status": "ok" if healthy else "unavailable", **results}, status=200 if healthy else 503)


class HealthMiddleware:
    """Answers before sessions, languages and host names, which a probe inside the network does not know."""

    paths: dict[str, Callable[[], HttpResponse]] = {"/health/live": live, "/health/ready": ready}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A probe's answer for its two addresses, the site's for all others."""
        probe = self.paths.get(request.path.rstrip("/"))
        return probe() if probe else self.get_response(request)
