"""The site's pages and media for tests: real small files, pages that can be opened by their address."""

import base64
from collections.abc import Callable
from io import BytesIO
from typing import Any

import factory
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import Locale, Page, Site
from wagtail_factories.factories import MP_NodeFactory

from cms.models import AcademyDocument, AcademyImage, ArticleIndexPage, ArticlePage, HomePage, StandardPage


def image_file(name: str = "crane.png", size: tuple[int, int] = (640, 480), colour: str = "teal") -> ImageFile:
    """A real image of one colour; the extension says the format."""
    stream = BytesIO()
    formats = {"jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
    Image.new("RGB", size, colour).save(stream, formats.get(name.rsplit(".", 1)[-1], "PNG"))
    return ImageFile(BytesIO(stream.getvalue()), name=name)


def pdf_bytes(text: str = "Turna") -> bytes:
    """A real PDF of one page that shows ``text`` (Latin letters)."""
    drawing = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start, size = len(body), len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def wav_bytes(seconds: float = 0.1) -> bytes:
    """A real sound: silence."""
    data = bytes(int(8000 * seconds))
    header = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    pcm = b"\x01\x00\x01\x00" + (8000).to_bytes(4, "little") + (8000).to_bytes(4, "little") + b"\x01\x00\x08\x00"
    return header + pcm + b"data" + len(data).to_bytes(4, "little") + data


# The smallest file with the boxes a player looks for first; enough for a type and a size, not to be played.
MP4_BYTES = base64.b64decode("AAAAHGZ0eXBpc29tAAACAGlzb21pc28ybXA0MQAAAAhmcmVlAAAACG1kYXQ=")

VTT_BYTES = b"WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning, colleagues.\n"

FILE_CONTENTS: dict[str, Callable[[], bytes]] = {
    "pdf": pdf_bytes,
    "wav": wav_bytes,
    "mp4": lambda: MP4_BYTES,
    "vtt": lambda: VTT_BYTES,
}


def file_contents(name: str) -> bytes:
    """Real content for a file of that name; plain text for a type that has none here."""
    make = FILE_CONTENTS.get(name.rsplit(".", 1)[-1])
    return make() if make else f"The file {name}.\n".encode()


class LocaleFactory(DjangoModelFactory[Locale]):
    """A language of the site, the one there is if there is one; ``language_code="en"``."""

    class Meta:
        model = Locale
        django_get_or_create = ("language_code",)

    language_code = settings.LANGUAGE_CODE


class TreePageFactory(MP_NodeFactory):
    """A published page in its parent's language; ``parent=`` may be stale."""

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, kwargs: dict[str, Any]) -> Any:
        fresh = parent.__class__.objects.get(pk=parent.pk) if parent is not None else None
        if fresh is not None and fresh.depth > 1:
            kwargs.setdefault("locale", fresh.locale)
        page = super()._create_instance(model_class, fresh, kwargs)
        if fresh is not None:
            parent.numchild = fresh.numchild  # Saving the parent later must not make it forget its children.
        return page


class HomePageFactory(TreePageFactory):
    """The home page of a language: ``locale__language_code="en"``, ``translation_of=`` another home page.

    The one in the installation's own language becomes the default site's root, so pages beneath it (and
    beneath its translations) have addresses.
    """

    class Meta:
        model = HomePage

    class Params:
        translation_of = None

    parent = factory.LazyFunction(lambda: Page.objects.get(depth=1))
    locale = factory.SubFactory(LocaleFactory)
    title = factory.LazyAttribute(lambda page: f"Academy ({page.locale.language_code})")
    slug = factory.Sequence(lambda n: f"home-{n}")
    hero_title = "Teachers learn from teachers"

    @classmethod
    def _create(cls, model_class: type[HomePage], *args: Any, **kwargs: Any) -> HomePage:
        page: HomePage = super()._create(model_class, *args, **kwargs)
        if page.locale.language_code == settings.LANGUAGE_CODE:
            Site.objects.filter(is_default_site=True).update(root_page=page)
            Site.clear_site_root_paths_cache()
        return page


class ArticleIndexPageFactory(TreePageFactory):
    """A list of articles; on a new home page unless ``parent=`` is given."""

    class Meta:
        model = ArticleIndexPage

    parent = factory.SubFactory(HomePageFactory)
    title = "News"
    slug = factory.Sequence(lambda n: f"news-{n}")


class ArticlePageFactory(TreePageFactory):
    """An article; in a new list of articles unless ``parent=`` is given."""

    class Meta:
        model = ArticlePage

    parent = factory.SubFactory(ArticleIndexPageFactory)
    title = factory.Sequence(lambda n: f"Article {n}")
    slug = factory.Sequence(lambda n: f"article-{n}")
    introduction = "How a school changed the way it observes lessons."
    authors = "Aizhan Sample"


class StandardPageFactory(TreePageFactory):
    """A page; on a new home page unless ``parent=`` is given."""

    class Meta:
        model = StandardPage

    parent = factory.SubFactory(HomePageFactory)
    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")


class ImageFactory(DjangoModelFactory[AcademyImage]):
    """An image with a real file; ``size=(10, 10)``, ``filename="crane.jpg"``."""

    class Meta:
        model = AcademyImage

    class Params:
        filename = factory.Sequence(lambda n: f"crane-{n}.png")
        size = (640, 480)

    title = factory.Sequence(lambda n: f"Crane {n}")
    description = "A crane over a lake"
    credit = "Aizhan Sample"
    file = factory.LazyAttribute(lambda made: image_file(made.filename, made.size))

    @classmethod
    def _create(cls, model_class: type[AcademyImage], *args: Any, **kwargs: Any) -> AcademyImage:
        image = model_class(*args, **kwargs)
        image._set_image_file_metadata()
        image.save()
        return image


class DocumentFactory(DjangoModelFactory[AcademyDocument]):
    """A file with real content of the type its name says: ``filename="film.mp4"``; PDF by default."""

    class Meta:
        model = AcademyDocument

    class Params:
        filename = factory.Sequence(lambda n: f"handout-{n}.pdf")
        content = factory.LazyAttribute(lambda made: file_contents(made.filename))

    title = factory.Sequence(lambda n: f"Handout {n}")
    file = factory.LazyAttribute(lambda made: ContentFile(made.content, name=made.filename))

    @classmethod
    def _create(cls, model_class: type[AcademyDocument], *args: Any, **kwargs: Any) -> AcademyDocument:
        document = model_class(*args, **kwargs)
        document._set_document_file_metadata()
        document.save()
        return document
