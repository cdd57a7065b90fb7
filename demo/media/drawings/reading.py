"""Pictures about materials that everyone can read."""

from demo.media.canvas import Canvas
from demo.media.palette import ACCENT, CANVAS, CROWN, DANGER, LINE, MUTED, PRIMARY, SUCCESS, SURFACE, TEXT, contrast

GREYS = ("#d8d3ca", "#bcb6ab", "#9a958b", "#6f6b64", "#565a5a", "#34484b", "#122327")
ENOUGH = 4.5


def heading_map() -> Canvas:
    """A page without headings beside an empty list, and a page with three headings beside a list of three."""
    canvas = Canvas(1400, 760)
    plain = [(1.0 if number % 4 else 0.55, LINE) for number in range(12)]
    real = [(0.55, PRIMARY) if number % 4 == 0 else (1.0, LINE) for number in range(12)]
    canvas.page(60, 70, 330, 600, plain)
    canvas.page(740, 70, 330, 600, real)
    canvas.rectangle(440, 250, 210, 240, CANVAS, 16, LINE)
    canvas.cross(545, 370, 34, DANGER, 12)
    canvas.rectangle(1130, 250, 210, 240, SURFACE, 16, PRIMARY)
    for index, y in enumerate((305, 370, 435)):
        canvas.circle(1165, y, 10, CROWN)
        canvas.rectangle(1190, y - 9, 120, 18, PRIMARY, 6)
        canvas.arrow([(1122, y), (1098, 118 + index * 183)], ACCENT, 6)
    canvas.line([(695, 70), (695, 690)], LINE, 3)
    return canvas


def contrast_ladder() -> Canvas:
    """Seven strips with letters from the palest to the strongest, with ratios and signs."""
    canvas = Canvas(1200, 980)
    for index, grey in enumerate(GREYS):
        y, ratio = 40 + index * 130, contrast(grey, SURFACE)
        canvas.rectangle(150, y, 720, 112, SURFACE, 14, LINE)
        canvas.text(510, y + 54, "Aa  Бб  123", 66, grey)
        canvas.text(1010, y + 56, f"{ratio:.1f} : 1", 46, TEXT, bold=True)
        if ratio >= ENOUGH:
            canvas.tick(80, y + 56, 24, SUCCESS, 12)
        else:
            canvas.cross(80, y + 56, 22, DANGER, 12)
    edge = 40 + 130 * sum(contrast(grey, SURFACE) < ENOUGH for grey in GREYS) - 9
    canvas.dotted([(30, edge), (1170, edge)], MUTED, 5)
    return canvas
