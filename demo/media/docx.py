"""A Word document with real headings, lists and tables: the kind a teacher edits."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from demo.markup import Callout, Heading, Piece, Prose, Quote, Table, is_list, is_ordered, list_items, runs

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MARGINS = " ".join(f'w:{side}="1134"' for side in ("top", "right", "bottom", "left"))
_A4 = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {_MARGINS}/></w:sectPr>'
_WHEN = (2026, 1, 1, 0, 0, 0)

_CONTENT_TYPES = f"""{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_TYPES}.numbering+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""

_PACKAGE = f"""{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
 Target="docProps/core.xml"/></Relationships>"""

_PARTS = f"""{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{_RELATION}/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="{_RELATION}/numbering" Target="numbering.xml"/></Relationships>"""


def document(title: str, summary: str, pieces: Iterable[Piece], language: str) -> bytes:
    """A learning object as a document to edit: its title, summary and text. What is not text is left out."""
    body = [_paragraph(title, "Title"), _paragraph(summary, "Subtitle")]
    numbering = _Numbering()
    for piece in pieces:
        body += _piece(piece, numbering)
    files = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _PACKAGE,
        "docProps/core.xml": _core(title, language),
        "word/_rels/document.xml.rels": _PARTS,
        "word/document.xml": f"{_HEAD}<w:document {_NAMES}><w:body>{''.join(body)}{_A4}</w:body></w:document>",
        "word/styles.xml": _styles(language),
        "word/numbering.xml": numbering.xml(),
    }
    return archive(files)


def archive(files: dict[str, str]) -> bytes:
    """A zip file that is the same at every run."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, _WHEN), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Numbering:
    """The lists of a document: bullets are list 1, and every numbered list begins anew."""

    def __init__(self) -> None:
        self.count = 1

    def next(self) -> int:
        self.count += 1
        return self.count

    def xml(self) -> str:
        levels = {0: ("bullet", "•"), 1: ("decimal", "%1.")}
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
            '<w:pPr><w:ind w:left="567" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
            for number, (kind, sign) in levels.items()
        )
        restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        lists = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>{restart}</w:num>'
            for number in range(2, self.count + 1)
        )
        return f"{_HEAD}<w:numbering {_NAMES}>{kinds}{lists}</w:numbering>"


def _piece(piece: Piece, numbering: _Numbering) -> list[str]:
    match piece:
        case Heading(text):
            return [_paragraph(text, "Heading1")]
        case Prose(parts):
            return [row for part in parts for row in _prose(part, numbering)]
        case Quote(text, author):
            return [_paragraph(f"{text} — {author}" if author else text, "Quote")]
        case Callout(_, title, text):
            return [_paragraph(title, "Heading2"), *(_paragraph(line, "Quote") for line in text.splitlines())]
        case Table(head, rows):
            return [_table(head, rows), _paragraph("", "Normal")]
    return []


def _prose(part: str, numbering: _Numbering) -> list[str]:
    if not is_list(part):
        return [_paragraph(line, "Normal") for line in part.splitlines()]
    number = numbering.next() if is_ordered(part) else 1
    return [_paragraph(item, "ListParagraph", number) for item in list_items(part)]


def _runs(text: str) -> str:
    styles = {"bold": "<w:rPr><w:b/></w:rPr>", "italic": "<w:rPr><w:i/></w:rPr>"}
    return "".join(
        f'<w:r>{styles.get(run.style, "")}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'
        for run in runs(text)
    )


def _paragraph(text: str, style: str, numbering: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>' if numbering else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{listed}</w:pPr>{_runs(text)}</w:p>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    width = 9638 // len(head)
    grid = f'<w:gridCol w:w="{width}"/>' * len(head)
    made = [_row(head, width, is_head=True)] if any(head) else []
    made += [_row(row, width, is_head=False) for row in rows]
    look = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def _row(cells: Sequence[str], width: int, is_head: bool) -> str:
    marks = "<w:tblHeader/>" if is_head else '<w:trHeight w:val="480"/>' if not all(cells) else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{_paragraph(f'**{cell}**' if is_head and cell else cell, 'Normal')}</w:tc>"
        for cell in cells
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{made}</w:tr>"


def _core(title: str, language: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


_LOOKS = {
    # name, outline level, half-points, colour, bold, space before
    "Title": ("Title", None, 44, "0C5A62", True, 0),
    "Subtitle": ("Subtitle", None, 23, "4C5F62", False, 60),
    "Heading1": ("heading 1", 0, 29, "0C5A62", True, 280),
    "Heading2": ("heading 2", 1, 24, "B5431F", True, 200),
    "ListParagraph": ("List Paragraph", None, 22, "15292D", False, 40),
    "Quote": ("Quote", None, 22, "4C5F62", False, 80),
}


def _styles(language: str) -> str:
    made = []
    for key, (name, level, size, colour, bold, before) in _LOOKS.items():
        keep, outline = ("<w:keepNext/>", f'<w:outlineLvl w:val="{level}"/>') if level is not None else ("", "")
        weight = "<w:b/>" if bold else ""
        made.append(
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
            f'<w:pPr>{keep}<w:spacing w:before="{before}" w:after="80"/>{outline}</w:pPr>'
            f'<w:rPr>{weight}<w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
        )
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="DDD5C7"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_HEAD}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:sz w:val="22"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:style>{"".join(made)}'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )
