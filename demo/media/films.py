"""The films, drawn frame by frame. They have no words in the picture: captions carry those in every language."""

import math
from collections.abc import Callable, Sequence

from PIL import Image

from demo.media.canvas import Canvas, Point
from demo.media.palette import ACCENT, CROWN, DANGER, DEEP, LINE, MIDDLE, MUTED, PRIMARY, SUCCESS, SUN, SURFACE

Frames = list[tuple[Image.Image, int]]

WIDTH, HEIGHT = 640, 360
STEP = 250
"""Milliseconds of a frame in motion."""

COLUMNS = (182, 326)
ROWS = tuple(112 + 17 * number for number in range(8))


def duration(frames: Frames) -> int:
    """Length of a film in milliseconds."""
    return sum(milliseconds for _, milliseconds in frames)


def reading_order() -> Frames:
    """A marker passes over a page in two columns straight across, then by numbers."""
    lines = [(x, y) for y in ROWS for x in COLUMNS]
    frames = [(_two_columns([], DANGER).image(), 5000)]
    frames += [(_two_columns(lines[:count], DANGER).image(), 2 * STEP) for count in range(1, len(lines) + 1)]
    broken = _two_columns(lines, DANGER)
    broken.cross(320, 190, 60, DANGER, 16)
    frames.append((broken.image(), 2500))
    ordered = [(x, y) for x in COLUMNS for y in ROWS]
    for count in range(len(ordered) + 1):
        numbers = 2 + (count > len(ROWS)) if count else 1
        frames.append((_two_columns(ordered[:count], SUCCESS, numbers).image(), 2 * STEP))
    whole = _two_columns(ordered, SUCCESS, 4)
    whole.tick(560, 180, 34, SUCCESS, 12)
    return [*frames, (whole.image(), 4500)]


def _two_columns(read: Sequence[Point], colour: str, numbers: int = 0) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.rectangle(150, 18, 340, 330, SURFACE, 8, LINE)
    canvas.rectangle(182, 46, 210, 26, SUCCESS if numbers else PRIMARY, 6)
    for x in COLUMNS:
        for y in ROWS:
            canvas.rectangle(x, y, 130, 9, colour if (x, y) in read else LINE, 4)
    canvas.rectangle(182, 262, 274, 70, SUCCESS if numbers == 4 else MIDDLE, 6)
    canvas.polygon([(240, 326), (300, 276), (350, 326)], SURFACE)
    for number, (across, down) in enumerate(((166, 59), (166, 112), (476, 112), (166, 297))[:numbers], 1):
        canvas.circle(across, down, 17, DEEP)
        canvas.text(across, down - 1, str(number), 20, SURFACE, bold=True)
    if read:
        left, top = read[-1]
        canvas.rectangle(left - 5, top - 5, 140, 19, None, 8, ACCENT)
    return canvas


def feedback_loop() -> Frames:
    """One remark travels by two roads: into the bag, and back into the work."""
    frames = [(_roads(_between((92, 180), (262, 180), share)).image(), STEP) for share in _shares(14)]
    written = _roads((262, 180), remark=True)
    frames.append((written.image(), 3500))
    for share in _shares(16):
        place = _between((262, 180), (520, 76), share)
        frames.append((_roads(place, remark=share < 0.8, bell=share > 0.3).image(), 2 * STEP - 120))
    lost = _roads(None, bell=True)
    lost.cross(520, 76, 26, DANGER, 9)
    frames.append((lost.image(), 3500))
    for share in _shares(16):
        place = _between((262, 180), (400, 284), share)
        frames.append((_roads(place, remark=True, minutes=share).image(), 2 * STEP - 120))
    for share in _shares(8):
        place = _between((400, 284), (540, 284), share)
        frames.append((_roads(place, remark=True, minutes=1, better=share).image(), STEP))
    done = _roads((540, 284), remark=True, minutes=1, better=1)
    done.tick(600, 284, 20, SUCCESS, 8)
    return [*frames, (done.image(), 5000)]


