"""The data sets: invented figures, the same at every run, as CSV."""

import csv
import math
import random
from collections.abc import Iterable, Sequence
from io import StringIO

PUPILS, TASKS = 24, 10
PAIRED = (3, 6)
"""Two tasks (counted from 0) that the same pupils fail."""
HARD = 8
"""A task nearly nobody solves."""
CONFUSED = frozenset({2, 5, 6, 9, 13, 17, 18, 21, 22})
LESSON = "OOOQEEEEEQQIIIOOQQEEEEOOOOOIIIIIQQQIIWWO"
"""A lesson by minutes: explanation, questions, independent work, organisation, waiting."""
LETTERS = {
    "ru": {"E": "О", "Q": "В", "I": "С", "O": "Р", "W": "Ж"},
    "en": {letter: letter for letter in "EQIOW"},
}

HEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "class-results": {"ru": ("ученик", "задание"), "en": ("pupil", "task")},
    "lesson-time": {"ru": ("минута", "буква"), "en": ("minute", "letter")},
    "weather": {
        "ru": ("день", "месяц", "температура, °C", "осадки, мм"),
        "en": ("day", "month", "temperature, °C", "precipitation, mm"),
    },
    "pendulum": {
        "ru": ("длина, см", "гаек", "10 качаний, с (1)", "10 качаний, с (2)", "10 качаний, с (3)"),
        "en": ("length, cm", "nuts", "10 swings, s (1)", "10 swings, s (2)", "10 swings, s (3)"),
    },
}


def class_results() -> list[list[int]]:
    """Whether each pupil (a row) solved each task (a column): 1 or 0."""
    chance, ease = random.Random(11), (0.95, 0.85, 0.9, 0.0, 0.75, 0.8, 0.0, 0.6, 0.05, 0.5)
    rows = []
    for pupil in range(PUPILS):
        row = [int(chance.random() < share) for share in ease]
        for task in PAIRED:
            row[task] = int(pupil not in CONFUSED)
        row[HARD] = int(pupil in {4, 15})
        rows.append(row)
    rows[10] = [int(task not in {0, HARD}) for task in range(TASKS)]
    return rows


def weather() -> list[tuple[int, int, float, float]]:
    """Day of the year, month, mean temperature and precipitation of an invented town."""
    chance, rows, day = random.Random(7), [], 0
    rain = (20, 18, 26, 38, 62, 40, 22, 20, 34, 66, 44, 28)
    drift = 0.0
    for month, (length, amount) in enumerate(zip(_MONTHS, rain, strict=True), 1):
        for _ in range(length):
            day += 1
            drift = 0.75 * drift + chance.gauss(0, 1.8)
            mean = 6 - 18 * math.cos(2 * math.pi * (day - 20) / 365)
            wet = chance.random() < 0.32
            fallen = round(chance.expovariate(9.6 / amount), 1) if wet else 0.0
            rows.append((day, month, round(mean + drift, 1), fallen))
    return rows


_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def pendulum() -> list[tuple[float, ...]]:
    """Length, number of nuts, and three measurements of ten swings."""
    chance = random.Random(3)
    return [
        (length, nuts, *(round(20 * math.pi * math.sqrt(length / 981) + chance.gauss(0, 0.12), 1) for _ in range(3)))
        for length, nuts in ((25, 1), (50, 1), (100, 1), (100, 3))
    ]


def table(name: str, language: str) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """The head and the rows of a data set, in the words of a language."""
    head = HEADS[name][language]
    if name == "class-results":
        pupil, task = head
        return [pupil, *(f"{task} {number}" for number in range(1, TASKS + 1))], [
            [number, *row] for number, row in enumerate(class_results(), 1)
        ]
    if name == "lesson-time":
        return head, [(minute, LETTERS[language][letter]) for minute, letter in enumerate(LESSON, 1)]
    return head, weather() if name == "weather" else pendulum()


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV with the mark by which spreadsheets know UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
