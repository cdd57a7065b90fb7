"""What an editor of the content must keep: the same structure in all languages, links that lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.activities import activity_kinds
from courses.activities.registry import kind_of
from courses.criteria import Criterion
from demo import activities
from demo.activities import conditions, place_of
from demo.markup import Callout, Directive, Heading, Piece, Prose, Quote, Table, plain, runs
from demo.media.data import HEADS
from demo.media.films import FILMS
from demo.media.pictures import PICTURES
from demo.media.sound import RECORDINGS
from demo.reader import CONTENT, LANGUAGES, Section, courses, labels, pages, shelves, table
from library.licences import LICENCES
from library.vocabularies import Audience, Level, ResourceType
from people.models.consents import Purpose
from people.roles import Role

PEOPLE = ("people/organisations", "people/positions", "people/authors", "people/consents")
LABELLED = ("library/subjects", *PEOPLE, "words")
UNFINISHED = re.compile(r"lorem|todo|tbd|xxx|fixme|\?\?\?", re.IGNORECASE)
FOREIGN = re.compile(r"[A-Za-z]{3,}")
NAMES_IN_LATIN = {
    "WCAG", "WEBVTT", "JavaScript", "DOCX", "PDF", "CSV", "VTT", "Turna", "Easy", "Checks", "Web", "Accessibility",
    "Initiative", "XIX", "sravnenie", "drobey", "klass", "listok", "accessibility", "turna", "example", "vtt",
}  # fmt: skip


def objects(language: str) -> dict[str, Section]:
    return {key: section for shelf in shelves(language) for key, section in shelf.objects.items()}


def everything(language: str) -> Iterator[tuple[str, Piece]]:
    """All pieces in a language with where they stand."""
    for key, section in [*objects(language).items(), *pages(language).items()]:
        yield from ((key, piece) for piece in section.pieces)
    for course in courses():
        if language in course.texts:
            for lesson in course.texts[language].lessons:
                yield from ((f"{course.key}/{lesson.key}", piece) for piece in lesson.pieces)


def words_of(piece: Piece) -> Iterator[str]:
    match piece:
        case Heading(text):
            yield text
        case Prose(parts):
            yield from parts
        case Quote(text, author):
            yield from (text, author)
        case Callout(_, title, text):
            yield from (title, text)
        case Table(head, rows):
            yield from head
            for row in rows:
                yield from row
        case Directive(name, _, words) if name != "link":
            yield from words


def shape(pieces: tuple[Piece, ...]) -> list[str]:
    """What must be the same in all languages: kinds, keys, tones, sizes of tables, items of lists."""
    found = []
    for piece in pieces:
        match piece:
            case Directive(name, key):
                found.append(f"{name} {key}")
            case Callout(tone):
                found.append(tone)
            case Table(head, rows):
                found.append(f"table {len(head)}×{len(rows)}")
            case Prose(parts):
                found.append(f"prose {[part.count(chr(10)) for part in parts]}")
            case _:
                found.append(type(piece).__name__)
    return found


def directives(section: Section, name: str) -> list[str]:
    return [piece.key for piece in section.pieces if isinstance(piece, Directive) and piece.name == name]


class TestCourses:
    def test_four_courses_one_of_them_in_every_language(self) -> None:
        assert len(courses()) == 4
        assert tuple(courses()[0].texts) == LANGUAGES
        assert all({"ru", "en"} <= set(course.texts) for course in courses())

    def test_the_source_comes_first(self) -> None:
        assert all(next(iter(course.texts)) == LANGUAGES[0] for course in courses())

    def test_structure_is_the_same_in_every_language(self) -> None:
        for course in courses():
            shapes = {
                language: [
                    (module.key, [(lesson.key, shape(lesson.pieces)) for lesson in module.parts])
                    for module in text.modules
                ]
                for language, text in course.texts.items()
            }
            for language, found in shapes.items():
                assert found == shapes["ru"], (course.key, language)

    def test_every_lesson_has_a_criterion_and_every_object_in_it_too(self) -> None:
        used = set()
        for course in courses():
            assert list(course.data["lessons"]) == [lesson.key for lesson in course.texts["ru"].lessons]
            for lesson in course.texts["ru"].lessons:
                shown = directives(lesson, "object")
                assert shown == list(course.data["lessons"][lesson.key].get("objects", {}))
                for key in ("", *shown):
                    kind, minutes = course.criterion(lesson.key, key)
                    used.add(kind)
                    assert (kind == Criterion.TIME) == (minutes is not None)
        assert used == {Criterion.VIEW, Criterion.TIME, Criterion.BUTTON}

    def test_lessons_are_of_substance(self) -> None:
        for course in courses():
            for language in ("ru", "en"):
                lengths = [
                    sum(len(words.split()) for piece in lesson.pieces for words in words_of(piece))
                    for lesson in course.texts[language].lessons
                ]
                assert min(lengths) >= 110, (course.key, language, lengths)
                assert 6 <= len(lengths) <= 14

    def test_objects_in_a_course_exist_in_its_languages(self) -> None:
        for course in courses():
            for language, text in course.texts.items():
                there = objects(language)
                for lesson in text.lessons:
                    missing = set(directives(lesson, "object")) - set(there)
                    assert not missing, (course.key, language, missing)

    def test_metadata(self) -> None:
        subjects, authors = table("library/subjects"), table("people/authors")
        for course in courses():
            assert set(course.data["subjects"]) <= set(subjects)
            assert set(course.data["authors"]) <= set(authors)
            assert course.data["audience"] in Audience.values
            assert course.data["cover"] in PICTURES
            assert course.data["hours"] > 0
            for text in course.texts.values():
                assert text.slug.isascii()
                assert len(text.summary) <= 1000
                assert len(text.outcomes) >= 3


class TestActivities:
    def test_a_course_shows_every_kind_there_is(self) -> None:
        shown = {row["kind"] for course in courses() for row in course.data.get("activities", {}).values()}
        ours = {name for name, kind in activity_kinds().items() if type(kind).__module__.startswith("courses.")}
        assert shown | {"library_object"} == ours

    def test_each_stands_in_one_lesson_and_has_words_in_every_language(self) -> None:
        for course in courses():
            known = list(course.data.get("activities", {}))
            for language, text in course.texts.items():
                assert [key for lesson in text.lessons for key in directives(lesson, "activity")] == known
                if known:
                    assert list(activities.words_of(course.key, language)) == known

    def test_criteria_are_those_of_the_kind(self) -> None:
        for course in courses():
            for row in course.data.get("activities", {}).values():
                kind = kind_of(row["kind"])
                assert kind
                assert row["criterion"] in kind.criteria

    def test_conditions_are_about_what_is_there_and_can_be_met(self) -> None:
        found = [condition for course in courses() for condition in conditions(course)]
        assert {condition.kind for condition in found} == {"done", "from", "score"}

    def test_a_place_that_is_not_there_is_named(self) -> None:
        with pytest.raises(LookupError, match="plan of workshop has no activity film"):
            place_of(courses()[-1], "plan/film")


class TestLibrary:
    def test_about_forty_objects_of_nearly_every_type(self) -> None:
        data = table("library/objects")
        assert 40 <= len(data) <= 60
        assert set(objects("ru")) == set(objects("en")) == set(data)
        assert len({row["type"] for row in data.values()}) >= 14

    def test_metadata(self) -> None:
        subjects, authors = table("library/subjects"), table("people/authors")
        for key, row in table("library/objects").items():
            assert row["type"] in ResourceType.values, key
            assert row["licence"] in LICENCES, key
            assert row["subjects"], key
            assert set(row["subjects"]) <= set(subjects), key
            assert set(row["authors"]) <= set(authors), key
            assert row.get("level", "professional") in Level.values, key
            assert row.get("audience", "teacher") in Audience.values, key
            assert row["minutes"] > 0, key

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_texts(self, language: str) -> None:
        for key, section in objects(language).items():
            assert 40 <= len(section.fields["summary"]) <= 1000 or language == "zh-hans", key
            assert section.fields["tags"], key
            for piece in section.pieces:
                if isinstance(piece, Directive):
                    assert all(words and len(words) <= 255 for words in piece.words), (key, piece)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_media_can_be_made(self, language: str) -> None:
        known = {"picture": set(PICTURES), "video": set(FILMS), "audio": set(RECORDINGS)}
        for key, section in objects(language).items():
            for piece in section.pieces:
                if not isinstance(piece, Directive):
                    continue
                if piece.name in known:
                    assert piece.key in known[piece.name], key
                elif piece.name == "file":
                    kind, _, name = piece.key.partition(":")
                    assert kind in {"pdf", "docx", "slides", "csv", "vtt"}, key
                    has_table = any(isinstance(each, Table) for each in section.pieces)
                    assert kind != "csv" or name in HEADS or has_table, key
                    assert kind != "vtt" or name in FILMS, key
                else:
                    assert piece.name == "link", key
                    assert piece.key.startswith("https://"), key

    @pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "ru"])
    def test_translations_say_the_same_things_in_the_same_places(self, language: str) -> None:
        for key, section in objects(language).items():
            # The font of printed sheets has no Chinese characters: there the same text comes as a document.
            without_files = [each for each in shape(section.pieces) if not each.startswith("file")]
            assert without_files == [each for each in shape(objects("ru")[key].pieces) if not each.startswith("file")]


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_has_its_home_and_what_the_law_asks_for(self, language: str) -> None:
        assert {"home", "courses", "library", "about", "privacy", "accessibility"} <= set(pages(language))
        home = pages(language)["home"]
        assert len(home.fields["hero"]) <= 160
        assert len(home.fields["text"]) <= 500
        assert [line.split(" | ")[0] for line in home.lists["ways"]] == ["learn", "find", "share"]

    def test_articles_are_in_both_languages(self) -> None:
        assert list(pages("ru")) == list(pages("en"))
        assert sum(key.startswith("article-") for key in pages("ru")) == 3

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_links_lead_somewhere(self, language: str) -> None:
        there = {f"object:{key}" for key in objects(language)} | {f"page:{key}" for key in pages(language)}
        there |= {f"course:{course.key}" for course in courses() if language in course.texts}
        for where, piece in everything(language):
            for words in words_of(piece):
                for run in runs(words):
                    assert not run.target or run.target in there, (where, run)


class TestLanguages:
    @pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.*")), ids=lambda path: path.name)
    def test_nothing_is_unfinished(self, path: Path) -> None:
        assert not UNFINISHED.search(path.read_text(encoding="utf-8"))

    @pytest.mark.parametrize("language", ["ru", "be", "kk", "ky"])
    def test_no_english_is_left_in_texts_in_cyrillic(self, language: str) -> None:
        left = {
            word
            for _, piece in everything(language)
            for words in words_of(piece)
            for word in FOREIGN.findall(plain(words))
        }
        assert left <= NAMES_IN_LATIN

    def test_letters_that_only_one_language_has(self) -> None:
        for language, letters in {"kk": "әғқңөұүі", "ky": "ңөү", "be": "ўі", "uz": "ʻ"}.items():
            text = " ".join(words for _, piece in everything(language) for words in words_of(piece))
            assert set(letters) <= set(text.lower()), language

    @pytest.mark.parametrize("name", LABELLED)
    def test_labels_are_in_every_language(self, name: str) -> None:
        for key, row in table(name).items():
            assert set(labels(row)) == set(LANGUAGES), key
            assert all(text.strip() for text in labels(row).values()), key


class TestPeople:
    def test_an_account_for_every_role(self) -> None:
        assert {row["role"] for row in table("people/accounts").values() if "role" in row} == set(Role.values)

    def test_thirty_learners_at_different_points(self) -> None:
        learners = table("people/learners")["learners"]
        assert len(learners) == 30
        assert {row["organisation"] for row in learners} == {"school-tau", "school-zarafshon", "gymnasium-prypiac"}
        done = [row["done"] for row in learners]
        assert done.count(0.0) >= 3
        assert done.count(1.0) >= 3
        assert len(set(done)) >= 15
        assert len({language for row in learners for language in row["languages"]}) == len(LANGUAGES)

    def test_organisations_of_three_countries(self) -> None:
        rows = table("people/organisations")
        assert len({row["country"] for row in rows.values()}) == 3
        assert [row["kind"] for row in rows.values()].count("organisation") == 4
        for key, row in rows.items():
            keys = list(rows)
            assert "parent" not in row or keys.index(row["parent"]) < keys.index(key)

    def test_invented_organisations_say_so(self) -> None:
        for row in table("people/organisations").values():
            assert ("invented" in row["en"]) == (row["kind"] == "organisation")

    def test_purposes_of_consents_are_known(self) -> None:
        assert set(table("people/consents")) <= set(Purpose.values)
