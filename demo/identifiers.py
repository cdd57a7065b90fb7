"""Identifiers that are the same on every machine and at every run."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://turna.example/demonstration")


def identifier(*parts: object) -> uuid.UUID:
    """The identifier of what the parts name: ``identifier("lesson", "formative", "goals")``."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, parts)))
