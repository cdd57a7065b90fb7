"""How a figure is written down."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement. ``ratio`` is the value over the baseline's."""

    name: str
    value: float
    unit: str
    baseline: float

    def line(self) -> str:
        """The figure as one line of JSON."""
        fields = {**asdict(self), "value": round(self.value, 2), "baseline": round(self.baseline, 2)}
        return json.dumps({**fields, "ratio": round(self.value / self.baseline, 4)})
