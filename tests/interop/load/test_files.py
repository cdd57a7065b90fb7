"""Files written during a transaction go with it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from cms.models import AcademyDocument
from interop.load.files import WrittenFiles, all_or_nothing

pytestmark = pytest.mark.django_db


def write(files: WrittenFiles, name: str = "a.txt") -> AcademyDocument:
    document = AcademyDocument(title=name)
    document.file.save(name, ContentFile(b"x"), save=False)
    files.add(document.file)
    document.save()
    return document


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_what_is_committed_stays(media: Path) -> None:
    with all_or_nothing() as files:
        write(files)
    assert len(stored(media)) == 1
    assert AcademyDocument.objects.count() == 1


def fail(error: BaseException) -> None:
    with all_or_nothing() as files:
        write(files, "a.txt")
        write(files, "b.txt")
        raise error


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit()])
def test_what_is_rolled_back_takes_its_files_along(error: BaseException, media: Path) -> None:
    with pytest.raises(type(error)):
        fail(error)
    assert stored(media) == []
    assert not AcademyDocument.objects.exists()


def test_a_file_that_was_there_before_is_not_touched(media: Path) -> None:
    with all_or_nothing() as files:
        write(files, "a.txt")
    with pytest.raises(RuntimeError):
        fail(RuntimeError())
    assert len(stored(media)) == 1


def test_a_replaced_file_stays_until_the_replacement_is_certain(media: Path) -> None:
    name = default_storage.save("old.txt", ContentFile(b"x"))

    def replace() -> None:
        with all_or_nothing() as files:
            files.replace(default_storage, name)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        replace()
    assert default_storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_goes_on_commit(media: Path) -> None:
    name = default_storage.save("old.txt", ContentFile(b"x"))
    with all_or_nothing() as files:
        files.replace(default_storage, name)
        assert default_storage.exists(name)
    assert not default_storage.exists(name)


def test_a_storage_that_fails_to_delete_does_not_hide_the_real_problem(
    media: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Storage, name: str) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(type(default_storage._wrapped), "delete", broken)  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="the real one"):
        fail(RuntimeError("the real one"))
    assert "could not be deleted" in caplog.text
