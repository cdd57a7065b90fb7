"""Reports, and the words for them."""

import json

from django.utils import translation

from interop.load.report import Outcome, Report
from interop.presentation import KINDS, OUTCOMES, UNSUPPORTED, outcome_rows, unsupported_rows
from interop.records import Unsupported, UnsupportedKind


def report() -> Report:
    made = Report()
    made.count("lesson", Outcome.CREATED, "A")
    made.count("lesson", Outcome.CREATED, "B")
    made.count("lesson", Outcome.KEPT, "C")
    made.count("course", Outcome.UPDATED, "Course")
    made.skip((Unsupported(UnsupportedKind.QUIZ, "Test", "Module"), Unsupported(UnsupportedKind.EVENT, "Day")))
    made.refuse("a\nb.exe", "No")
    made.warn("Look")
    made.warn("Look")
    made.seconds = 1.23456
    return made


def test_a_report_as_plain_values() -> None:
    assert json.loads(json.dumps(report().as_json())) == {
        "course": {},
        "counts": {"lesson": {"created": 2, "kept": 1}, "course": {"updated": 1}},
        "kept": [{"kind": "lesson", "title": "C"}],
        "gone": [],
        "unsupported": [
            {"kind": "quiz", "title": "Test", "place": "Module"},
            {"kind": "event", "title": "Day", "place": ""},
        ],
        "refused": [{"name": "a\ufffdb.exe", "reason": "No"}],
        "warnings": ["Look"],
        "seconds": 1.23,
    }


def test_rows_are_in_the_order_of_a_course_and_in_words() -> None:
    with translation.override("en"):
        assert outcome_rows(report().as_json()) == [
            ("Course", "brought up to date", 1),
            ("Lessons", "new", 2),
            ("Lessons", "edited here, left as they are", 1),
        ]
        assert unsupported_rows(report().as_json()) == [("Quiz", "Test", "Module"), ("Calendar event", "Day", "")]


def test_an_empty_report_has_no_rows() -> None:
    assert outcome_rows({}) == []
    assert unsupported_rows({}) == []


def test_everything_that_can_be_reported_has_a_word() -> None:
    assert set(UNSUPPORTED) == {kind.value for kind in UnsupportedKind}
    assert set(OUTCOMES) == {outcome.value for outcome in Outcome}
    assert {"course", "module", "lesson", "object", "collection", "image", "document"} == set(KINDS)
