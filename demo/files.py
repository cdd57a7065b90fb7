"""Stores what the demonstration draws, prints and computes: images and files, each made once."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.models import Collection

from cms.models import AcademyDocument, AcademyImage
from demo.markup import Piece, Prose, Table
from demo.media import data, films, sound
from demo.media.captions import webvtt
from demo.media.docx import document
from demo.media.pdf.sheet import printed
from demo.media.pdf.slides import presentation
from demo.media.pictures import PICTURES
from demo.media.webm import film
from demo.reader import Section
from people.models import User

COLLECTION = "Turna demonstration"


class Files:
    """The academy's collection of made files. What was stored before is found again by its name."""

    def __init__(self, by: User) -> None:
        self.by = by
        self._collection: Collection | None = None
        self._images: dict[str, AcademyImage] = {}
        self._films: dict[str, films.Frames] = {}

    @property
    def collection(self) -> Collection:
        """Where the files are kept."""
        if self._collection is None:
            found = Collection.objects.filter(name=COLLECTION).first()
            self._collection = found or Collection.get_first_root_node().add_child(name=COLLECTION)
        return self._collection

    def picture(self, key: str, title: str, description: str) -> AcademyImage:
        """A picture by its key; one for all languages."""
        return self._image(key, title, description, lambda: PICTURES[key]().png())

    def poster(self, key: str, title: str) -> AcademyImage:
        """The first picture of a film."""
        return self._image(f"film-{key}", title, "", lambda: self._poster(key))

    def film(self, key: str, title: str) -> AcademyDocument:
        """A film by its key; one for all languages."""
        return self._document(f"film-{key}.webm", title, lambda: film(self._frames(key)))

    def recording(self, key: str, title: str) -> AcademyDocument:
        """A recording by its key; one for all languages."""
        return self._document(f"sound-{key}.wav", title, sound.RECORDINGS[key])

    def captions(self, key: str, title: str, text: str, language: str) -> AcademyDocument:
        """The captions of a film in a language, made from its text."""
        name = f"captions-{key}.{language}.vtt"
        return self._document(name, title, lambda: webvtt(text, films.duration(self._frames(key))))

    def printout(self, kind: str, section: Section, language: str, footer: str) -> AcademyDocument:
        """An object's own text as a file: ``pdf``, ``docx``, ``slides``, or ``csv:name`` for a table."""
        kind, _, name = kind.partition(":")
        extension = "pdf" if kind == "slides" else kind
        make = {
            "pdf": lambda: printed(section.title, section.fields["summary"], section.pieces, language, footer),
            "slides": lambda: presentation(section.title, section.pieces, language, footer),
            "docx": lambda: document(section.title, section.fields["summary"], section.pieces, language),
            "csv": lambda: _csv(name, section.pieces, language),
        }[kind]
        return self._document(f"{section.key}.{language}.{extension}", section.title, make)

    def _frames(self, key: str) -> films.Frames:
        if key not in self._films:
            self._films[key] = films.FILMS[key]()
        return self._films[key]

    def _poster(self, key: str) -> bytes:
        frames, out = self._frames(key), BytesIO()
        frames[len(frames) // 3][0].save(out, "PNG")
        return out.getvalue()

    def _image(self, key: str, title: str, description: str, make: Callable[[], bytes]) -> AcademyImage:
        if key not in self._images:
            name = f"turna-{key}"
            found = AcademyImage.objects.filter(collection=self.collection, file__contains=f"/{name}.").first()
            self._images[key] = found or AcademyImage.objects.create(
                title=title,
                description=description[:255],
                credit="Turna",
                collection=self.collection,
                uploaded_by_user=self.by,
                file=ImageFile(BytesIO(make()), f"{name}.png"),
            )
        return self._images[key]

    def _document(self, name: str, title: str, make: Callable[[], bytes]) -> AcademyDocument:
        stem = name.partition(".")[0]
        rest = name[len(stem) :]
        known = AcademyDocument.objects.filter(collection=self.collection, file__startswith=f"documents/turna-{stem}")
        found = known.filter(file__endswith=rest).first()
        if found:
            return found
        content = make()
        return AcademyDocument.objects.create(
            title=title,
            collection=self.collection,
            uploaded_by_user=self.by,
            file=ContentFile(content, f"turna-{name}"),
            file_size=len(content),
        )


def _csv(name: str, pieces: tuple[Piece, ...], language: str) -> bytes:
    """A data set by its name, or else the first table of the text."""
    if name in data.HEADS:
        return data.csv_file(*data.table(name, language))
    table = next(piece for piece in pieces if isinstance(piece, Table))
    return data.csv_file(table.head, table.rows)


def film_text(pieces: tuple[Piece, ...]) -> str:
    """The words of a film: the first prose of the object that shows it."""
    return " ".join(next(piece for piece in pieces if isinstance(piece, Prose)).parts)
