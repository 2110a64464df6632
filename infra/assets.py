"""The code that functions run: staged under build/, the same bytes for the same sources.

Nothing with a time or a path of this machine goes in (no bytecode, no scripts, no metadata of an
editable install), so that a second deployment of the same sources changes nothing.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimtrail.access.sign_in.people import PEOPLE_FILE, PEOPLE_PACKAGE
from claimtrail.partners.profile import PROFILE_PACKAGE
from infra.functions.declaration import FunctionDeclaration
from infra.settings import REPOSITORY, Settings
from infra.stage import Stage

BUILD = REPOSITORY / "build"
PACKAGE = REPOSITORY / "layers" / "claimtrail" / "python" / "claimtrail"
REQUIREMENTS = {
    name: REPOSITORY / "layers" / name / "requirements.txt"
    for name in ("third_party", "attachments", "columnar", "documents", "signatures")
}
UNZIPPED_LIMIT = 250 * 1024 * 1024
"""Bytes of a function with its layers, unzipped (AWS Lambda quota)."""

_LEFT_AT_HOME = frozenset({"cli"})
"""Rooms of the package that no function needs."""
_BYTECODE = "__pycache__"
_DIGEST_LENGTH = 12
_PEOPLE_INIT = '"""The people of this stage, deployed with the functions that sign them in."""\n'
_PARTNERS_INIT = (
    '"""The trading partners\' profiles of this stage, deployed with the functions."""\n'
)


@dataclass(frozen=True, slots=True)
class Assets:
    """Folders that the stacks hand to the CDK."""

    functions: Mapping[str, Path]
    """Function name to its folder, which keeps the path functions/<noun>/."""
    layers: Mapping[str, Path]
    """Layers of every function: name to its folder, which holds python/."""
    own_layers: Mapping[str, Path]
    """Layers of some functions, as they declare them."""
    code_version: str
    """Short digest of the package's sources; every event says which version read it."""


def stage_assets(
    stage: Stage, declared: Iterable[FunctionDeclaration], *, build: Path = BUILD
) -> Assets:
    """Stage everything for one stage.

    Raises:
        ValueError: a function with its layers would exceed UNZIPPED_LIMIT.
        subprocess.CalledProcessError: the third-party layer could not be built; uv says why.
    """
    declared = tuple(declared)
    layers = {
        "claimtrail": _write(build / "layers" / "claimtrail", _package_files()),
        "partners": _write(
            build / "stages" / stage.settings.stage / "partners", _partner_files(stage.profiles)
        ),
        "third_party": _libraries("third_party", stage.settings, build / "layers"),
    }
    own_layers = {
        name: _libraries(name, stage.settings, build / "layers")
        for name in sorted({name for one in declared for name in one.layers})
    }
    functions = {
        one.name: _write(_folder_of(one, stage, build), _function_files(one, stage))
        for one in declared
    }
    shared = sum(map(_size, layers.values()))
    for one in declared:
        own = sum(_size(own_layers[layer]) for layer in one.layers)
        _check_size(one.name, shared + own + _size(functions[one.name]))
    return Assets(
        functions=functions,
        layers=layers,
        own_layers=own_layers,
        code_version=_digest(_package_files()),
    )


def _check_size(name: str, size: int) -> None:
    if size > UNZIPPED_LIMIT:
        raise ValueError(f"{name} and its layers have {size} bytes, {UNZIPPED_LIMIT} are allowed")


def _folder_of(function: FunctionDeclaration, stage: Stage, build: Path) -> Path:
    """Return where a function is staged: of its stage, where it has the stage's people."""
    own = build / "stages" / stage.settings.stage if function.knows_people else build
    return own / "functions" / function.name


def _function_files(function: FunctionDeclaration, stage: Stage) -> dict[str, bytes]:
    """Return a function's files, and the stage's table of people for those that sign them in.

    The table is no layer: Lambda takes five of them.
    """
    noun = function.noun
    names = ("__init__.py", f"{noun}/__init__.py", f"{noun}/{function.name}.py")
    files = {f"functions/{file}": (function.root / file).read_bytes() for file in names}
    if function.knows_people:
        files |= _people_files(stage.profiles.parent / PEOPLE_FILE)
    return files


def _package_files() -> dict[str, bytes]:
    return {
        f"python/{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in _sources(PACKAGE)
    }


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in _LEFT_AT_HOME and _BYTECODE not in parts:
            yield path


def _partner_files(profiles: Path) -> dict[str, bytes]:
    files = {f"python/{PROFILE_PACKAGE}/__init__.py": _PARTNERS_INIT.encode()}
    for path in sorted(profiles.glob("*.toml")):
        files[f"python/{PROFILE_PACKAGE}/{path.name}"] = path.read_bytes()
    return files


def _people_files(table: Path) -> dict[str, bytes]:
    return {
        f"{PEOPLE_PACKAGE}/__init__.py": _PEOPLE_INIT.encode(),
        f"{PEOPLE_PACKAGE}/{PEOPLE_FILE}": table.read_bytes() if table.is_file() else b"",
    }


def _libraries(name: str, settings: Settings, layers: Path) -> Path:
    """Build a layer with uv, once for each state of its requirements and each platform."""
    target = (
        ("--python-platform", settings.wheel_platform, "--python-version", settings.python)
        if settings.wheel_platform
        else ("--python", sys.executable)
    )
    key = f"{settings.wheel_platform or sys.platform}|{settings.architecture}|{settings.python}"
    digest = hashlib.sha256(key.encode() + REQUIREMENTS[name].read_bytes()).hexdigest()[
        :_DIGEST_LENGTH
    ]
    layer = layers / f"{name}-{digest}"
    if layer.is_dir():
        return layer
    layers.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=layers) as scratch:
        unfinished = Path(scratch) / "layer"
        command = [
            *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet"),
            *("--no-deps", "--require-hashes", "--only-binary", ":all:"),
            *("--link-mode", "copy", *target),
            *("--target", str(unfinished / "python"), "-r", str(REQUIREMENTS[name])),
        ]
        subprocess.run(command, check=True)  # noqa: S603 - a fixed command line of ours
        _clean(unfinished / "python")
        unfinished.chmod(0o755)
        if not layer.is_dir():
            unfinished.rename(layer)
    return layer


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Make the folder hold exactly these files, touching only what differs."""
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return folder


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}|{len(content)}|".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGEST_LENGTH]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _clean(site: Path) -> None:
    """Take out what installing leaves beside the libraries: scripts, a lock, bytecode."""
    for path in (site / "bin", *site.rglob(_BYTECODE)):
        shutil.rmtree(path, ignore_errors=True)
    (site / ".lock").unlink(missing_ok=True)