def _shares(count: int) -> list[float]:
    return [number / count for number in range(1, count + 1)]


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _roads(
    place: Point | None, remark: bool = False, bell: bool = False, minutes: float = 0, better: float = 0
) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.dotted([(92, 180), (262, 180), (520, 76)], LINE, 7)
    canvas.dotted([(262, 180), (400, 284), (560, 284)], LINE, 7)
    for x, y, colour in ((70, 120, CROWN), (262, 88, PRIMARY)):
        canvas.circle(x, y - 26, 17, colour)
        canvas.rectangle(x - 22, y - 6, 44, 44, colour, 20)
    canvas.rectangle(486, 48, 68, 66, MUTED, 14)
    canvas.arc(520, 50, 18, 180, 360, MUTED, 7)
    if bell:
        canvas.sector(400, 62, 24, 180, 360, SUN)
        canvas.circle(400, 66, 6, ACCENT)
    canvas.circle(400, 240 - 18, 26, SURFACE, DEEP, 4)
    if minutes:
        canvas.sector(400, 222, 21, -90, -90 + 360 * minutes * 0.999, SUCCESS)
    if place:
        _work(canvas, place, remark, better)
    return canvas


def _work(canvas: Canvas, place: Point, remark: bool, better: float) -> None:
    x, y = place
    canvas.rectangle(x - 26, y - 34, 52, 68, SURFACE, 6, DEEP)
    for row in range(4):
        done = better * 4 > row
        canvas.rectangle(x - 18, y - 24 + row * 13, 36, 6, SUCCESS if done else LINE, 3)
    if remark:
        canvas.circle(x + 20, y - 28, 10, ACCENT)


MONTH = 48
"""Frames of one way round the Earth."""


def moon_phases() -> Frames:
    """The Moon goes round the Earth; beside it is what can be seen from the Earth."""
    return [(_moon(2 * math.pi * number / MONTH).image(), 600) for number in range(MONTH)]


def _moon(angle: float) -> Canvas:
    canvas, x, y = Canvas(WIDTH, HEIGHT, "#0d1719"), 245, 180
    for row in range(5):
        canvas.arrow([(14, 60 + row * 60), (62, 60 + row * 60)], SUN, 5)
    canvas.circle(x, y, 128, None, "#2b3e41", 2)
    _lit(canvas, (x, y), 34, MIDDLE, "#17373a")
    place = (x - math.cos(angle) * 128, y + math.sin(angle) * 128)
    _lit(canvas, place, 18, "#f2ede4", "#39474a")
    canvas.rectangle(432, 92, 176, 176, "#142124", 24)
    _phase(canvas, 520, 180, 64, angle)
    return canvas


def _lit(canvas: Canvas, place: Point, radius: float, day: str, night: str) -> None:
    """A ball with the light from the left."""
    x, y = place
    canvas.circle(x, y, radius, night)
    canvas.sector(x, y, radius, 90, 270, day)


def _phase(canvas: Canvas, x: float, y: float, radius: float, angle: float) -> None:
    """The lit part of the Moon as it is seen in the northern half of the Earth."""
    canvas.circle(x, y, radius, "#39474a")
    waxing, edge = math.sin(angle) > 0, math.cos(angle)
    outer = [math.radians(degrees) for degrees in range(-90, 91, 6)]
    side = 1 if waxing else -1
    limb = [(x + side * radius * math.cos(turn), y + radius * math.sin(turn)) for turn in outer]
    inner = [(x + side * edge * radius * math.cos(turn), y + radius * math.sin(turn)) for turn in reversed(outer)]
    canvas.polygon([*limb, *inner], "#f2ede4")


FILMS: dict[str, Callable[[], Frames]] = {
    "reading-order": reading_order,
    "feedback-loop": feedback_loop,
    "moon-phases": moon_phases,
}
