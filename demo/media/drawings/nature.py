"""Pictures for lessons of geography and statistics."""

import math
import random

from demo.media import data
from demo.media.canvas import Canvas
from demo.media.palette import ACCENT, LINE, MIDDLE, MUTED, PALE, PRIMARY, SUN, SURFACE, TEXT

SEA, SOIL, MEADOW, ROCK = "#4d9099", "#c9a57b", "#a9c19a", "#8a9a98"


def water_cycle() -> Canvas:
    """Sea, evaporation, cloud, rain, river and the water under the ground, without words."""
    canvas = Canvas(1500, 900, "#e6f0f0")
    canvas.circle(200, 150, 86, SUN)
    for ray in range(12):
        angle = math.pi * ray / 6
        ends = [(200 + math.cos(angle) * length, 150 + math.sin(angle) * length) for length in (106, 138)]
        canvas.line(ends, SUN, 9)
    canvas.polygon([(760, 640), (1010, 300), (1130, 460), (1260, 250), (1500, 600), (1500, 900), (760, 900)], ROCK)
    canvas.polygon([(1010, 300), (960, 368), (1015, 350), (1060, 372)], SURFACE)
    canvas.polygon([(1260, 250), (1205, 342), (1258, 318), (1318, 346)], SURFACE)
    hills = [(x, 660 + 34 * math.sin(x / 150)) for x in range(560, 1520, 20)]
    canvas.polygon([(480, 760), *hills, (1500, 900), (480, 900)], MEADOW)
    canvas.polygon([(520, 800), (1500, 740), (1500, 900), (480, 900)], SOIL)
    canvas.rectangle(0, 700, 640, 200, SEA)
    for row in range(3):
        wave = [(x, 722 + row * 52 + 8 * math.sin(x / 26 + row)) for x in range(10, 620, 8)]
        canvas.line(wave, PALE, 5)
    canvas.line([(1190, 520), (1120, 590), (1130, 650), (960, 690), (880, 720), (650, 735)], SEA, 24)
    for x in (170, 290, 410):
        rise = [(x + 16 * math.sin(y / 22), y) for y in range(660, 330, -10)]
        canvas.arrow(rise, ACCENT, 8)
    canvas.arrow([(560, 190), (700, 165), (800, 160)], MUTED, 9)
    _cloud(canvas, 450, 200)
    _cloud(canvas, 1080, 120)
    for across, down in _drops(5, 26):
        left, top = 980 + across * 260, 190 + down * 120
        canvas.line([(left, top), (left - 8, top + 22)], SEA, 6)
    canvas.arrow([(1280, 700), (1180, 800), (900, 850), (700, 850)], PRIMARY, 9, dotted=True)
    return canvas


def _drops(seed: int, count: int) -> list[tuple[float, float]]:
    """Places for drops of rain, the same at every run."""
    chance = random.Random(seed)
    return [(chance.random(), chance.random()) for _ in range(count)]


def _cloud(canvas: Canvas, x: float, y: float) -> None:
    for dx, dy, radius in ((-80, 12, 48), (-25, -20, 64), (45, -8, 56), (95, 18, 42)):
        canvas.circle(x + dx, y + dy, radius, SURFACE)
    canvas.rectangle(x - 110, y + 10, 240, 50, SURFACE, 24)


def weather_year() -> Canvas:
    """Temperature by days as a line, precipitation by months as columns."""
    canvas, rows = Canvas(1500, 880), data.weather()
    left, right, zero, scale = 110, 1450, 380, 10.5
    for degrees in (-10, 0, 10, 20):
        y = zero - degrees * scale
        canvas.line([(left, y), (right, y)], MUTED if degrees == 0 else LINE, 3)
        canvas.text(left - 16, y, f"{degrees:+d}°" if degrees else "0°", 26, TEXT, anchor="rm")
    step = (right - left) / len(rows)
    canvas.line([(left + index * step, zero - row[2] * scale) for index, row in enumerate(rows)], ACCENT, 4)
    for month in range(1, 13):
        amount = sum(row[3] for row in rows if row[1] == month)
        x = left + (month - 1) * (right - left) / 12
        canvas.rectangle(x + 14, 810 - amount * 2.3, 84, amount * 2.3, MIDDLE, 6)
        canvas.text(x + 56, 842, str(month), 26, TEXT)
    canvas.line([(left, 812), (right, 812)], MUTED, 3)
    return canvas
