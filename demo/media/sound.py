"""The recordings, computed: soft tones for a breathing exercise and for a timer."""

import math
import wave
from array import array
from collections.abc import Iterator
from io import BytesIO

RATE = 8_000
"""Samples a second; enough for low, soft tones."""
LOUDNESS = 9_000
BREATHS, IN, OUT = 9, 4.0, 6.0
"""Breaths of the exercise, and seconds of breathing in and out."""


def breathing() -> bytes:
    """A tone that rises for four seconds and falls for six, nine times."""
    samples = array("h")
    phase = 0.0
    for _ in range(BREATHS):
        for index in range(int((IN + OUT) * RATE)):
            at = index / RATE
            rising = at < IN
            share = at / IN if rising else 1 - (at - IN) / OUT
            pitch = 110 + 55 * (0.5 - 0.5 * math.cos(math.pi * share))
            phase += 2 * math.pi * pitch / RATE
            loud = LOUDNESS * (0.25 + 0.75 * math.sin(math.pi * share / 2)) * _edge(at, IN + OUT, 0.4)
            samples.append(int(loud * (0.8 * math.sin(phase) + 0.2 * math.sin(2 * phase))))
    return _file(samples)


def think_timer() -> bytes:
    """One tone, a minute of silence, two tones, a minute, three rising tones, half a minute, a long one."""
    samples = array("h", bytes(2 * int(151.5 * RATE)))
    for start, tones in ((0, (220,)), (60, (262, 262)), (120, (262, 330, 392)), (150, (196,))):
        for number, pitch in enumerate(tones):
            first = int((start + 0.55 * number) * RATE)
            for index, sample in enumerate(_bell(pitch, 1.4)):
                samples[first + index] = max(-32_000, min(32_000, samples[first + index] + sample))
    return _file(samples)


def _bell(pitch: float, seconds: float) -> Iterator[int]:
    for index in range(int(seconds * RATE)):
        at = index / RATE
        tone = sum(math.sin(2 * math.pi * pitch * part * at) / part**2 for part in (1, 2, 3))
        yield int(LOUDNESS * tone * math.exp(-3 * at) * _edge(at, seconds, 0.02))


def _edge(at: float, length: float, fade: float) -> float:
    """From 0 to 1 at the beginning and back at the end, so that nothing clicks."""
    return min(1.0, at / fade, (length - at) / fade)


def _file(samples: "array[int]") -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(samples.tobytes())
    return out.getvalue()


RECORDINGS = {"breathing": breathing, "think-timer": think_timer}
