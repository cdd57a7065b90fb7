"""A TrueType font: the widths of its glyphs, and a copy that holds only the glyphs a document uses."""

import struct
from functools import cached_property
from pathlib import Path

import font_source_serif_pro

REGULAR = Path(font_source_serif_pro.font_directory) / "SourceSerifPro-Regular.ttf"
SEMIBOLD = Path(font_source_serif_pro.font_directory) / "SourceSerifPro-Semibold.ttf"

_KEPT = (b"head", b"hhea", b"maxp", b"cvt ", b"fpgm", b"prep", b"hmtx")
_MORE_COMPONENTS, _WORDS, _SCALE, _TWO_SCALES, _MATRIX = 0x20, 0x01, 0x08, 0x40, 0x80


class Font:
    """One face of a font. Widths and heights are in thousandths of the size."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._data = path.read_bytes()
        count = self._short(4)
        self._tables: dict[bytes, bytes] = {}
        for at in range(12, 12 + 16 * count, 16):
            tag, _, offset, length = struct.unpack_from(">4sIII", self._data, at)
            self._tables[tag] = self._data[offset : offset + length]
        self._units = struct.unpack_from(">H", self._tables[b"head"], 18)[0]
        self._metrics = struct.unpack_from(">H", self._tables[b"hhea"], 34)[0]
        self.glyphs = struct.unpack_from(">H", self._tables[b"maxp"], 4)[0]

    def _short(self, at: int) -> int:
        value: int = struct.unpack_from(">H", self._data, at)[0]
        return value

    @cached_property
    def by_character(self) -> dict[int, int]:
        """Glyph numbers by code point, from the table of the basic plane."""
        cmap = self._tables[b"cmap"]
        for index in range(struct.unpack_from(">H", cmap, 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * index)
            if (platform, encoding) == (3, 1):
                return self._segments(cmap[offset:])
        raise ValueError(f"{self.name} has no table of Unicode characters.")

    @staticmethod
    def _segments(table: bytes) -> dict[int, int]:
        size = struct.unpack_from(">H", table, 6)[0]
        count, found = size // 2, {}
        ends = struct.unpack_from(f">{count}H", table, 14)
        starts = struct.unpack_from(f">{count}H", table, 16 + size)
        deltas = struct.unpack_from(f">{count}H", table, 16 + 2 * size)
        base = 16 + 3 * size
        offsets = struct.unpack_from(f">{count}H", table, base)
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            for code in range(start, min(end, 0xFFFE) + 1):
                glyph = code
                if offsets[index]:
                    glyph = struct.unpack_from(">H", table, base + 2 * index + offsets[index] + 2 * (code - start))[0]
                if glyph:
                    found[code] = (glyph + deltas[index]) & 0xFFFF
        return found

    def glyph(self, character: str) -> int:
        """The glyph of a character; 0 when the font has none."""
        return self.by_character.get(ord(character), 0)

    def advance(self, glyph: int) -> int:
        """The width of a glyph."""
        at = 4 * min(glyph, self._metrics - 1)
        width: int = struct.unpack_from(">H", self._tables[b"hmtx"], at)[0]
        return round(width * 1000 / self._units)

    def width(self, text: str) -> float:
        """The width of a text at size 1."""
        return sum(self.advance(self.glyph(character)) for character in text) / 1000

    def covers(self, text: str) -> bool:
        """Whether the font has every character of a text."""
        return all(self.glyph(character) for character in text if not character.isspace())

    @cached_property
    def box(self) -> list[int]:
        """The bounding box of all glyphs."""
        values = struct.unpack_from(">4h", self._tables[b"head"], 36)
        return [round(value * 1000 / self._units) for value in values]

    @cached_property
    def _locations(self) -> tuple[int, ...]:
        loca, is_long = self._tables[b"loca"], struct.unpack_from(">h", self._tables[b"head"], 50)[0]
        if is_long:
            return struct.unpack(f">{len(loca) // 4}I", loca)
        return tuple(2 * value for value in struct.unpack(f">{len(loca) // 2}H", loca))

    def _outline(self, glyph: int) -> bytes:
        return self._tables[b"glyf"][self._locations[glyph] : self._locations[glyph + 1]]

    def _with_components(self, glyphs: set[int]) -> set[int]:
        """The glyphs and those that they are put together from."""
        wanted, waiting = set(), [0, *glyphs]
        while waiting:
            glyph = waiting.pop()
            if glyph not in wanted:
                wanted.add(glyph)
                waiting.extend(_components(self._outline(glyph)))
        return wanted

    def subset(self, glyphs: set[int]) -> bytes:
        """A font file with the same glyph numbers in which all other glyphs are empty."""
        wanted = self._with_components(glyphs)
        outlines, locations = bytearray(), []
        for glyph in range(self.glyphs):
            locations.append(len(outlines))
            if glyph in wanted:
                outline = self._outline(glyph)
                outlines += outline + b"\0" * (-len(outline) % 4)
        locations.append(len(outlines))
        tables = {tag: self._tables[tag] for tag in _KEPT if tag in self._tables}
        head = bytearray(tables[b"head"])
        struct.pack_into(">h", head, 50, 1)
        places = struct.pack(f">{len(locations)}I", *locations)
        tables |= {b"head": bytes(head), b"glyf": bytes(outlines), b"loca": places}
        return _font_file(tables)


def _components(outline: bytes) -> list[int]:
    """The glyphs that a composite glyph refers to."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    found, at, flags = [], 10, _MORE_COMPONENTS
    while flags & _MORE_COMPONENTS:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        found.append(glyph)
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return found


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    offset, body = 12 + 16 * count, bytearray()
    for tag in sorted(tables):
        data = tables[tag]
        directory += struct.pack(">4sIII", tag, _checksum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return directory + bytes(body)
