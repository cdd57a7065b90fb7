"""A surface to draw on: drawn at twice the size and made smaller, so that edges are smooth."""

import math
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from demo.media.palette import CANVAS, TEXT
from demo.media.pdf.font import REGULAR, SEMIBOLD

SCALE = 2

Point = tuple[float, float]


@cache
def _face(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(SEMIBOLD if bold else REGULAR), size)


class Canvas:
    """Shapes in the pixels of the finished picture; ``x`` to the right, ``y`` down."""

    def __init__(self, width: int, height: int, background: str = CANVAS) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), background)
        self._draw = ImageDraw.Draw(self._image)

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None,
        radius: float = 0,
        line: str | None = None,
    ) -> None:
        """A rectangle with round corners."""
        box = _scaled([(x, y), (x + width, y + height)])
        self._draw.rounded_rectangle(box, radius * SCALE, fill, line, 3 * SCALE if line else 0)

    def circle(
        self, x: float, y: float, radius: float, fill: str | None, line: str | None = None, width: float = 3
    ) -> None:
        """A circle around a point."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.ellipse(box, fill, line, round(width * SCALE) if line else 0)

    def sector(
        self, x: float, y: float, radius: float, start: float, end: float, fill: str, line: str | None = None
    ) -> None:
        """A piece of a disc; angles in degrees, clockwise from three o'clock."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.pieslice(box, start, end, fill, line, 3 * SCALE if line else 0)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float) -> None:
        """A part of a circle's line."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.arc(box, start, end, colour, round(width * SCALE))

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """A filled shape."""
        self._draw.polygon(_scaled(points), fill)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line with round ends and corners."""
        self._draw.line(_scaled(points), colour, round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, colour)

    def dotted(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line of dots."""
        step, left = width * 3, 0.0
        for (x1, y1), (x2, y2) in pairwise(points):
            length = math.hypot(x2 - x1, y2 - y1)
            while left < length:
                share = left / length
                self.circle(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, width / 2, colour)
                left += step
            left -= length

    def arrow(self, points: Sequence[Point], colour: str, width: float, dotted: bool = False) -> None:
        """A line with a point at its end."""
        (self.dotted if dotted else self.line)(points, colour, width)
        (x1, y1), (x2, y2) = points[-2:]
        angle, size = math.atan2(y2 - y1, x2 - x1), width * 3.2
        tip = (x2 + math.cos(angle) * size, y2 + math.sin(angle) * size)
        turns = (angle + 2, angle - 2)
        sides = [(x2 + math.cos(turn) * size * 0.8, y2 + math.sin(turn) * size * 0.8) for turn in turns]
        self.polygon([tip, *sides], colour)

    def text(
        self, x: float, y: float, words: str, size: int, colour: str = TEXT, bold: bool = False, anchor: str = "mm"
    ) -> None:
        """Words around a point; ``anchor`` as Pillow names it (``lm``: the point is at the left, in the middle)."""
        self._draw.text((x * SCALE, y * SCALE), words, colour, _face(bold, size * SCALE), anchor)

    def tick(self, x: float, y: float, size: float, colour: str, width: float = 8) -> None:
        """A tick around a point."""
        points = [(x - size, y), (x - size * 0.25, y + size * 0.75), (x + size, y - size * 0.8)]
        self.line(points, colour, width)

    def cross(self, x: float, y: float, size: float, colour: str, width: float = 8) -> None:
        """A cross around a point."""
        self.line([(x - size, y - size), (x + size, y + size)], colour, width)
        self.line([(x - size, y + size), (x + size, y - size)], colour, width)

    def bubble(self, x: float, y: float, width: float, height: float, fill: str, left: bool = True) -> None:
        """A speech bubble; ``left``: its tail is at the left."""
        self.rectangle(x, y, width, height, fill, height * 0.3)
        tail = x + width * (0.2 if left else 0.8)
        end = tail - width * 0.1 if left else tail + width * 0.1
        base = y + height - 2
        self.polygon([(tail - width * 0.08, base), (tail + width * 0.08, base), (end, y + height * 1.28)], fill)

    def page(self, x: float, y: float, width: float, height: float, lines: Sequence[tuple[float, str]]) -> None:
        """A sheet of paper with lines of writing: each is how much of the width it takes, and its colour."""
        self.rectangle(x + 6, y + 8, width, height, "#e6dfd2", 10)
        self.rectangle(x, y, width, height, "#ffffff", 10, "#ddd5c7")
        step = (height - 50) / max(len(lines), 1)
        for index, (share, colour) in enumerate(lines):
            self.rectangle(x + 26, y + 30 + index * step, (width - 52) * share, min(step * 0.45, 16), colour, 5)

    def image(self) -> Image.Image:
        """The finished picture."""
        return self._image.reduce(SCALE)

    def png(self) -> bytes:
        """The finished picture as a file."""
        out = BytesIO()
        self.image().save(out, "PNG")
        return out.getvalue()


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]
