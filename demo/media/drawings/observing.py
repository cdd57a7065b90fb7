"""Pictures about observing lessons."""

import math

from demo.media.canvas import Canvas
from demo.media.palette import ACCENT, CROWN, DEEP, LINE, MIDDLE, MUTED, PALE, PRIMARY, SURFACE, TEXT, TINT

ANSWERS = (0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 3, 0, 4, 1, 0, 5, 3, 4, 0, 4, 5, 1, 0)
"""How many times each of the 26 pupils of the map answered: nine gave 31 of 34 answers."""


def observation_cycle() -> Canvas:
    """A ring of four parts: agreement, observation, conversation, step."""
    canvas, x, y = Canvas(1100, 1000), 550, 500
    for index, colour in enumerate((PRIMARY, MIDDLE, ACCENT, DEEP)):
        start = -135 + index * 90
        canvas.arc(x, y, 400, start + 4, start + 80, colour, 190)
        end = math.radians(start + 80)
        tip = math.radians(start + 92)
        canvas.polygon(
            [
                (x + math.cos(end) * 425, y + math.sin(end) * 425),
                (x + math.cos(end) * 185, y + math.sin(end) * 185),
                (x + math.cos(tip) * 305, y + math.sin(tip) * 305),
            ],
            colour,
        )
    _hands(canvas, x, y - 305)
    _eye(canvas, x + 305, y)
    canvas.bubble(x - 85, y + 245, 100, 66, SURFACE)
    canvas.bubble(x - 5, y + 292, 100, 60, TINT, left=False)
    _footprint(canvas, x - 305, y)
    return canvas


def _hands(canvas: Canvas, x: float, y: float) -> None:
    canvas.line([(x - 78, y + 26), (x - 8, y - 4)], SURFACE, 34)
    canvas.line([(x + 78, y + 26), (x + 8, y - 4)], PALE, 34)
    canvas.circle(x, y - 4, 28, SURFACE)
    canvas.circle(x + 14, y - 2, 20, PALE)


def _eye(canvas: Canvas, x: float, y: float) -> None:
    edge = [(x - 84 + step * 4.2, y - 46 * math.sin(math.pi * step / 40)) for step in range(41)]
    mirror = [(px, 2 * y - py) for px, py in reversed(edge)]
    canvas.polygon([*edge, *mirror], SURFACE)
    canvas.circle(x, y, 34, DEEP)
    canvas.circle(x + 9, y - 9, 10, SURFACE)


def _footprint(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y - 18, 36, SURFACE)
    canvas.circle(x - 4, y + 42, 26, SURFACE)
    canvas.polygon([(x - 34, y - 8), (x + 34, y - 8), (x + 22, y + 42), (x - 30, y + 42)], SURFACE)
    for index in range(5):
        canvas.circle(x - 38 + index * 19, y - 66 + abs(index - 1.4) * 7, 11 - index, SURFACE)


def participation_map() -> Canvas:
    """Thirteen desks in three rows; the more a pupil answered, the larger the circle."""
    canvas = Canvas(1300, 900)
    canvas.rectangle(310, 40, 680, 26, DEEP, 8)
    canvas.rectangle(1060, 96, 120, 70, LINE, 10)
    desks = [(row, place) for row in range(3) for place in range(4 if row != 2 else 5)]
    for number, (row, place) in enumerate(desks):
        x, y = 110 + row * 410, 205 + place * 132
        canvas.rectangle(x, y, 270, 92, SURFACE, 14, LINE)
        for side in (0, 1):
            answers = ANSWERS[2 * number + side]
            colour = ACCENT if answers > 2 else MIDDLE if answers else LINE
            canvas.circle(x + 70 + side * 130, y + 46, 14 + 7 * answers, colour)
            if answers:
                canvas.text(x + 70 + side * 130, y + 44, str(answers), 24, SURFACE if answers > 2 else TEXT, bold=True)
    return canvas


def pendulum() -> Canvas:
    """Three pendulums: the longer the thread, the wider the arc and the longer the bar of time."""
    canvas = Canvas(1300, 880)
    canvas.rectangle(90, 50, 1120, 26, DEEP, 6)
    for x, length, part in ((270, 140, 0.5), (620, 280, 0.707), (1000, 560, 1.0)):
        angle = math.radians(16)
        bob = (x + math.sin(angle) * length, 76 + math.cos(angle) * length)
        canvas.line([(x, 76), bob], MUTED, 4)
        turns = [math.radians(degrees) for degrees in range(-16, 16, 2)]
        swing = [(x + math.sin(turn) * length, 76 + math.cos(turn) * length) for turn in turns]
        canvas.dotted(swing, MIDDLE, 6)
        canvas.circle(*bob, 30, CROWN)
        canvas.rectangle(x - 120, 790, 260 * part, 30, PRIMARY, 8)
        canvas.rectangle(x - 120, 790, 260, 30, None, 8, LINE)
    return canvas
