"""What may be done with a work, and when."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assignments import rules
from courses.assignments.allocation import allocate
from courses.assignments.filetypes import LONGEST_NAME, TESTS, FileRefusedError, check_file, clean_name, extension_of
from courses.assignments.kind import settings_from
from courses.assignments.rules import Refusal
from courses.assignments.settings import AssignmentSettings, PeerReview
from courses.assignments.wording import worded
from courses.deadlines.rules import Term
from tests.factories.assignments import RUBRIC, zipped

NOON = datetime(2026, 9, 11, 12, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


class TestDeadline:
    def test_is_the_end_of_a_day_counted_from_the_first(self) -> None:
        due = rules.deadline(3, Term(date(2026, 9, 1), date(2026, 9, 20)), MOSCOW)

        assert due == datetime(2026, 9, 4, 23, 59, 59, tzinfo=MOSCOW)

    def test_never_after_the_runs_end(self) -> None:
        due = rules.deadline(300, Term(date(2026, 9, 1), date(2026, 9, 20)), MOSCOW)

        assert due == datetime(2026, 9, 20, 23, 59, 59, tzinfo=MOSCOW)

    def test_without_days_it_is_the_runs_end(self) -> None:
        due = rules.deadline(None, Term(date(2026, 9, 1), date(2026, 9, 20)), MOSCOW)

        assert due == datetime(2026, 9, 20, 23, 59, 59, tzinfo=MOSCOW)
        assert rules.deadline(None, Term(date(2026, 9, 1), None), MOSCOW) is None

    def test_the_deadline_itself_is_in_time(self) -> None:
        assert rules.is_late(NOON + timedelta(seconds=1), NOON)
        assert not rules.is_late(NOON, NOON)
        assert not rules.is_late(NOON, None)


class TestRefusal:
    def refusal(self, settings: dict[str, Any] | None = None, **given: Any) -> Refusal | None:
        values = {"at": NOON, "opens": NOON - timedelta(days=9), "due": None, "versions": 0, "state": ""} | given
        return rules.refusal(AssignmentSettings.read(settings or {}), **values)

    def test_the_first_version_is_taken(self) -> None:
        assert self.refusal() is None

    def test_not_before_the_run_begins(self) -> None:
        assert self.refusal(opens=NOON + timedelta(days=1)) == Refusal.NOT_STARTED

    def test_late_work_as_the_author_says(self) -> None:
        assert self.refusal({"accepts_late": False}, due=NOON - timedelta(days=1)) == Refusal.TOO_LATE
        assert self.refusal({"accepts_late": True}, due=NOON) is None

    @pytest.mark.parametrize(
        ("versions", "had", "expected"), [(1, 1, Refusal.NO_MORE_VERSIONS), (2, 1, None), (0, 9, None)]
    )
    def test_as_often_as_the_author_says(self, versions: int, had: int, expected: Refusal | None) -> None:
        assert self.refusal({"versions": versions}, versions=had, state="handed_in") == expected

    def test_not_after_it_was_marked(self) -> None:
        assert self.refusal({"versions": 0}, versions=1, state="marked") == Refusal.MARKED

    def test_what_was_returned_can_always_be_answered(self) -> None:
        assert self.refusal({"accepts_late": False, "versions": 1}, due=NOON, versions=1, state="returned") is None


class TestPoints:
    settings = AssignmentSettings.read({"rubric": RUBRIC})

    def test_of_a_rubric(self) -> None:
        assert self.settings.most_points == 15
        assert rules.rubric_points(self.settings.rubric, {"aim": "clear", "steps": "few"}) == 12
        assert rules.rubric_points(self.settings.rubric, {"aim": "nonsense"}) == 0
        assert [each.id for each in rules.unchosen(self.settings.rubric, {"aim": "none"})] == ["steps"]

    @given(st.decimals(0, 15, places=2))
    def test_a_percent_is_a_percent(self, points: Decimal) -> None:
        assert 0 <= self.settings.percent(points) <= 100

    def test_percents(self) -> None:
        assert self.settings.percent(Decimal(15)) == 100
        assert self.settings.percent(Decimal(5)) == Decimal("33.33")
        assert AssignmentSettings(points=0).percent(Decimal(5)) == 0

    @pytest.mark.parametrize(
        ("points", "expected"), [([], None), (["4"], "4.00"), (["2", "9", "4"], "4.00"), (["1", "2"], "1.50")]
    )
    def test_the_median_of_reviews(self, points: list[str], expected: str | None) -> None:
        found = rules.middle_points([Decimal(each) for each in points])

        assert (str(found) if found is not None else None) == expected


class TestCode:
    def test_same_for_the_same_other_for_others(self) -> None:
        person, other, lesson, block = uuid4(), uuid4(), uuid4(), uuid4()

        code = rules.blind_code("secret", person, lesson, block)
        assert code == rules.blind_code("secret", person, lesson, block)
        assert (
            len({code, *(rules.blind_code("secret", *parts) for parts in [(other, lesson, block), (person, block)])})
            == 3
        )
        assert code != rules.blind_code("another", person, lesson, block)
        assert len(code) == rules.CODE_LENGTH


class TestAllocation:
    @given(st.sets(st.integers(), max_size=30), st.integers(0, 12), st.integers(0, 2**31))
    def test_is_fair(self, people: set[int], reviews: int, seed: int) -> None:
        shares = allocate(people, reviews, seed)

        each = min(reviews, max(0, len(people) - 1))
        received = [author for authors in shares.values() for author in authors]
        assert set(shares) == people
        for person, authors in shares.items():
            assert len(set(authors)) == len(authors) == each
            assert person not in authors
            assert received.count(person) == each

    @given(st.lists(st.integers(), unique=True, max_size=20), st.integers(0, 5), st.integers(0, 99), st.randoms())
    def test_is_explained_by_its_seed(self, people: list[int], reviews: int, seed: int, random: Any) -> None:
        mixed = list(people)
        random.shuffle(mixed)

        assert allocate(people, reviews, seed) == allocate(mixed, reviews, seed)

    def test_another_seed_gives_another_one(self) -> None:
        people = range(20)

        assert allocate(people, 3, 1) != allocate(people, 3, 2)


class TestFiles:
    def check(self, name: str, content: bytes, types: tuple[str, ...] = tuple(TESTS), most: int = 10_000) -> None:
        check_file(io.BytesIO(content), name, len(content), types, most)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("план.PDF", b"%PDF-1.7"),
            ("教案.docx", zipped(["[Content_Types].xml", "word/document.xml"])),
            ("t.xlsx", zipped(["[Content_Types].xml", "xl/workbook.xml"])),
            ("t.zip", zipped(["a.txt"])),
            ("t.png", b"\x89PNG\r\n\x1a\n...."),
            ("t.txt", "Привет\r\n\tмир".encode()),
            ("t.txt", "Привет".encode("cp1251")),
            ("t.csv", "а;б".encode("utf-16")),
            ("t.mp4", b"\x00\x00\x00\x18ftypmp42"),
            ("t.webp", b"RIFF\x00\x00\x00\x00WEBP"),
            ("t.odt", b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text"),
        ],
    )
    def test_honest_ones_are_taken(self, name: str, content: bytes) -> None:
        self.check(name, content)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("plan.pdf", b"MZ program"),
            ("plan.docx", zipped(["a.txt"])),
            ("plan.docx", zipped(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])),
            ("plan.docx", b"PK\x03\x04 broken"),
            ("plan.txt", b"MZ\x00\x01"),
            ("plan.png", b"<svg onload=alert(1)>"),
            ("plan.exe", b"MZ"),
            ("plan.html", b"<p>"),
            ("plan", b"%PDF-"),
            ("plan.pdf", b""),
            ("plan.pdf", b"%PDF-" + b"x" * 10_000),
        ],
    )
    def test_others_are_refused_with_their_name(self, name: str, content: bytes) -> None:
        with pytest.raises(FileRefusedError, match=name):
            self.check(name, content)

    def test_only_the_types_of_the_author(self) -> None:
        with pytest.raises(FileRefusedError, match="docx"):
            self.check("plan.pdf", b"%PDF-", types=("docx",))

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("План урока 教案.pdf", "План урока 教案.pdf"),
            ("..\\..\\etc/passwd.txt", "passwd.txt"),
            ("C:\\Docs\\план.docx", "план.docx"),
            ("a\u202efdp.exe", "afdp.exe"),
            ("  ", "file"),
            (".htaccess", "htaccess"),
            ("a\x00b\n.txt", "ab.txt"),
        ],
    )
    def test_names_keep_their_letters_and_lose_their_tricks(self, name: str, expected: str) -> None:
        assert clean_name(name) == expected

    @given(st.text(max_size=400))
    def test_any_name_becomes_a_name(self, name: str) -> None:
        cleaned = clean_name(name)

        assert 0 < len(cleaned) <= LONGEST_NAME
        assert not set(cleaned) & {"/", "\\", "\n", "\r", "\x00"}
        assert clean_name(cleaned) == cleaned

    def test_the_extension_survives_shortening(self) -> None:
        assert extension_of(clean_name("ж" * 500 + ".DOCX")) == "docx"


class TestSettings:
    raw = {
        "title": "Plan",
        "instructions": "<p>Plan it.</p>",
        "types": ["pdf"],
        "most_files": 2,
        "points": 10,
        "blind": True,
        "peer_reviews": 3,
        "peer_days": 5,
        "versions": 0,
        "completion": {"criterion": "submitted"},
        "rubric": [
            {
                "type": "item",
                "id": "c1",
                "value": {
                    "title": "Aim",
                    "levels": [
                        {"type": "item", "id": "l1", "value": {"title": "No", "points": 0, "text": ""}},
                        {"type": "item", "id": "l2", "value": {"title": "Yes", "points": 7, "text": "All of it"}},
                    ],
                },
            }
        ],
    }

    def test_of_a_block_survive_freezing(self) -> None:
        settings = settings_from(self.raw)

        assert AssignmentSettings.read(settings.data()) == settings
        assert (settings.most_points, settings.peer, settings.versions) == (7, PeerReview(3, 5), 0)

    def test_a_translation_gives_words_and_nothing_else(self) -> None:
        translated = self.raw | {"title": "План", "points": 99, "blind": False}
        translated["rubric"] = [
            {
                "id": "c1",
                "value": {
                    "title": "Цель",
                    "levels": [{"id": "l2", "value": {"title": "Да", "points": 50, "text": ""}}],
                },
            }
        ]
        settings = worded(settings_from(self.raw), translated)

        assert (settings.title, settings.rubric[0].title, settings.blind) == ("План", "Цель", True)
        assert [(level.title, level.points) for level in settings.rubric[0].levels] == [("No", 0), ("Да", 7)]

    def test_what_a_later_version_adds_is_kept_aside(self) -> None:
        assert AssignmentSettings.read({"title": "A", "shiny": 1}).extra == {"shiny": 1}
