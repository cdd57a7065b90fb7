"""What every engine has to do is asked of every engine there is."""

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


@pytest.fixture(params=["embedded", "elastic"])
def engine(request: pytest.FixtureRequest, db: None) -> Engine:
    """One engine after the other, empty; the one on a server is left out where there is no server."""
    if request.param == "elastic":
        found: Engine = request.getfixturevalue("elastic")
        return found
    embedded = EmbeddedEngine()
    embedded.clear()
    return embedded
