"""`python -m tests.proofs.keycloak`: our sign-in against a Keycloak, by both protocols."""

import argparse
import sys
from pathlib import Path

from infra.settings import REPOSITORY
from tests.proofs.java import MissingToolError, find_java, find_maven
from tests.proofs.keycloak.checks import CHECKS, Check
from tests.proofs.keycloak.server import JAVA_AT_LEAST, VERSION
from tests.proofs.keycloak.stage import KeycloakStage, on_cloud

_FOLDER = REPOSITORY / ".claimtrail" / "keycloak"


def say(line: str) -> None:
    """Write a line at once, for a log that somebody follows."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def holds(check: Check, stage: KeycloakStage) -> bool:
    """Run a check and say its outcome."""
    name = check.__name__.replace("_", " ")
    try:
        check(stage)
    except Exception as error:  # noqa: BLE001 - each check is reported, and the others still run
        say(f"{name}: {type(error).__name__}: {error}")
        return False
    say(f"{name}: holds")
    return True


def main() -> int:
    """Print each outcome; give 1 if anything fails, 2 if Java or Maven is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="server, cloud and logs")
    folder = parser.parse_args().folder
    try:
        find_java(JAVA_AT_LEAST)
        find_maven()
    except MissingToolError as error:
        say(f"The proof of sign-in against Keycloak is left out: {error}.")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with on_cloud(folder) as stage:
        outcomes = [holds(check, stage) for check in CHECKS]
    say(f"Keycloak {VERSION}: {len(outcomes)} checks, {outcomes.count(False)} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
