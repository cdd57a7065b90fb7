"""Make the project's own Python environment in .venv, with the versions and hashes of a lock file.

Usage: bootstrap.py LOCK        (run by make, with any Python from 3.11 up; needs nothing but the standard library)

uv is used when it is installed, because it is several times faster; pip otherwise. Does nothing when the
environment already holds that lock.
"""

import hashlib
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def say(text: str) -> None:
    """A line of progress."""
    print(f"  {text}", flush=True)


def python() -> Path:
    """The environment's interpreter."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def is_whole() -> bool:
    """Whether packages can be installed into it: making it may have been stopped before pip had all its files."""
    return python().exists() and bool(shutil.which("uv") or [*VENV.glob("**/pip-*.dist-info/RECORD")])


def create() -> None:
    """Make the empty environment; leaves with a word of advice where Python came without what it needs."""
    say("Making the Python environment in .venv")
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV)], check=True)
        return
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (ImportError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("This Python has no ensurepip. Install your system's python3-venv package, or uv, and try again.")


def install(lock: Path) -> None:
    """Install exactly what the lock holds, telling each package as it comes."""
    total = sum("==" in line for line in lock.read_text().splitlines() if not line.startswith((" ", "#")))
    say(f"Installing {total} packages of {lock.relative_to(ROOT)}")
    if uv := shutil.which("uv"):
        command = [uv, "pip", "sync", "--python", str(python()), "--require-hashes", str(lock)]
        subprocess.run(command, check=True)
        return
    command = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"]
    process = subprocess.Popen(
        [*command, "--progress-bar", "off", "--require-hashes", "-r", str(lock)], stdout=subprocess.PIPE, text=True
    )
    done = 0
    for line in process.stdout or ():
        if line.startswith("Collecting "):
            done += 1
            say(f"[{done}/{total}] {line.split()[1].split('==')[0]}")
        elif line.startswith("Installing collected packages"):
            say("All are here. Unpacking them takes as long again")
    if process.wait():
        sys.exit("The packages could not be installed; pip says why above. Mend that and run the same command again.")


def main() -> None:
    """Bring .venv to the state of the lock named on the command line."""
    if sys.version_info < OLDEST:
        sys.exit(f"Turna needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
    lock = (ROOT / sys.argv[1]).resolve()
    stamp = VENV / "installed"
    wanted = f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if stamp.exists() and wanted in stamp.read_text().splitlines():
        return
    started = time.monotonic()
    if not is_whole():
        create()
    install(lock)
    # The development lock holds everything the base lock does.
    held = [f"base.txt {hashlib.sha256((lock.parent / 'base.txt').read_bytes()).hexdigest()}", wanted]
    stamp.write_text("\n".join(held) + "\n")
    say(f"Python environment ready in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
