"""Making the project's Python environment without uv."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap

LOCK = "requirements/base.txt"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to an environment of its own; nothing is made or fetched in truth."""
    done: list[str] = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", LOCK])
    monkeypatch.setattr(bootstrap, "create", lambda: done.append("create"))
    monkeypatch.setattr(bootstrap, "install", lambda _lock: done.append("install"))
    bootstrap.python().parent.mkdir(parents=True)
    bootstrap.python().touch()
    return done


def with_pip() -> None:
    files = bootstrap.VENV / "lib" / "python3.11" / "site-packages" / "pip-25.0.dist-info"
    files.mkdir(parents=True)
    (files / "RECORD").touch()


def test_an_environment_left_without_pip_is_made_anew(asked: list[str]) -> None:
    bootstrap.main()

    assert asked == ["create", "install"]


def test_an_environment_with_pip_is_kept(asked: list[str]) -> None:
    with_pip()
    bootstrap.main()

    assert asked == ["install"]


def test_uv_needs_no_pip_in_it(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/uv")
    bootstrap.main()

    assert asked == ["install"]


def test_what_is_installed_already_is_left_alone(asked: list[str]) -> None:
    with_pip()
    bootstrap.main()
    bootstrap.main()

    assert asked == ["install"]


def test_pip_writes_the_list_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an environment is judged by is what Python's own maker of environments leaves in it."""
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    try:
        bootstrap.create()
    except SystemExit:
        pytest.skip("This Python has no ensurepip.")

    assert bootstrap.is_whole()
    subprocess.run([bootstrap.python(), "-m", "pip", "--version"], check=True, capture_output=True)
