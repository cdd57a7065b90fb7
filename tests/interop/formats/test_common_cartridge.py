"""Common Cartridge of every version: what comes out as records, and what is reported."""

import io

import pytest

from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.formats.common_cartridge import OTHER_PAGES, read_course
from interop.records import CourseRecord, UnsupportedKind
from tests.factories.interop import ASSESSMENT, DISCUSSION, TOOL, VERSIONS, Cartridge, pack, page


def read(data: bytes) -> CourseRecord:
    with SafeArchive(io.BytesIO(data)) as archive:
        return read_course(archive)


def refusal(data: bytes) -> ImportProblem:
    with pytest.raises(ImportProblem) as raised:
        read(data)
    assert str(raised.value)
    return raised.value


def outline(course: CourseRecord) -> dict[str, list[str]]:
    return {module.title: [lesson.title for lesson in module.lessons] for module in course.modules}


def reported(course: CourseRecord) -> list[tuple[str, str, str]]:
    return [(line.kind.value, line.title, line.place) for line in course.unsupported]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_gives_the_same_course(version: str) -> None:
    cartridge = (
        Cartridge(version, title="Оценивание")
        .module("Первый модуль")
        .page("Введение", "<p>Здравствуйте</p>", "pages/введение.html")
        .link("Сайт", "https://example.org/a?b=1&c=2")
        .file("files/Памятка.pdf", b"%PDF", item="Памятка учителя")
        .module("Второй модуль")
        .other("Обсуждение", f"imsdt_xml{'v1p0' if version == '1.0.0' else 'v1p1'}", DISCUSSION)
        .other("Тест", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", ASSESSMENT)
        .other("Инструмент", "imsbasiclti_xmlv1p0", TOOL)
    )
    course = read(cartridge.bytes())
    assert course.title == "Оценивание"
    assert course.identifier == "course-1"
    assert outline(course) == {"Первый модуль": ["Введение", "Сайт", "Памятка учителя"], "Второй модуль": []}
    assert course.modules[0].lessons[0].html.strip() == "<p>Здравствуйте</p>"
    assert [(link.title, link.url) for link in course.links] == [("Сайт", "https://example.org/a?b=1&c=2")]
    assert [(file.title, file.path, file.extension) for file in course.files] == [
        ("Памятка учителя", "files/Памятка.pdf", "pdf")
    ]
    assert reported(course) == [
        ("discussion", "Обсуждение", "Второй модуль"),
        ("quiz", "Тест", "Второй модуль"),
        ("lti_tool", "Инструмент", "Второй модуль"),
    ]
    assert course.warnings == ()


@pytest.mark.parametrize("version", ["1.2.0", "1.3.0"])
def test_a_thin_cartridge_keeps_its_links_in_the_manifest(version: str) -> None:
    cartridge = Cartridge(version, thin=True).module("Links").link("Site", "https://example.org/")
    tool = '<cartridge_basiclti_link xmlns="urn:lti"><title>Lab</title></cartridge_basiclti_link>'
    cartridge.resource("tool", "imsbasiclti_xmlv1p0", inner=tool)
    course = read(cartridge.bytes())
    assert outline(course) == {"Links": ["Site"]}
    assert course.links[0].url == "https://example.org/"
    assert reported(course) == [("lti_tool", "Lab", "")]


def test_a_manifest_in_a_folder_is_found() -> None:
    cartridge = Cartridge(folder="export/").module("One").page("Hello", '<img src="../web/a.png">', "pages/a.html")
    cartridge.file("web/a.png", b"x")
    course = read(cartridge.bytes())
    assert outline(course) == {"One": ["Hello"]}
    assert course.resolve("../web/a.png", "export/pages/a.html").identifier == "r-web/a.png"


def test_a_manifest_in_capitals_is_found() -> None:
    assert read(pack({"IMSMANIFEST.XML": Cartridge().module("One").link("A", "https://a.b/").manifest()})).title


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"index.html": "x"}, "imsmanifest.xml"),
        ({"moodle_backup.xml": "x"}, "Moodle"),
        ({"h5p.json": "{}"}, "H5P"),
        ({"course.imscc": b"PK"}, "course.imscc"),
    ],
)
def test_what_is_no_cartridge_is_told_what_to_do(files: dict[str, bytes | str], word: str) -> None:
    problem = refusal(pack(files))
    assert problem.code == "no-manifest"
    assert word in str(problem)


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        ("not xml", "bad-xml"),
        ("<html/>", "not-a-manifest"),
        ("<manifest><metadata><schema>ADL SCORM</schema></metadata></manifest>", "scorm"),
        ("<manifest/>", "empty-course"),
        ('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>', "xml-entities"),
    ],
)
def test_a_broken_manifest_is_one_clear_problem(manifest: str, code: str) -> None:
    assert refusal(pack({"imsmanifest.xml": manifest})).code == code


