"""The package of profiles that a layer carries, made from the profiles in the repository."""

import shutil
import sys
from pathlib import Path

import pytest

from claimtrail.partners.profile import PROFILE_PACKAGE

PROFILES = Path(__file__).parents[3] / "infra" / "stages" / "local" / "partners"


def install_partners(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the profiles importable, as in a deployed function."""
    package = folder / PROFILE_PACKAGE
    package.mkdir()
    (package / "__init__.py").touch()
    for profile in PROFILES.glob("*.toml"):
        shutil.copy(profile, package)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, PROFILE_PACKAGE, raising=False)
