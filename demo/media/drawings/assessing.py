"""Pictures about assessment in the lesson."""

import math

from demo.media import data
from demo.media.canvas import Canvas
from demo.media.palette import (
    ACCENT,
    CROWN,
    DANGER,
    LINE,
    MIDDLE,
    PALE,
    PRIMARY,
    SUCCESS,
    SUN,
    SURFACE,
    TEXT,
    TINT,
    WARNING,
)


def question_ladder() -> Canvas:
    """Four steps with the signs of recalling, explaining, applying and judging, and the way over them."""
    canvas = Canvas(1400, 860)
    tops = (620, 500, 380, 260)
    for index, (top, colour) in enumerate(zip(tops, (PALE, MIDDLE, "#3d8288", PRIMARY), strict=True)):
        canvas.rectangle(120 + index * 270, top, 270, 790 - top, colour)
    _book(canvas, 255, 705)
    canvas.bubble(455, 600, 140, 90, SURFACE)
    _gear(canvas, 795, 590, 58)
    _scales(canvas, 1065, 430)
    path = [(150, 560), (400, 445), (670, 325), (940, 205), (1130, 150), (1270, 240), (1310, 420), (1320, 560)]
    canvas.arrow(path, ACCENT, 9, dotted=True)
    canvas.line([(60, 792), (1340, 792)], LINE, 6)
    return canvas


def _book(canvas: Canvas, x: float, y: float) -> None:
    canvas.polygon([(x - 80, y - 40), (x, y - 20), (x, y + 50), (x - 80, y + 30)], SURFACE)
    canvas.polygon([(x + 80, y - 40), (x, y - 20), (x, y + 50), (x + 80, y + 30)], TINT)
    canvas.line([(x, y - 20), (x, y + 50)], PRIMARY, 5)


def _gear(canvas: Canvas, x: float, y: float, radius: float) -> None:
    for tooth in range(8):
        angle = math.pi * tooth / 4
        canvas.circle(x + math.cos(angle) * radius, y + math.sin(angle) * radius, radius * 0.24, SURFACE)
    canvas.circle(x, y, radius * 0.95, SURFACE)
    canvas.circle(x, y, radius * 0.38, "#3d8288")


def _scales(canvas: Canvas, x: float, y: float) -> None:
    canvas.line([(x, y - 70), (x, y + 80)], SURFACE, 9)
    canvas.line([(x - 85, y - 35), (x + 85, y - 65)], SURFACE, 9)
    canvas.line([(x - 50, y + 82), (x + 50, y + 82)], SURFACE, 9)
    for side, top in ((-85, -35), (85, -65)):
        canvas.sector(x + side, y + top + 55, 42, 0, 180, SURFACE)
        canvas.line([(x + side, y + top), (x + side, y + top + 55)], SURFACE, 4)


def traffic_lights() -> Canvas:
    """Three cards told apart by colour, shape and sign."""
    canvas = Canvas(1500, 760)
    for index, colour in enumerate((SUCCESS, WARNING, DANGER)):
        x = 70 + index * 470
        canvas.rectangle(x + 8, 68, 420, 640, LINE, 34)
        canvas.rectangle(x, 56, 420, 640, colour, 34)
    canvas.circle(280, 376, 140, SURFACE)
    canvas.tick(280, 380, 62, SUCCESS, 26)
    canvas.polygon([(750, 216), (910, 506), (590, 506)], SURFACE)
    wave = [(690 + step * 4, 430 + 20 * math.sin(step / 5)) for step in range(31)]
    canvas.line(wave, "#7a4d00", 18)
    canvas.rectangle(1090, 246, 260, 260, SURFACE, 10)
    canvas.text(1220, 372, "?", 200, DANGER, bold=True)
    return canvas


def class_results() -> Canvas:
    """The results of the invented class: a dark square for every task that was solved."""
    canvas = Canvas(1120, 900)
    for task in range(data.TASKS):
        canvas.text(168 + task * 98, 38, str(task + 1), 28, TEXT, bold=True)
    for pupil, row in enumerate(data.class_results()):
        y = 66 + pupil * 34
        canvas.text(96, y + 13, str(pupil + 1), 22, TEXT, anchor="rm")
        for task, solved in enumerate(row):
            canvas.rectangle(124 + task * 98, y, 88, 27, PRIMARY if solved else TINT, 7)
    return canvas


def fraction_strips() -> Canvas:
    """Strips of one length in one, two, three, four and eight parts; the first part of each is coloured."""
    canvas = Canvas(1300, 640)
    for index, parts in enumerate((1, 2, 3, 4, 8)):
        y, width = 40 + index * 118, 1080 / parts
        canvas.text(90, y + 46, "1" if parts == 1 else f"1/{parts}", 44, TEXT, bold=True)
        for part in range(parts):
            canvas.rectangle(170 + part * width, y, width, 92, CROWN if part == 0 else SURFACE, 4, PRIMARY)
    return canvas


def fraction_circles() -> Canvas:
    """Six circles in one to eight equal parts; one part of each is coloured and hatched."""
    canvas = Canvas(1380, 920)
    for index, parts in enumerate((1, 2, 3, 4, 6, 8)):
        x, y, radius = 240 + (index % 3) * 450, 220 + (index // 3) * 440, 180
        for part in range(parts):
            start = -90 + 360 * part / parts
            canvas.sector(x, y, radius, start, start + 360 / parts, SUN if part == 0 else SURFACE, PRIMARY)
        for ring in range(30, radius, 30):
            canvas.arc(x, y, ring, -90, -90 + 360 / parts, ACCENT, 3)
        canvas.circle(x, y, radius, None, PRIMARY, 6)
    return canvas