def test_a_manifest_in_the_wrong_encoding() -> None:
    cartridge = Cartridge(title="Курс повышения квалификации", thin=True)
    manifest = cartridge.module("Модуль").link("Ссылка", "https://a.b/").manifest()
    course = read(pack({"imsmanifest.xml": manifest.encode("cp1251")}))
    assert course.title == "Курс повышения квалификации"
    course = read(pack({"imsmanifest.xml": manifest.replace("UTF-8", "UTF-16").encode("utf-16")}))
    assert outline(course) == {"Модуль": ["Ссылка"]}


def test_folders_inside_a_module_name_sections() -> None:
    cartridge = Cartridge().module("One").page("A", "<p>a</p>")
    cartridge.items.append('<item identifier="f"><title>Folder</title>')
    cartridge.depth += 1
    cartridge.page("B", "<p>b</p>")
    cartridge.items.append('<item identifier="g"><title>Deeper</title>')
    cartridge.depth += 1
    cartridge.page("C", "<p>c</p>")
    lessons = read(cartridge.bytes()).modules[0].lessons
    assert [(lesson.title, lesson.section) for lesson in lessons] == [
        ("A", ""),
        ("B", "Folder"),
        ("C", "Folder › Deeper"),
    ]


def test_a_title_without_a_resource_names_what_follows() -> None:
    cartridge = Cartridge().module("One").page("A", "<p>a</p>").item("Read").page("B", "b").item("Watch").page("C", "c")
    lessons = read(cartridge.bytes()).modules[0].lessons
    assert [(lesson.title, lesson.section) for lesson in lessons] == [("A", ""), ("B", "Read"), ("C", "Watch")]


def test_items_outside_all_modules_are_gathered() -> None:
    cartridge = Cartridge().page("Welcome", "<p>w</p>").module("One").page("A", "<p>a</p>")
    assert list(outline(read(cartridge.bytes())).values()) == [["Welcome"], ["A"]]


def test_a_folder_around_all_modules_is_not_a_module() -> None:
    cartridge = Cartridge()
    cartridge.items.append('<item identifier="w"><title>Whole course</title>')
    cartridge.items.append('<item identifier="m1"><title>M1</title>')
    cartridge.page("A", "<p>a</p>")
    cartridge.items.append('</item><item identifier="m2"><title>M2</title>')
    cartridge.page("B", "<p>b</p>")
    cartridge.items.append("</item></item>")
    assert outline(read(cartridge.bytes())) == {"M1": ["A"], "M2": ["B"]}


def test_a_course_of_one_module_keeps_it() -> None:
    assert outline(read(Cartridge().module("Only").page("A", "a").page("B", "b").bytes())) == {"Only": ["A", "B"]}


def test_one_page_in_two_places_is_two_lessons() -> None:
    cartridge = Cartridge().module("One").page("A", "a", "p/a.html")
    cartridge.item("Again", "r-p/a.html", "again").item("And again", "r-p/a.html", "again")
    lessons = read(cartridge.bytes()).modules[0].lessons
    assert [lesson.title for lesson in lessons] == ["A", "Again", "And again"]
    assert len({lesson.identifier for lesson in lessons}) == 3


def test_pages_in_no_module_come_in_with_the_front_page_first() -> None:
    cartridge = (
        Cartridge()
        .module("One")
        .page("A", "a")
        .page("Later", "l", listed=False)
        .page("Front", "f", listed=False, front_page="true")
        .page("Hidden", "h", listed=False, workflow_state="unpublished")
    )
    other = read(cartridge.bytes()).modules[-1]
    assert other.identifier == OTHER_PAGES
    assert [(lesson.title, lesson.published) for lesson in other.lessons] == [
        ("Front", True),
        ("Later", True),
        ("Hidden", False),
    ]


def test_files_in_no_module_are_still_the_course_s() -> None:
    course = read(Cartridge().module("One").page("A", "a").file("web_resources/расписание.pdf").bytes())
    assert [file.filename for file in course.files] == ["расписание.pdf"]


def test_a_file_that_only_a_page_shows_comes_in() -> None:
    cartridge = Cartridge().module("One").page("A", '<img src="картинка%201.png"><img src="none.png">', "p/a.html")
    cartridge.files["p/картинка 1.png"] = b"x"
    cartridge.files["p/unused.png"] = b"x"
    assert [file.path for file in read(cartridge.bytes()).files] == ["p/картинка 1.png"]


