"""Covers of the courses: hills and water as in the product's own covers, and what the course is about."""

import math

from demo.media.canvas import Canvas, Point
from demo.media.palette import ACCENT, CROWN, DEEP, LINE, MIDDLE, PALE, PRIMARY, SUN, SURFACE, TINT

WIDTH, HEIGHT = 1600, 900


def _hill(canvas: Canvas, top: float, swing: float, phase: float, colour: str) -> None:
    edge: list[Point] = [
        (x, top + swing * math.sin(x / 260 + phase) + swing * 0.4 * math.sin(x / 97 + phase * 2))
        for x in range(0, WIDTH + 20, 20)
    ]
    canvas.polygon([(0, HEIGHT), *edge, (WIDTH, HEIGHT)], colour)


def crane(canvas: Canvas, x: float, y: float, size: float, colour: str = DEEP) -> None:
    """A flying crane, the bird of the product."""
    s = size
    body = [(x - s, y), (x - 0.1 * s, y - 0.1 * s), (x + 0.55 * s, y - 0.03 * s), (x - 0.1 * s, y + 0.08 * s)]
    canvas.polygon(body, colour)
    canvas.polygon([(x - 0.2 * s, y), (x - 0.75 * s, y - 0.85 * s), (x + 0.25 * s, y - 0.05 * s)], colour)
    canvas.polygon([(x - 0.1 * s, y), (x + 0.05 * s, y - 0.95 * s), (x + 0.3 * s, y)], MIDDLE)
    canvas.line([(x + 0.5 * s, y - 0.03 * s), (x + 1.05 * s, y - 0.16 * s)], colour, s * 0.06)
    canvas.circle(x + 1.05 * s, y - 0.17 * s, s * 0.05, CROWN)
    canvas.line([(x + 1.08 * s, y - 0.16 * s), (x + 1.22 * s, y - 0.13 * s)], colour, s * 0.025)


def _land() -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT, "#d9e8e4")
    canvas.circle(1290, 235, 118, SUN)
    _hill(canvas, 520, 46, 0.4, PALE)
    _hill(canvas, 640, 38, 2.1, MIDDLE)
    _hill(canvas, 790, 26, 4.0, PRIMARY)
    return canvas


def accessible() -> Canvas:
    """A page that is read in three ways: with eyes, with ears, enlarged."""
    canvas = _land()
    crane(canvas, 330, 215, 92)
    lines = [(0.6, PRIMARY), (1, LINE), (0.92, LINE), (0.97, LINE), (0.45, PRIMARY), (1, LINE), (0.8, LINE)]
    canvas.page(560, 170, 480, 560, lines)
    canvas.line([(1105, 665), (1205, 775)], DEEP, 30)
    canvas.circle(1020, 570, 128, SURFACE, DEEP, 18)
    canvas.text(1020, 566, "Aa", 116, PRIMARY, bold=True)
    canvas.arc(520, 640, 92, 180, 360, DEEP, 18)
    for x in (438, 602):
        canvas.rectangle(x - 24, 632, 48, 88, ACCENT, 20)
    return canvas


def formative() -> Canvas:
    """A path of steps to a flag, with a sign at each step."""
    canvas = _land()
    crane(canvas, 1010, 190, 84)
    steps = [(250, 740), (500, 660), (760, 585), (1020, 500), (1280, 420)]
    canvas.dotted(steps, SURFACE, 14)
    for index, (x, y) in enumerate(steps[:-1]):
        canvas.circle(x, y, 62, SURFACE)
        if index == 2:
            canvas.text(x, y - 2, "?", 80, ACCENT, bold=True)
        else:
            canvas.tick(x, y, 28, PRIMARY, 12)
    canvas.line([(1280, 430), (1280, 190)], DEEP, 14)
    canvas.polygon([(1287, 190), (1450, 246), (1287, 302)], ACCENT)
    return canvas


def observation() -> Canvas:
    """Two who talk over a map that lies between them."""
    canvas = _land()
    crane(canvas, 250, 180, 80)
    canvas.rectangle(470, 640, 660, 34, DEEP, 14)
    for x in (520, 1060):
        canvas.rectangle(x, 660, 26, 190, DEEP, 8)
    for x, colour in ((450, PRIMARY), (1150, ACCENT)):
        canvas.circle(x, 425, 70, colour)
        canvas.rectangle(x - 92, 510, 184, 250, colour, 80)
    canvas.bubble(545, 215, 250, 150, SURFACE)
    canvas.text(670, 290, "?", 92, PRIMARY, bold=True)
    canvas.bubble(835, 265, 220, 130, SURFACE, left=False)
    for x in (895, 945, 995):
        canvas.circle(x, 330, 11, ACCENT)
    canvas.polygon([(640, 640), (960, 640), (920, 580), (680, 580)], SURFACE)
    for column in range(4):
        canvas.circle(722 + column * 52, 610, 12, TINT if column == 0 else MIDDLE)
    return canvas


def workshop() -> Canvas:
    """The clock of a lesson, with the two minutes in which a decision is taken."""
    canvas = _land()
    crane(canvas, 300, 230, 92)
    canvas.circle(800, 450, 290, SURFACE, DEEP, 20)
    for start in (15, 205):
        canvas.sector(800, 450, 255, start, start + 24, ACCENT)
    canvas.circle(800, 450, 190, SURFACE)
    for minute in range(0, 360, 30):
        x, y = math.cos(math.radians(minute)), math.sin(math.radians(minute))
        canvas.line([(800 + 218 * x, 450 + 218 * y), (800 + 250 * x, 450 + 250 * y)], DEEP, 10)
    canvas.line([(800, 450), (800, 290)], DEEP, 16)
    canvas.line([(800, 450), (925, 505)], PRIMARY, 16)
    canvas.circle(800, 450, 20, CROWN)
    return canvas


def emblem() -> Canvas:
    """The sign of the academy, for its papers."""
    canvas = Canvas(640, 640, SURFACE)
    canvas.circle(320, 320, 300, TINT, DEEP, 14)
    canvas.circle(440, 190, 62, SUN)
    canvas.arc(320, 320, 262, 25, 155, MIDDLE, 12)
    crane(canvas, 300, 360, 190)
    return canvas
