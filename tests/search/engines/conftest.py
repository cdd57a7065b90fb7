"""What every engine has to do is asked of every engine there is."""

import os

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

# Where nothing may be left out and no server is asked for, the run is one of the embedded engine alone.
_EMBEDDED_ALONE = bool(os.environ.get("NO_SKIPS")) and not {"ELASTICSEARCH_URL", "SEARCH_SERVER"} & set(os.environ)
collect_ignore = ["test_agreement.py"] if _EMBEDDED_ALONE else []


@pytest.fixture(params=["embedded"] if _EMBEDDED_ALONE else ["embedded", "elastic"])
def engine(request: pytest.FixtureRequest, db: None) -> Engine:
    """One engine after the other, empty; the one on a server is left out where there is no server."""
    if request.param == "elastic":
        found: Engine = request.getfixturevalue("elastic")
        return found
    embedded = EmbeddedEngine()
    embedded.clear()
    return embedded
