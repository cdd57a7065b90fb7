"""Pictures, films, recordings, captions and data sets made by the demonstration."""

import csv
import struct
import wave
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from demo.media import captions, data, films, sound
from demo.media.palette import SURFACE, TEXT, channels, contrast
from demo.media.pictures import PICTURES
from demo.media.webm import film


class TestPalette:
    def test_contrast_is_that_of_wcag(self) -> None:
        assert contrast("#000000", "#ffffff") == pytest.approx(21)
        assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
        assert contrast(TEXT, SURFACE) == contrast(SURFACE, TEXT) > 7

    def test_channels(self) -> None:
        assert channels("#0c5a62") == (12, 90, 98)


class TestPictures:
    @pytest.mark.parametrize("key", PICTURES)
    def test_a_picture_of_many_colours(self, key: str) -> None:
        with Image.open(BytesIO(PICTURES[key]().png())) as image:
            assert image.format == "PNG"
            assert min(image.size) >= 600
            assert len(image.convert("P").getcolors() or []) > 8

    def test_covers_have_one_shape(self) -> None:
        assert {PICTURES[key]().image().size for key in PICTURES if key.startswith("cover-")} == {(1600, 900)}

    def test_the_same_at_every_run(self) -> None:
        assert PICTURES["water-cycle"]().png() == PICTURES["water-cycle"]().png()


class TestFilms:
    @pytest.mark.parametrize("key", films.FILMS)
    def test_half_a_minute_of_moving_pictures(self, key: str) -> None:
        frames = films.FILMS[key]()
        assert 20_000 <= films.duration(frames) <= 40_000
        assert {image.size for image, _ in frames} == {(films.WIDTH, films.HEIGHT)}
        assert len({image.tobytes() for image, _ in frames}) > 20

    def test_a_container_with_every_frame(self) -> None:
        red, blue = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")
        made = film([(red, 400), (blue, 600), (red, 1000)])
        assert made.startswith(b"\x1a\x45\xdf\xa3")
        assert b"webm" in made[:100]
        assert made.count(b"\x1f\x43\xb6\x75") == 3
        assert b"V_VP8" in made
        assert struct.pack(">d", 2000.0) in made
        # The key frame begins with its marks: no inter-frame bit, the start code, the size.
        assert made.count(b"\x9d\x01\x2a" + struct.pack("<HH", 64, 48)) == 3

    def test_the_index_points_at_the_frames(self) -> None:
        made = film([(Image.new("RGB", (32, 32), colour), 500) for colour in ("red", "green", "blue")])
        segment = made.index(b"\x18\x53\x80\x67") + 12
        positions = [made.index(b"\x1f\x43\xb6\x75", segment)]
        while (place := made.find(b"\x1f\x43\xb6\x75", positions[-1] + 1)) >= 0:
            positions.append(place)
        for position in positions:
            offset = position - segment
            packed = offset.to_bytes((offset.bit_length() + 7) // 8, "big")
            assert b"\xf1" + (len(packed) | 1 << 56).to_bytes(8, "big") + packed in made


class TestCaptions:
    def test_sentences_share_the_time(self) -> None:
        text = captions.webvtt("One. A much longer second sentence.", 10_000).decode()
        assert text.startswith("WEBVTT\n\n1\n00:00:00.000 --> ")
        assert text.rstrip().endswith("A much longer second sentence.")
        assert "--> 00:00:10.000" in text

    def test_a_long_sentence_is_cut_at_its_commas(self) -> None:
        sentence = "the first part of it, " * 8 + "and the end."
        pieces = captions.sentences(sentence)
        assert len(pieces) > 1
        assert all(len(piece) <= captions.LONGEST for piece in pieces)
        assert " ".join(pieces) == sentence

    def test_chinese(self) -> None:
        assert captions.sentences("第一句。第二句！") == ["第一句。", "第二句！"]

    @given(st.text(alphabet="ab ,.!", min_size=1, max_size=300), st.integers(1_000, 100_000))
    def test_times_never_go_back(self, text: str, milliseconds: int) -> None:
        made = captions.webvtt(text, milliseconds).decode()
        times = [part for line in made.splitlines() if " --> " in line for part in line.split(" --> ")]
        assert times == sorted(times)


class TestRecordings:
    @pytest.mark.parametrize(("key", "seconds"), [("breathing", 90), ("think-timer", 151.5)])
    def test_length_and_loudness(self, key: str, seconds: float) -> None:
        with wave.open(BytesIO(sound.RECORDINGS[key]())) as recording:
            assert recording.getnframes() / recording.getframerate() == pytest.approx(seconds, abs=0.1)
            samples = memoryview(recording.readframes(recording.getnframes())).cast("h")
            loudest = max(samples)
        assert 4_000 < loudest < 32_767

    def test_the_minutes_of_the_timer_are_silent(self) -> None:
        with wave.open(BytesIO(sound.think_timer())) as recording:
            recording.setpos(30 * recording.getframerate())
            assert not any(recording.readframes(recording.getframerate()))


class TestData:
    def test_the_class_has_what_the_lesson_says_of_it(self) -> None:
        rows = data.class_results()
        columns = list(zip(*rows, strict=True))
        assert (len(rows), len(columns)) == (24, 10)
        assert sum(columns[8]) == 2
        assert columns[3] == columns[6]
        assert round(sum(map(sum, rows)) / 24, 1) == 6.6
        assert rows[10][0] == 0
        assert sum(rows[10]) == 8

    def test_the_lesson_has_what_the_map_says_of_it(self) -> None:
        assert {letter: data.LESSON.count(letter) for letter in "EQIOW"} == {"E": 9, "Q": 8, "I": 10, "O": 11, "W": 2}

    def test_a_year_of_weather(self) -> None:
        rows = data.weather()
        assert [row[0] for row in rows] == list(range(1, 366))
        assert min(rows, key=lambda row: row[2])[1] in {12, 1, 2}
        assert max(rows, key=lambda row: row[2])[1] in {6, 7, 8}
        assert all(row[3] >= 0 for row in rows)

    def test_a_thread_four_times_as_long_swings_half_as_often(self) -> None:
        short, _, long, heavy = data.pendulum()
        assert long[2] / short[2] == pytest.approx(2, abs=0.1)
        assert heavy[2] == pytest.approx(long[2], abs=0.5)

    @pytest.mark.parametrize("name", data.HEADS)
    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_tables_can_be_read_by_a_spreadsheet(self, name: str, language: str) -> None:
        made = data.csv_file(*data.table(name, language))
        assert made.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(StringIO(made.decode("utf-8-sig"))))
        assert len(rows) >= 5
        assert {len(row) for row in rows} == {len(rows[0])}
