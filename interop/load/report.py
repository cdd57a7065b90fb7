"""What an import did, for the person who started it and for programs."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from interop.names import printable
from interop.records import Unsupported


class Outcome(StrEnum):
    """What happened to one item. ``KEPT``: somebody edited it after the last import, so it was left alone."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    MOVED = "moved"


@dataclass
class Report:
    """The counts by kind and outcome, and everything a person should look at."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    gone: list[dict[str, str]] = field(default_factory=list)
    kept: list[dict[str, str]] = field(default_factory=list)
    unsupported: list[dict[str, str]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    course: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def count(self, kind: str, outcome: Outcome, title: str) -> None:
        """One item more."""
        self.counts.setdefault(kind, Counter())[outcome.value] += 1
        if outcome is Outcome.KEPT:
            self.kept.append({"kind": kind, "title": title})

    def skip(self, items: tuple[Unsupported, ...]) -> None:
        """What cannot be taken over yet."""
        self.unsupported += [{"kind": str(i.kind), "title": i.title, "place": i.place} for i in items]

    def refuse(self, name: str, reason: str) -> None:
        """A file that must not, or cannot, be taken over."""
        self.refused.append({"name": printable(name), "reason": reason})

    def miss(self, kind: str, title: str) -> None:
        """Something imported before that the source has no more."""
        self.gone.append({"kind": kind, "title": title})

    def warn(self, message: str) -> None:
        """Something to look at; said once, however often it occurs."""
        if message not in self.warnings:
            self.warnings.append(message)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "course": self.course,
            "counts": {kind: dict(outcomes) for kind, outcomes in self.counts.items()},
            "kept": self.kept,
            "gone": self.gone,
            "unsupported": self.unsupported,
            "refused": self.refused,
            "warnings": self.warnings,
            "seconds": round(self.seconds, 2),
        }
