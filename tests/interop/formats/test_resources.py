"""What the resources of a cartridge are taken for."""

import io

import pytest
from lxml import etree

from interop.archive import SafeArchive
from interop.formats.common_cartridge.manifest import Resource
from interop.formats.common_cartridge.resources import Kind, classify, document, is_page, read_link, unsupported
from interop.records import LinkRecord, UnsupportedKind
from tests.factories.interop import pack


def archive(**files: str) -> SafeArchive:
    return SafeArchive(io.BytesIO(pack({name.replace("_xml", ".xml"): text for name, text in files.items()})))


APPLICATION = "associatedcontent/imscc_xmlv1p1/learning-application-resource"


@pytest.mark.parametrize(
    ("kind", "files", "expected", "reason"),
    [
        ("webcontent", ("a.html",), Kind.PAGE, None),
        ("webcontent", ("a.HTM",), Kind.PAGE, None),
        ("webcontent", ("a.pdf", "b.html"), Kind.FILE, None),
        ("webcontent", (), Kind.SUPPORT, None),
        ("", ("a.pdf",), Kind.FILE, None),
        ("imswl_xmlv1p0", ("l.xml",), Kind.LINK, None),
        ("imswl_xmlv1p3", ("l.xml",), Kind.LINK, None),
        ("imsdt_xmlv1p0", ("d.xml",), Kind.UNSUPPORTED, UnsupportedKind.DISCUSSION),
        ("imsdt_xmlv1p3", ("d.xml",), Kind.UNSUPPORTED, UnsupportedKind.DISCUSSION),
        ("imsqti_xmlv1p2/imscc_xmlv1p0/assessment", (), Kind.UNSUPPORTED, UnsupportedKind.QUIZ),
        ("imsqti_xmlv1p2/imscc_xmlv1p3/assessment", (), Kind.UNSUPPORTED, UnsupportedKind.QUIZ),
        ("imsqti_xmlv1p2/imscc_xmlv1p1/question-bank", (), Kind.UNSUPPORTED, UnsupportedKind.QUESTION_BANK),
        ("assignment_xmlv1p0", (), Kind.UNSUPPORTED, UnsupportedKind.ASSIGNMENT),
        ("imscc_xmlv1p3/cc_extresource_assignmentv1p0", (), Kind.UNSUPPORTED, UnsupportedKind.ASSIGNMENT),
        ("imsbasiclti_xmlv1p0", (), Kind.UNSUPPORTED, UnsupportedKind.LTI_TOOL),
        ("imsbasiclti_xmlv1p3", (), Kind.UNSUPPORTED, UnsupportedKind.LTI_TOOL),
        ("imsapip_zipv1p0", (), Kind.UNSUPPORTED, UnsupportedKind.QUIZ),
        ("idpfepub_epubv3p0", ("b.epub",), Kind.UNSUPPORTED, UnsupportedKind.OTHER),
        (APPLICATION, ("course_settings/canvas_export.txt",), Kind.SUPPORT, None),
        (APPLICATION, ("course_settings/syllabus.html",), Kind.PAGE, None),
        (APPLICATION, ("i/a.html", "i/assignment_settings.xml"), Kind.UNSUPPORTED, UnsupportedKind.ASSIGNMENT),
        (APPLICATION, ("non_cc_assessments/b.xml.qti",), Kind.UNSUPPORTED, UnsupportedKind.QUESTION_BANK),
    ],
)
def test_a_resource_is_known_by_its_type_or_its_files(
    kind: str, files: tuple[str, ...], expected: Kind, reason: UnsupportedKind | None
) -> None:
    found = classify(Resource("r", kind, files[0] if files else "", files))
    assert (found.kind, found.reason) == (expected, reason)


def test_a_resource_that_is_an_address_is_a_link_whatever_its_type() -> None:
    assert classify(Resource("r", "webcontent", url="https://a.b/")).kind is Kind.LINK


@pytest.mark.parametrize(
    ("path", "page"), [("a.html", True), ("a.XHTML", True), ("a.html.pdf", False), ("html", False)]
)
def test_pages_by_their_extension(path: str, page: bool) -> None:
    assert is_page(path) is page


LINK = '<webLink xmlns="{ns}"><title>Own title</title><url href="{url}" target="_self"/></webLink>'


@pytest.mark.parametrize("version", ["", "v1p1", "v1p2", "v1p3"])
def test_links_of_every_version(version: str) -> None:
    text = LINK.format(ns=f"http://www.imsglobal.org/xsd/imscc{version}/imswl", url="https://a.b/")
    with archive(l_xml=text) as source:
        assert read_link(source, Resource("r", "imswl", files=("l.xml",)), "") == LinkRecord(
            "r", "Own title", "https://a.b/"
        )
        named = read_link(source, Resource("r", "imswl", files=("l.xml",)), "Given")
        assert named is not None
        assert named.title == "Given"


@pytest.mark.parametrize(
    "text",
    [
        "<webLink><title>x</title></webLink>",
        "<webLink><url>ftp://a.b/</url></webLink>",
        "<webLink><url href='/x'/></webLink>",
    ],
)
def test_a_link_without_an_address_of_the_web_is_none(text: str) -> None:
    with archive(l_xml=text) as source:
        assert read_link(source, Resource("r", "imswl", files=("l.xml",)), "") is None


def test_an_address_as_text_is_read_too() -> None:
    with archive(l_xml="<webLink><url> https://a.b/ </url></webLink>") as source:
        assert read_link(source, Resource("r", "imswl", files=("l.xml",)), "") == LinkRecord(
            "r", "https://a.b/", "https://a.b/"
        )


def test_a_resource_without_a_document_has_none() -> None:
    with archive(l_xml="<x/>") as source:
        assert document(source, Resource("r", "imswl")) is None
        assert read_link(source, Resource("r", "imswl"), "") is None
        inline = etree.fromstring("<webLink><url href='https://a.b/'/></webLink>")
        assert read_link(source, Resource("r", "imswl", inline=inline), "T") == LinkRecord("r", "T", "https://a.b/")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("<topic><title> A  talk </title></topic>", "A talk"),
        ('<questestinterop><assessment ident="q" title="A quiz"/></questestinterop>', "A quiz"),
        ("<assignment><title>Work</title></assignment>", "Work"),
        ("<topic>", "Named in the manifest"),
        ("<topic/>", "Named in the manifest"),
    ],
)
def test_what_is_not_supported_is_called_by_the_best_name_there_is(text: str, title: str) -> None:
    resource = Resource("r", "imsdt_xmlv1p1", files=("x.xml",), title="Named in the manifest")
    with archive(x_xml=text) as source:
        line = unsupported(source, classify(resource), "", "Module")
        assert (line.kind, line.title, line.place) == (UnsupportedKind.DISCUSSION, title, "Module")
        assert unsupported(source, classify(resource), "In the module", "").title == "In the module"


def test_without_any_name_there_is_still_the_identifier() -> None:
    with archive(x_xml="<topic/>") as source:
        assert unsupported(source, classify(Resource("r7", "imsdt")), "", "").title == "r7"
