"""Rules over plain values: no database, no clock."""

from collections.abc import Collection

KIND_RANKS = {"country": 0, "region": 1, "municipality": 2, "organisation": 3}


def may_contain(parent_kind: str, child_kind: str) -> bool:
    """Whether a node of one kind may stand right under another: levels may be left out, never turned round.

    An organisation may hold organisations: its branches.
    """
    parent, child = KIND_RANKS[parent_kind], KIND_RANKS[child_kind]
    return child > parent or parent == child == KIND_RANKS["organisation"]


def is_beneath(path: str, ancestor_path: str) -> bool:
    """Whether a node's materialised path is the ancestor's own or lies under it."""
    return path.startswith(ancestor_path)


def role_languages(chosen: Collection[str], installed: Collection[str]) -> list[str]:
    """The languages a role holds for: those chosen, in the installation's order; none chosen means every one."""
    return [code for code in installed if not chosen or code in chosen]
