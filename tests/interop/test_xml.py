"""The safe reader of XML."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.errors import UnreadableXml
from interop.xml import MAX_DEPTH, child, children, local_name, parse_xml, text_of


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableXml) as problem:
        parse_xml(data, "x.xml", forgiving=True)
    assert "x.xml" in str(problem.value)
    return problem.value.code


def test_elements_are_found_by_their_local_names() -> None:
    root = parse_xml(b'<m xmlns="urn:a" xmlns:b="urn:b"><b:t> A  title </b:t><t>B</t></m>', "x.xml")
    assert local_name(root) == "m"
    assert text_of(root, "t") == "A title"
    assert [text_of(element) for element in children(root, "t")] == ["A title", "B"]
    assert child(root, "t", "nothing") is None
    assert text_of(root, "nothing", "at", "all") == ""
    assert text_of(None, "t") == ""


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<l>&c;</l>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>"""
PARAMETER = b"""<!DOCTYPE l [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]><l/>"""


@pytest.mark.parametrize("data", [LAUGHS, FILE, PARAMETER, LAUGHS.decode().encode("utf-16")])
def test_entities_are_never_read(data: bytes) -> None:
    assert refused(data) == "xml-entities"


def test_an_entity_hidden_behind_comments_is_found() -> None:
    assert refused(b"<!-- x --><?pi y?>\n<!-- <!DOCTYPE a> -->" + FILE.split(b"?>", 1)[1]) == "xml-entities"


@pytest.mark.parametrize(
    "doctype",
    [b"<!DOCTYPE m>", b'<!DOCTYPE m SYSTEM "http://example.org/m.dtd">', b'<!DOCTYPE m PUBLIC "-//A//B" "m.dtd">'],
)
def test_a_document_type_that_only_names_itself_is_passed_over(doctype: bytes) -> None:
    assert text_of(parse_xml(b'<?xml version="1.0"?>\n' + doctype + b"<m>text</m>", "x.xml")) == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "gb18030"])
def test_declared_encodings(encoding: str) -> None:
    text = "课程" if encoding == "gb18030" else "Урок"
    data = f'<?xml version="1.0" encoding="{encoding}"?><t>{text}</t>'.encode(encoding)
    assert text_of(parse_xml(data, "x.xml")) == text


def test_a_byte_order_mark_wins() -> None:
    data = codecs.BOM_UTF8 + '<?xml version="1.0" encoding="windows-1251"?><t>Урок</t>'.encode()
    assert text_of(parse_xml(data, "x.xml")) == "Урок"


def test_cyrillic_declared_as_utf8_by_mistake() -> None:
    data = '<?xml version="1.0" encoding="utf-8"?><t>Учебный модуль</t>'.encode("cp1251")
    assert text_of(parse_xml(data, "x.xml")) == "Учебный модуль"


def test_utf8_declared_as_utf16_by_mistake() -> None:
    assert text_of(parse_xml('<?xml version="1.0" encoding="utf-16"?><t>Урок</t>'.encode(), "x.xml")) == "Урок"


def test_letters_that_cannot_be_made_out_are_refused() -> None:
    assert refused('<?xml version="1.0" encoding="utf-8"?><t>naïve café</t>'.encode("latin-1")) == "wrong-encoding"
    assert refused(codecs.BOM_UTF8 + b"<t>\xff\xfe</t>") == "wrong-encoding"


def test_depth_is_bounded() -> None:
    assert refused(b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1)) == "xml-too-deep"
    assert refused(b"<a>" * 5000 + b"</a>" * 5000) in {"xml-too-deep", "bad-xml"}


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interop.xml.MAX_BYTES", 10)
    assert refused(b"<a>long enough</a>") == "xml-too-large"


def test_broken_xml_says_where() -> None:
    with pytest.raises(UnreadableXml) as problem:
        parse_xml(b"<a>\n<b></a>", "imsmanifest.xml")
    assert problem.value.code == "bad-xml"
    assert "2" in str(problem.value)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<t>caf&eacute;&nbsp;1</t>", "caf\u00e9 1"),
        (b'<t><url href="http://a.b/?x=1&y=2"/>ok</t>', "ok"),
        (b"<t>a\x0bb</t>", "ab"),
        (b"<t>5 &lt; 6 &amp; 7</t>", "5 < 6 & 7"),
    ],
)
def test_common_mistakes_are_forgiven_where_asked(data: bytes, text: str) -> None:
    assert text_of(parse_xml(data, "x.xml", forgiving=True)) == text


def test_mistakes_are_not_forgiven_where_not_asked() -> None:
    with pytest.raises(UnreadableXml):
        parse_xml(b"<t>caf&eacute;</t>", "x.xml")


def test_forgiving_never_makes_markup_of_text() -> None:
    root = parse_xml(b"<t>&LT;b&GT; &nbsp;</t>", "x.xml", forgiving=True)
    assert len(root) == 0


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableXml):
        assert local_name(parse_xml(data, "x.xml", forgiving=True))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=60))
def test_text_survives_in_every_encoding_that_has_it(text: str) -> None:
    from xml.sax.saxutils import escape

    for encoding in ("utf-8", "utf-16"):
        data = f'<?xml version="1.0" encoding="{encoding}"?><t>{escape(text)}</t>'.encode(encoding)
        assert text_of(parse_xml(data, "x.xml")) == " ".join(text.split())
