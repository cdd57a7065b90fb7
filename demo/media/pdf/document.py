"""A PDF file with real text, embedded fonts, a title, a language, and tags that a screen reader follows."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from demo.media.palette import channels
from demo.media.pdf.font import REGULAR, SEMIBOLD, Font

FACES = {"regular": REGULAR, "bold": SEMIBOLD}


@dataclass
class Tag:
    """A node of the document's structure: its role (``P``, ``H1``, ``LI``…), parts, and where its text stands."""

    role: str
    parts: list["Tag"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, role: str) -> "Tag":
        """A new part of that role."""
        part = Tag(role)
        self.parts.append(part)
        return part


@dataclass
class Page:
    """A page in the making. Sizes are in points; ``y`` grows upwards."""

    number: int
    commands: list[str] = field(default_factory=list)
    owners: list[Tag] = field(default_factory=list)

    def open(self, tag: Tag | None) -> None:
        """What is drawn next belongs to a part of the structure; without one it is decoration."""
        if tag is None:
            self.commands.append("/Artifact BMC")
            return
        self.commands.append(f"/{tag.role} <</MCID {len(self.owners)}>> BDC")
        tag.marks.append((self.number, len(self.owners)))
        self.owners.append(tag)

    def close(self) -> None:
        """The end of what :meth:`open` began."""
        self.commands.append("EMC")

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self.commands.append(f"{_rgb(colour)} rg {x:.1f} {y:.1f} {width:.1f} {height:.1f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """The outline of a rectangle."""
        self.commands.append(f"0.7 w {_rgb(colour)} RG {x:.1f} {y:.1f} {width:.1f} {height:.1f} re S")


class Document:
    """Collects pages and their structure; :meth:`render` gives the file."""

    def __init__(self, title: str, language: str, width: float, height: float) -> None:
        self.title, self.language, self.width, self.height = title, language, width, height
        self.fonts = {name: Font(path) for name, path in FACES.items()}
        self.root = Tag("Document")
        self.pages: list[Page] = []
        self._used: dict[str, dict[int, str]] = {name: {} for name in FACES}

    def new_page(self) -> Page:
        """Begin a page."""
        self.pages.append(Page(len(self.pages)))
        return self.pages[-1]

    def text(self, page: Page, x: float, y: float, words: str, size: float, face: str, colour: str) -> None:
        """Write words with their baseline at ``y``."""
        font, used, codes = self.fonts[face], self._used[face], []
        for character in words:
            glyph = font.glyph(character)
            used[glyph] = character
            codes.append(f"{glyph:04x}")
        command = f"BT /{face} {size:.1f} Tf {_rgb(colour)} rg {x:.2f} {y:.2f} Td <{''.join(codes)}> Tj ET"
        page.commands.append(command)

    def render(self) -> bytes:
        """The file."""
        return _Writer(self).write()

    def used(self, face: str) -> dict[int, str]:
        """The glyphs used of a face, with the characters they stand for."""
        return self._used[face]


class _Writer:
    """Numbers the objects of a document and puts them into a file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.objects: list[bytes] = []

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("ascii") if isinstance(body, str) else body)
        return len(self.objects)

    def reserve(self) -> int:
        return self.add("")

    def put(self, number: int, body: str) -> None:
        self.objects[number - 1] = body.encode("ascii")

    def stream(self, data: bytes, extra: str = "") -> int:
        packed = zlib.compress(data, 9)
        head = f"<</Length {len(packed)} /Filter /FlateDecode {extra}>>\nstream\n"
        return self.add(head.encode("ascii") + packed + b"\nendstream")

    def write(self) -> bytes:
        document = self.document
        catalogue, tree, structure = self.reserve(), self.reserve(), self.reserve()
        fonts = " ".join(f"/{face} {self.font(face)} 0 R" for face in FACES if document.used(face))
        pages = [self.page(page, tree, fonts) for page in document.pages]
        self.put(tree, f"<</Type /Pages /Count {len(pages)} /Kids [{_references(pages)}]>>")
        self.structure(structure, pages)
        self.put(
            catalogue,
            f"<</Type /Catalog /Pages {tree} 0 R /StructTreeRoot {structure} 0 R /MarkInfo <</Marked true>> "
            f"/Lang {_text(document.language)} /ViewerPreferences <</DisplayDocTitle true>>>>",
        )
        info = self.add(f"<</Title {_text(document.title)} /Creator (Turna)>>")
        return self.file(catalogue, info)

    def page(self, page: Page, tree: int, fonts: str) -> int:
        content = self.stream("\n".join(page.commands).encode("ascii"))
        size = f"[0 0 {self.document.width:g} {self.document.height:g}]"
        return self.add(
            f"<</Type /Page /Parent {tree} 0 R /MediaBox {size} /Resources <</Font <<{fonts}>>>> "
            f"/Contents {content} 0 R /StructParents {page.number} /Tabs /S>>"
        )

    def structure(self, root: int, pages: list[int]) -> None:
        numbers: dict[int, int] = {}
        top = self.tag(self.document.root, root, pages, numbers)
        parents = " ".join(
            f"{page.number} [{_references(numbers[id(owner)] for owner in page.owners)}]"
            for page in self.document.pages
        )
        tree = self.add(f"<</Nums [{parents}]>>")
        self.put(root, f"<</Type /StructTreeRoot /K [{top} 0 R] /ParentTree {tree} 0 R>>")

    def tag(self, tag: Tag, parent: int, pages: list[int], numbers: dict[int, int]) -> int:
        number = numbers[id(tag)] = self.reserve()
        kids = [f"<</Type /MCR /Pg {pages[page]} 0 R /MCID {mark}>>" for page, mark in tag.marks]
        kids += [f"{self.tag(part, number, pages, numbers)} 0 R" for part in tag.parts]
        scope = " /A <</O /Table /Scope /Column>>" if tag.role == "TH" else ""
        self.put(number, f"<</Type /StructElem /S /{tag.role} /P {parent} 0 R /K [{' '.join(kids)}]{scope}>>")
        return number

    def font(self, face: str) -> int:
        font, used = self.document.fonts[face], self.document.used(face)
        data = font.subset(set(used))
        program = self.stream(data, f"/Length1 {len(data)}")
        name = f"TURNAA+{font.name}"
        box = " ".join(map(str, font.box))
        descriptor = self.add(
            f"<</Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /Ascent 918 "
            f"/Descent -335 /CapHeight 670 /StemV 84 /FontFile2 {program} 0 R>>"
        )
        widths = " ".join(f"{glyph} [{font.advance(glyph)}]" for glyph in sorted(used))
        descendant = self.add(
            f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity /FontDescriptor "
            f"{descriptor} 0 R /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /W [{widths}]>>"
        )
        return self.add(
            f"<</Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {self.stream(_to_unicode(used))} 0 R>>"
        )

    def file(self, catalogue: int, info: int) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start, count = len(out), len(self.objects) + 1
        rows = "".join(f"{place:010d} 00000 n \n" for place in places)
        out += f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode("ascii")
        trailer = f"<</Size {count} /Root {catalogue} 0 R /Info {info} 0 R>>"
        out += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        return bytes(out)


def _references(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _rgb(colour: str) -> str:
    return " ".join(f"{value / 255:.3f}" for value in channels(colour))


def _text(words: str) -> str:
    """A text string of any language: UTF-16 with its mark."""
    return f"<feff{words.encode('utf-16-be').hex()}>"


def _to_unicode(used: dict[int, str]) -> bytes:
    """Says which character each glyph stands for, so that text can be searched, copied and read aloud."""
    rows = [f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>" for glyph, character in sorted(used.items())]
    groups = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    ranges = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry (Adobe) "
        "/Ordering (UCS) /Supplement 0>> def /CMapName /Turna def /CMapType 2 def 1 begincodespacerange "
        f"<0000> <ffff> endcodespacerange\n{ranges}\nendcmap end end"
    ).encode("ascii")
