"""A stage, read from its folder: `settings.toml`, and a profile for each trading partner.

A folder with a `settings.toml` below `infra/stages` is a stage, and so is one below another folder
that the context names: a deployment may keep its stages outside of this repository.
"""

import json
import os
import platform
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from claimtrail.access.sign_in.people import PEOPLE_FILE, People, read_people
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.partners.profile import Partners, read_profiles
from infra.settings import REPOSITORY, Settings

STAGES_ROOT = REPOSITORY / "infra" / "stages"
LOCAL_KEYS = REPOSITORY / ".claimtrail" / "keys"
"""Folder in which the local stage keeps the key pair that it made for each partner's account."""

LOCAL_SIGN_IN = REPOSITORY / ".claimtrail" / "identity" / "sign_in.json"
"""The settings of sign-in that an embedded cloud with an identity provider wrote down."""
SIGN_IN_FILE = "CLAIMTRAIL_SIGN_IN_FILE"
"""The variable that names the file of another embedded cloud."""
_NO_CLOUD = "http://localhost:4566"
"""The address of the embedded cloud where none has been started."""

SETTINGS = "settings.toml"
PARTNERS = "partners"
GUIDE = "docs/deploying.md"
BASED_ON = "based_on"
"""The key by which a stage takes the settings of one of this repository's, and then its own."""
OWN = ("organization_id", "account", "first_day")
"""Settings that a stage must have of its own, and takes from no other."""
THIS_MACHINE = "this machine"
"""The value of a setting that the machine itself says, at synthesis."""


def _architecture() -> str:
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def read_public_keys(folder: Path) -> dict[str, tuple[str, ...]]:
    """Partner id to public keys, from `<partner>.pub`, one per line, comments left out."""
    return {
        path.stem: tuple(
            " ".join(line.split()[:2])
            for line in path.read_text(encoding="ascii").splitlines()
            if line.strip() and not line.startswith("#")
        )
        for path in sorted(folder.glob("*.pub"))
    }


def _local_sign_in() -> dict[str, Any]:
    """Return the identity provider of the embedded cloud, which it wrote down when it started."""
    path = Path(os.environ.get(SIGN_IN_FILE) or LOCAL_SIGN_IN)
    if not path.is_file():
        return {"local_address": _NO_CLOUD}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


_SAID_BY_MACHINE: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "python": lambda: f"{sys.version_info.major}.{sys.version_info.minor}",
        "architecture": _architecture,
        # No name: uv chooses wheels for the machine that it runs on.
        "wheel_platform": lambda: None,
        "sftp_keys": lambda: read_public_keys(LOCAL_KEYS),
        "sign_in": _local_sign_in,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The settings of one stage, and its partners."""

    settings: Settings
    first_day: date
    partners: Partners
    profiles: Path
    """The folder of its partners' profiles, which is deployed with the functions."""
    people: People
    """The rights that groups of an identity provider give, and the machines."""


def stage_names(root: Path = STAGES_ROOT) -> tuple[str, ...]:
    """Return the stages of a folder, by name."""
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{SETTINGS}")))


def settings_for(name: str, root: Path = STAGES_ROOT) -> Settings:
    """Return the settings of a stage, whether or not it can be deployed.

    Raises:
        ConfigurationError: there is no such stage, or its settings are wrong; names the field.
    """
    where = root / name / SETTINGS
    document = {**_document(name, root), "stage": name}
    asked = {key for key, value in document.items() if value == THIS_MACHINE}
    if unknown := asked - _SAID_BY_MACHINE.keys():
        raise _invalid(f"{min(unknown)}: nothing that {THIS_MACHINE} could say", where)
    said = {key: _SAID_BY_MACHINE[key]() for key in asked}
    try:
        return Settings.model_validate(document | said)
    except ValidationError as error:
        what = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'settings'}: {item['msg']}"
            for item in error.errors()
        )
    raise _invalid(what, where)


