"""The colours of the product, for pictures, films and printed pages."""

CANVAS = "#faf7f2"
SURFACE = "#ffffff"
SUNKEN = "#f2ede4"
TINT = "#e0eeec"
TEXT = "#15292d"
MUTED = "#4c5f62"
LINE = "#ddd5c7"
PRIMARY = "#0c5a62"
DEEP = "#0b3a40"
MIDDLE = "#6fa5a2"
PALE = "#b4d1cc"
CROWN = "#f08a5d"
ACCENT = "#b5431f"
SUN = "#e8a77d"
SUCCESS = "#1c6b3c"
WARNING = "#d9a12e"
DANGER = "#a3163a"


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
