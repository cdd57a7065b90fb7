"""What a page costs: as many queries with much in it as with little.

A *world* is what one size of everything looks like: a mapping from the names of addresses to who looks and where.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User

World = Mapping[str, tuple[User, str]]
SIZES = (2, 9)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def statements(user: User, url: str) -> list[str]:
    """The queries a person's first look at a page takes, with other numbers and texts made alike."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        # A page that is streamed asks while it is read.
        streamed: Any = getattr(response, "streaming_content", ())
        for _part in streamed:
            pass
    assert response.status_code == 200, f"{url}: {response.status_code} {response.headers.get('Location', '')}"
    return [re.sub(r"\([^()]*\)|'[^']*'|\d+", "…", str(query["sql"])) for query in captured]


def differences(make: Callable[[int], World]) -> dict[str, str]:
    """The pages that take more queries in the larger of two worlds than in the smaller, with what they ask for more.

    A first world warms what all pages share; of each of the others every page is seen once, with nothing in the cache.
    """
    for user, url in make(1).values():
        statements(user, url)
    few, many = (_seen(make(size)) for size in SIZES)
    assert few, "an empty world shows nothing"
    return {
        name: f"{len(few[name])} → {len(many[name])}: {(Counter(many[name]) - Counter(few[name])).most_common(3)}"
        for name in few
        if len(few[name]) != len(many[name])
    }


def _seen(world: World) -> dict[str, list[str]]:
    seen = {}
    for name, (user, url) in world.items():
        cache.clear()
        seen[name] = statements(user, url)
    return seen
