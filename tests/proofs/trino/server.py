"""A Trino server for the time of a proof, from Maven's artifacts; asked over HTTP."""

import json
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from tests.proofs.java import find_java, run_maven

HERE = Path(__file__).parent
POM, SOURCE = HERE / "pom.xml", HERE / "TrinoServer.java"
JAVA_AT_LEAST = 25
"""The oldest Java that the version of the POM runs on."""
_SECONDS = 120
"""Until a page of an answer comes."""
_START_SECONDS = 180
_CATALOG = "awsdatacatalog"
_MAVEN_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


class Answer(NamedTuple):
    """The rows of a statement."""

    columns: tuple[tuple[str, str], ...]
    """Names and types."""
    rows: list[tuple[Any, ...]]
    read_bytes: int
    """Bytes that were read of files, as the engine counts them."""


class TrinoError(Exception):
    """The engine's own reason for not answering."""


def version() -> str:
    """Return the version of Trino that the POM names."""
    found = ET.parse(POM).getroot().find(".//{*}trino.version")  # noqa: S314 - our own file
    if found is None or not found.text:
        raise ValueError(f"{POM} names no trino.version")
    return found.text


def fetch(java_home: Path, libraries: Path) -> None:
    """Copy the server's libraries into a folder by Maven, unless they are there."""
    done = libraries / ".complete"
    if done.is_file():
        return
    run_maven(java_home, "-f", POM, _MAVEN_GOAL, f"-DoutputDirectory={libraries}")
    done.touch()


class Trino:
    """A running server, with one schema for names without one."""

    def __init__(self, url: str, schema: str) -> None:
        self._url = url
        self._headers = {
            "X-Trino-User": "proof",
            "X-Trino-Catalog": _CATALOG,
            "X-Trino-Schema": schema,
            "X-Trino-Time-Zone": "UTC",
        }

    def of(self, schema: str) -> "Trino":
        """Return the same server with another schema."""
        return Trino(self._url, schema)

    def ask(self, sql: str) -> Answer:
        """Return all rows. Raises TrinoError, with the engine's reason."""
        page = self._page(f"{self._url}/v1/statement", sql.encode())
        columns: tuple[tuple[str, str], ...] = ()
        rows: list[tuple[Any, ...]] = []
        while True:
            if "error" in page:
                raise TrinoError(page["error"]["message"])
            if page.get("columns"):
                columns = tuple((one["name"], one["type"]) for one in page["columns"])
            rows += [_typed(row, columns) for row in page.get("data") or ()]
            if "nextUri" not in page:
                return Answer(columns, rows, page["stats"].get("physicalInputBytes", 0))
            page = self._page(page["nextUri"])

    def _page(self, url: str, body: bytes | None = None) -> dict[str, Any]:
        request = Request(url, data=body, headers=self._headers)  # noqa: S310 - loopback
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - loopback
            page: dict[str, Any] = json.load(answer)
            return page


@contextmanager
def running(properties: Mapping[str, str], *, schema: str, folder: Path) -> Iterator[Trino]:
    """Start a server whose catalog has these properties, and end it afterwards."""
    java_home = find_java(JAVA_AT_LEAST)
    libraries = folder / f"trino-{version()}"
    fetch(java_home, libraries)
    catalog, address = folder / "catalog.properties", folder / "address"
    address.unlink(missing_ok=True)
    catalog.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    command: list[str | Path] = [
        *(java_home / "bin" / "java", "-Xmx2g", "-Duser.timezone=UTC"),
        *("--add-modules", "jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"),
        *("-cp", f"{libraries}/*", SOURCE, catalog, address),
    ]
    with (folder / "trino.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
        try:
            yield Trino(_address(server, address), schema)
        finally:
            if server.stdin:
                server.stdin.close()
            server.wait(timeout=60)


def _address(server: subprocess.Popen[bytes], file: Path) -> str:
    """Wait for the server's address. Raises TrinoError when it ends, or does not start."""
    for _ in range(10 * _START_SECONDS):
        if file.is_file() and (text := file.read_text(encoding="utf-8")):
            return text
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise TrinoError(f"the server did not start; {file.parent / 'trino.log'} has its reason")


def _typed(row: list[Any], columns: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    return tuple(
        Decimal(value) if value is not None and kind.startswith("decimal") else value
        for value, (_, kind) in zip(row, columns, strict=True)
    )