def test_what_leads_nowhere_is_a_warning_and_the_rest_comes_in() -> None:
    cartridge = Cartridge().module("One").item("Lost", "no-such-resource").page("A", "a")
    cartridge.resource("gone", "webcontent", "missing/файл.pdf")
    course = read(cartridge.bytes())
    assert outline(course) == {"One": ["A"]}
    assert any("Lost" in warning for warning in course.warnings)
    assert any("файл.pdf" in warning for warning in course.warnings)


def test_a_resource_without_href_is_its_first_file() -> None:
    cartridge = Cartridge().module("One")
    cartridge.files["a.html"] = page("<p>a</p>", "Own title")
    cartridge.resource("r", "webcontent", "a.html", href=False).item("", "r")
    assert outline(read(cartridge.bytes())) == {"One": ["Own title"]}


def test_an_href_without_its_extension_is_found_among_the_files() -> None:
    cartridge = Cartridge().module("One")
    cartridge.files["w/tool.html"] = page("<p>a</p>")
    cartridge.resources.append(
        '<resource identifier="r" type="webcontent" href="w/tool"><file href="w/tool.html"/></resource>'
    )
    course = read(cartridge.item("Tool", "r").bytes())
    assert course.modules[0].lessons[0].path == "w/tool.html"


def test_percent_encoded_and_based_paths_are_found() -> None:
    cartridge = Cartridge().module("One")
    cartridge.files["base/моя страница.html"] = page("<p>a</p>")
    cartridge.resources.append(
        '<resource identifier="r" type="webcontent" xml:base="base/" href="%D0%BC%D0%BE%D1%8F%20страница.html"/>'
    )
    assert read(cartridge.item("P", "r").bytes()).modules[0].lessons[0].path == "base/моя страница.html"


def test_a_resource_that_is_an_address_is_a_link() -> None:
    cartridge = Cartridge().module("One").resource("r", "webcontent", "https://example.org/video").item("Video", "r")
    course = read(cartridge.bytes())
    assert [(link.title, link.url) for link in course.links] == [("Video", "https://example.org/video")]


@pytest.mark.parametrize(
    ("url", "expected"), [("www.example.org", "https://www.example.org"), ("javascript:alert(1)", "")]
)
def test_addresses_of_links(url: str, expected: str) -> None:
    course = read(Cartridge().module("One").link("Site", url).bytes())
    assert [link.url for link in course.links] == ([expected] if expected else [])
    assert reported(course) == ([] if expected else [("other", "Site", "One")])


def test_a_link_with_a_bare_ampersand_is_read() -> None:
    cartridge = Cartridge().module("One").link("Site", "https://a.b/")
    cartridge.files["l-Site.xml"] = '<webLink><title>x</title><url href="https://a.b/?c=1&d=2"/></webLink>'
    assert read(cartridge.bytes()).links[0].url == "https://a.b/?c=1&d=2"


def test_one_damaged_item_does_not_stop_the_others() -> None:
    cartridge = Cartridge().module("One").link("Bad", "https://a.b/").page("Latin", "x").page("Good", "g")
    cartridge.files["l-Bad.xml"] = "<webLink><title>"
    cartridge.files["wiki_content/latin.html"] = "<p>naïve café</p>".encode("latin-1")
    course = read(cartridge.bytes())
    assert outline(course) == {"One": ["Good"]}
    assert len(course.warnings) == 2


def test_a_page_with_a_broken_letter_comes_in_with_a_warning() -> None:
    cartridge = Cartridge().module("One").page("Long", "x")
    cartridge.files["wiki_content/long.html"] = page("<p>" + "Слово за словом. " * 40 + "</p>").encode() + b"\xff"
    course = read(cartridge.bytes())
    assert outline(course) == {"One": ["Long"]}
    assert [("long.html" in warning) for warning in course.warnings] == [True]


def test_question_banks_and_assignments_are_reported_by_title() -> None:
    bank = (
        "<questestinterop><objectbank><qtimetadata><qtimetadatafield><fieldlabel>bank_title</fieldlabel>"
        "<fieldentry>{title}</fieldentry></qtimetadatafield></qtimetadata></objectbank></questestinterop>"
    )
    assignment = "<assignment xmlns='urn:a'><title>{title}</title></assignment>"
    cartridge = (
        Cartridge()
        .module("One")
        .other("Bank", "imsqti_xmlv1p2/imscc_xmlv1p3/question-bank", bank, listed=False)
        .other("Essay", "assignment_xmlv1p0", assignment, listed=False)
        .other("Strange", "imsunknown_xmlv9p9", "<x/>")
    )
    cartridge.files["i1/essay.html"] = page("<p>Write</p>", "Assignment: Portfolio")
    cartridge.files["i1/assignment_settings.xml"] = "<assignment><title>Portfolio</title></assignment>"
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    cartridge.resource("i1", kind, "i1/essay.html", "i1/assignment_settings.xml")
    course = read(cartridge.bytes())
    assert sorted(reported(course)) == [
        ("assignment", "Essay", ""),
        ("assignment", "Portfolio", ""),
        ("other", "Strange", "One"),
        ("question_bank", "Bank", ""),
    ]


