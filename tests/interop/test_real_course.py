"""The real cartridge that nobody here wrote: a Canvas export of a course for teachers."""

import time
from pathlib import Path

import pytest

from cms.models import AcademyDocument, AcademyImage
from courses.models import CourseIndexPage, CoursePage, LessonPage
from interop.load.report import Report
from interop.services import import_course
from library.models import CollectionPage, LearningObjectPage
from tests.interop.conftest import Traces


@pytest.fixture
def cartridge(shared_data: Path) -> Path:
    return shared_data / "courses" / "allyworkshop.imscc"


@pytest.fixture
def report(index: CourseIndexPage, cartridge: Path) -> Report:
    return import_course(cartridge, index, by=None)


def test_its_modules_and_lessons(report: Report) -> None:
    course = CoursePage.objects.get()
    assert course.title == "Ally: Accessibility Workshop"
    assert course.cover is not None
    assert course.cover.title == "Ally Logo Image Card.png"
    assert {page.title: [lesson.title for lesson in page.get_children()] for page in course.get_children()} == {
        "Part 1: Overview: Accessibility and ALLY": [
            "Accessibility FAQ",
            "What is ALLY?",
            "Alt Text: Writing Alternative Text",
            "Caption Hub",
        ],
        'Part 2: "Before" courses': [],
        'Part 3: "After" courses': ["Call it out to your Students"],
        "More on Accessibility": ["Accessibility Resources"],
        "Other pages": [
            "The Time is Now",
            "RTC Accessibilty Advisory Committee",
            "Ally for Students",
            "What ALLY does",
            "ALLY Explained: Video",
            "Page for Testing Ally",
        ],
    }


def test_its_files_are_objects_of_the_library(report: Report) -> None:
    assert CollectionPage.objects.get().title == "Ally: Accessibility Workshop"
    assert sorted(LearningObjectPage.objects.values_list("title", "resource_type", "licence")) == [
        ("Accessibility Technology Implementation Plan (2017-19)", "reference", "CC-BY-SA-4.0"),
        ("Accessible Technology Policy Final copy (2)", "reference", "CC-BY-SA-4.0"),
        ("Ally - Student Documentation", "reference", "CC-BY-SA-4.0"),
        ("Ally Accessibility Checklist", "reference", "CC-BY-SA-4.0"),
        ("Getting the Most out of Canvas", "presentation", "CC-BY-SA-4.0"),
    ]
    assert (AcademyImage.objects.count(), AcademyDocument.objects.count()) == (21, 5)


def test_images_and_links_of_its_pages_point_at_imported_files(report: Report) -> None:
    bodies = {page.title: page.body.get_prep_value() for page in LessonPage.objects.all()}
    logo = AcademyImage.objects.filter(title="Ally Logo Image.png").order_by("pk").first()
    plan = AcademyDocument.objects.get(title__startswith="Accessibility Technology Implementation Plan")
    committee = LessonPage.objects.get(title="RTC Accessibilty Advisory Committee")
    assert logo is not None
    assert [block["value"]["image"] for block in bodies["The Time is Now"] if block["type"] == "image"] == [logo.pk]
    assert f'<a linktype="page" id="{committee.pk}">' in bodies["The Time is Now"][0]["value"]
    assert f'<a linktype="document" id="{plan.pk}">' in bodies[committee.title][0]["value"]
    slides = LearningObjectPage.objects.get(title="Getting the Most out of Canvas")
    assert bodies["Page for Testing Ally"][-1]["value"]["object"] == slides.pk
    assert not [title for title, body in bodies.items() if "$" in str(body) and "CC-FILEBASE" in str(body)]


def test_what_cannot_be_taken_over_is_listed_by_title(report: Report) -> None:
    assert sorted((item["kind"], item["title"]) for item in report.unsupported) == [
        ("discussion", "Accessibility in your life"),
        ("discussion", "Ally Questions and Answers"),
        ("discussion", 'Share your "Before" Courses'),
        ("discussion", "Your courses, Accessible"),
        ("lti_tool", "Badge: ALLY Badge"),
        ("lti_tool", "Canvabadges"),
    ]
    assert report.refused == []


def test_its_unpublished_pages_are_named(report: Report) -> None:
    text = "\n".join(report.warnings)
    assert "What ALLY does" in text
    assert "ALLY Explained: Video" in text
    assert "panopto.com" in text


def test_it_comes_in_quickly_and_a_second_time_changes_nothing(index: CourseIndexPage, cartridge: Path) -> None:
    started = time.monotonic()
    import_course(cartridge, index, by=None)
    traces = Traces()
    again = import_course(cartridge, index, by=None)
    assert time.monotonic() - started < 40
    assert {outcome for counts in again.counts.values() for outcome in counts} == {"unchanged"}
    traces.assert_none()
