"""Java and Maven of this machine, for proofs that run other people's servers."""

import os
import shutil
import subprocess
from pathlib import Path

_KNOWN_HOMES = ("/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")


class MissingToolError(Exception):
    """Java or Maven is not here; says which, and what to set."""


def find_java(at_least: int) -> Path:
    """Return a Java home that is new enough. Raises MissingToolError."""
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    homes += [home for folder in map(Path, _KNOWN_HOMES) for home in sorted(folder.glob("*"))]
    for home in homes:
        java = home / "bin" / "java"
        if java.is_file() and _release(java) >= at_least:
            return home
    raise MissingToolError(f"no Java {at_least} or newer: set JAVA_HOME to one")


def find_maven() -> str:
    """Return Maven's command. Raises MissingToolError."""
    found = shutil.which("mvn")
    if found is None:
        raise MissingToolError("no Maven: install it, so that `mvn` is on the PATH")
    return found


def run_maven(java_home: Path, *arguments: str | Path) -> None:
    """Run Maven's goals. Raises CalledProcessError when they fail."""
    subprocess.run(  # noqa: S603 - our own command
        [find_maven(), "-q", "-B", *arguments],
        check=True,
        env={**os.environ, "JAVA_HOME": str(java_home)},
    )


def _release(java: Path) -> int:
    """Return a Java's feature release; 0 for one that does not say."""
    told = subprocess.run(  # noqa: S603 - a Java that is installed here
        [java, "-version"], capture_output=True, text=True, check=False
    ).stderr
    number = told.partition('"')[2].partition(".")[0].partition('"')[0]
    return int(number) if number.isdigit() else 0