def test_rights_become_a_licence_only_when_certain() -> None:
    def licence(text: str) -> str:
        rights = f"<rights><description><string>{text}</string></description></rights>"
        return read(Cartridge(metadata=rights).module("One").page("A", "a").bytes()).licence

    assert licence("CC BY - http://creativecommons.org/licenses/by-nc-sa/3.0/") == "CC-BY-NC-SA-3.0"
    assert licence("https://creativecommons.org/publicdomain/zero/1.0/") == "CC0-1.0"
    assert licence("Ask the author") == ""


def test_a_protected_cartridge_says_so() -> None:
    auth = '<authorizations xmlns="urn:auth" access="cartridge"><authorization/></authorizations>'
    assert len(read(Cartridge(extra=auth).module("One").page("A", "a").bytes()).warnings) == 1


MODULE_META = """<modules xmlns="http://canvas.instructure.com/xsd/cccv1p0">
<module identifier="m-One"><title>One</title><workflow_state>active</workflow_state><items>
 <item identifier="h"><content_type>ContextModuleSubHeader</content_type><title>Read</title></item>
 <item identifier="i1"><content_type>WikiPage</content_type><workflow_state>unpublished</workflow_state>
  <title>A</title><identifierref>r-wiki_content/a.html</identifierref><indent>1</indent></item>
 <item identifier="i2"><content_type>ExternalUrl</content_type><title>Site</title><url>https://example.org/</url></item>
 <item identifier="i3"><content_type>ContextExternalTool</content_type><title>Badge</title><url>https://t/</url></item>
</items></module>
<module identifier="m-Two"><title>Hidden</title><workflow_state>unpublished</workflow_state><items/></module>
</modules>"""


def canvas() -> Cartridge:
    cartridge = Cartridge().module("One").page("A", "a")
    cartridge.files["course_settings/module_meta.xml"] = MODULE_META
    cartridge.files["course_settings/course_settings.xml"] = (
        "<course><title>Canvas title</title><license>cc_by</license><locale>ru</locale>"
        "<image_identifier_ref>card</image_identifier_ref></course>"
    )
    cartridge.files["course_settings/files_meta.xml"] = (
        '<fileMeta><files><file identifier="doc"><display_name>Памятка.pdf</display_name></file></files></fileMeta>'
    )
    cartridge.files["course_settings/rubrics.xml"] = "<rubrics><rubric><title>Критерии</title></rubric></rubrics>"
    return cartridge.file("web_resources/x.pdf", identifier="doc")


def test_canvas_knows_more_than_the_manifest() -> None:
    course = read(canvas().bytes())
    assert (course.title, course.licence, course.language, course.image) == ("Canvas title", "CC-BY-4.0", "ru", "card")
    first, second = course.modules
    assert [(lesson.title, lesson.section, lesson.published) for lesson in first.lessons] == [
        ("A", "Read", False),
        ("Site", "Read", True),
    ]
    assert (second.title, second.published) == ("Hidden", False)
    assert [file.title for file in course.files] == ["Памятка.pdf"]
    assert reported(course) == [("lti_tool", "Badge", "One"), ("rubric", "Критерии", "")]


def test_canvas_modules_that_miss_some_are_not_believed() -> None:
    course = read(canvas().module("Three").page("B", "b").bytes())
    assert outline(course) == {"One": ["A"], "Three": ["B"]}


def test_damaged_extensions_are_a_warning() -> None:
    cartridge = canvas()
    cartridge.files["course_settings/module_meta.xml"] = "<modules><module>"
    course = read(cartridge.bytes())
    assert outline(course) == {"One": ["A"]}
    assert len(course.warnings) == 1


def test_a_quiz_written_twice_is_reported_once() -> None:
    cartridge = Cartridge().module("One")
    cartridge.files["q/assessment_qti.xml"] = ASSESSMENT.format(title="Final quiz")
    cartridge.resource("quiz1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q/assessment_qti.xml", href=False)
    cartridge.files["non_cc_assessments/quiz1.xml.qti"] = ASSESSMENT.format(title="Final quiz")
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    cartridge.resource("other", kind, "non_cc_assessments/quiz1.xml.qti")
    course = read(cartridge.bytes())
    assert reported(course) == [(UnsupportedKind.QUIZ.value, "Final quiz", "")]