def file_that_sets(key: str, name: str, root: Path = STAGES_ROOT) -> str:
    """Return the settings file that says a key of a stage, its own or its base's, as it is shown.

    It is the stage's own where none does. Expects a stage that `settings_for` can read.
    """
    own = path = root / name / SETTINGS
    while True:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if key in document or BASED_ON not in document:
            return _shown(path if key in document else own)
        path = STAGES_ROOT / document[BASED_ON] / SETTINGS


def read_stage(name: str, root: Path = STAGES_ROOT) -> Stage:
    """Return a stage that can be deployed.

    Raises:
        ConfigurationError: there is no such stage, it has no organization, account, first day or
            partners of its own, or one of its files is wrong; says which file, and what to do.
    """
    settings = settings_for(name, root)
    profiles = root / name / PARTNERS
    has_profiles = any(profiles.glob("*.toml"))
    lacking = [key for key in _required(settings) if not getattr(settings, key)]
    if lacking or settings.first_day is None or not has_profiles:
        raise _incomplete(name, root, lacking=lacking, has_profiles=has_profiles)
    return Stage(
        settings=settings,
        first_day=settings.first_day,
        partners=read_profiles(profiles),
        profiles=profiles,
        people=read_people(root / name / PEOPLE_FILE),
    )


def _document(name: str, root: Path, asked_by: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Return a stage's settings as they are written, with those of the stage that it is based on.

    Tables are merged key by key. An organization, an account and days are nobody's to inherit.
    """
    path = root / name / SETTINGS
    if not path.is_file():
        raise _unknown(name, root, asked_by)
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise _invalid(str(error), path) from None
    base_name = own.pop(BASED_ON, None)
    if base_name is None:
        return own
    if path in asked_by:
        raise _invalid(f"{BASED_ON}: {name} is based on itself", path)
    base = _document(str(base_name), STAGES_ROOT, (*asked_by, path))
    for key in (*OWN, "compliance_from", "alarms"):
        base.pop(key, None)
    return base | {key: _merged(base.get(key), value) for key, value in own.items()}


def _merged(base: Any, own: Any) -> Any:
    return base | own if isinstance(base, dict) and isinstance(own, dict) else own


def _unknown(name: str, root: Path, asked_by: tuple[Path, ...]) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="STAGE_UNKNOWN",
            what=f"there is no stage {name!r}",
            where=_shown(asked_by[-1] if asked_by else root),
            next_step=f"The stages are {', '.join(stage_names(root)) or 'none'}; "
            f"a new one begins with {_shown(root / name / SETTINGS)}: {GUIDE}. One whose folder "
            "is outside of the checkout is found by `--in FOLDER`, and by `STAGES=FOLDER` of "
            "`make deploy` and `make synth`.",
        )
    )


def _invalid(what: str, path: Path) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="STAGE_SETTINGS_INVALID",
            what=what,
            where=_shown(path),
            next_step="Fix the settings; `Settings` in infra/settings describes every one.",
        )
    )


def _required(settings: Settings) -> tuple[str, ...]:
    """Return the settings that a stage must have of its own."""
    for_good = ("compliance_from",) if settings.object_lock == "prod" else ()
    # Whoever keeps data for good must hear when it is at risk.
    called = ("alarms",) if settings.keep_data else ()
    return (*OWN, *for_good, *called)


def _incomplete(
    name: str, root: Path, *, lacking: Sequence[str], has_profiles: bool
) -> ConfigurationError:
    nouns, steps = [f"no {key}" for key in lacking], []
    if lacking:
        steps.append(f"set {_joined(lacking)} in {_shown(root / name / SETTINGS)}")
    if not has_profiles:
        nouns.append("no partners")
        steps.append(f"add {_shown(root / name / PARTNERS)}/<id>.toml")
    todo = " and ".join(steps)
    return ConfigurationError(
        Explanation(
            code="STAGE_INCOMPLETE",
            what=f"stage {name!r} has {_joined(nouns)} of its own",
            where=_shown(root / name),
            next_step=f"{todo[0].upper()}{todo[1:]}; {GUIDE} shows how, "
            f"and `claimtrail stages {name}` checks it.",
        )
    )


def _joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _shown(path: Path) -> str:
    """Return a path as people type it: relative within this repository."""
    return str(path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path)
