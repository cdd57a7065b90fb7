"""A film as WebM: every frame is a key frame of VP8, which is what a lossy WebP image holds.

So Pillow encodes the frames, and only the container is written here (matroska.org/technical/elements.html).
"""

import struct
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

QUALITY = 62


def film(frames: Sequence[tuple[Image.Image, int]]) -> bytes:
    """A silent film. Each frame is an image and how long it is shown, in milliseconds; all of one size."""
    width, height = frames[0][0].size
    duration = sum(milliseconds for _, milliseconds in frames)
    info = _element(
        0x1549A966,
        _number(0x2AD7B1, 1_000_000),
        _element(0x4489, struct.pack(">d", float(duration))),
        _element(0x4D80, b"Turna"),
        _element(0x5741, b"Turna"),
    )
    video = _element(0xE0, _number(0xB0, width), _number(0xBA, height))
    track = _element(0xAE, _number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8"), video)
    tracks = _element(0x1654AE6B, track)
    clusters, cues = _clusters(frames, len(info) + len(tracks))
    head = _element(
        0x1A45DFA3,
        *(_number(key, value) for key, value in ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8))),
        _element(0x4282, b"webm"),
        _number(0x4287, 2),
        _number(0x4285, 2),
    )
    return head + _element(0x18538067, info, tracks, *clusters, cues)


def _clusters(frames: Sequence[tuple[Image.Image, int]], before: int) -> tuple[list[bytes], bytes]:
    """A cluster for each frame, and an index, so that a reader of the film can jump."""
    clusters, cues, time, place = [], [], 0, before
    packed: dict[int, bytes] = {}
    for image, milliseconds in frames:
        data = packed.setdefault(id(image), _vp8(image))
        cluster = _element(0x1F43B675, _number(0xE7, time), _element(0xA3, b"\x81\0\0\x80", data))
        position = _element(0xB7, _number(0xF7, 1), _number(0xF1, place))
        cues.append(_element(0xBB, _number(0xB3, time), position))
        clusters.append(cluster)
        time += milliseconds
        place += len(cluster)
    return clusters, _element(0x1C53BB6B, *cues)


def _vp8(image: Image.Image) -> bytes:
    """The key frame inside a WebP image."""
    out = BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=QUALITY, method=0)
    data = out.getvalue()
    at = 12
    while at < len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind == b"VP8 ":
            return data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("The image was not encoded as VP8.")


def _element(key: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    name = key.to_bytes((key.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def _number(key: int, value: int) -> bytes:
    return _element(key, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
