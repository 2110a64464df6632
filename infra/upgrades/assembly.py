"""Reading the stacks of a release: from a cloud assembly's folder, or from a kept archive."""

import io
import json
import lzma
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.upgrades.model import Release, StackTemplate

ARCHIVE = ".tar.xz"
MANIFEST = "manifest.json"
_STACK = "aws:cloudformation:stack"

ReadFile = Callable[[str], bytes]


def read_release(source: Path) -> Release:
    """Return the release in a folder that `cdk synth` wrote, or in an archive of one.

    Raises:
        ConfigurationError: there is no cloud assembly, or it cannot be read; names the path.
    """
    try:
        read = _archived(source) if source.name.endswith(ARCHIVE) else _in_folder(source)
        manifest = json.loads(read(MANIFEST))
        stacks = _stacks(manifest["artifacts"], read)
    except (OSError, KeyError, ValueError, tarfile.TarError, lzma.LZMAError) as error:
        raise _unreadable(source, type(error).__name__) from None
    return Release(source=str(source), stacks=stacks)


def _stacks(artifacts: Mapping[str, Any], read: ReadFile) -> dict[str, StackTemplate]:
    names = {
        key: artifact["properties"].get("stackName", key)
        for key, artifact in artifacts.items()
        if artifact["type"] == _STACK
    }
    return {name: _stack(artifacts[key], name, names, read) for key, name in names.items()}


def _stack(
    artifact: Mapping[str, Any], name: str, names: Mapping[str, str], read: ReadFile
) -> StackTemplate:
    content = read(artifact["properties"]["templateFile"])
    return StackTemplate(
        name=name,
        template=json.loads(content),
        dependencies=tuple(names[each] for each in artifact["dependencies"] if each in names),
        bytes=len(content),
        region=artifact["environment"].rpartition("/")[2],
    )


def _in_folder(folder: Path) -> ReadFile:
    return lambda name: (folder / name).read_bytes()


def _archived(archive: Path) -> ReadFile:
    content = lzma.decompress(archive.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(content)) as members:
        files = {
            member.name: extracted.read()
            for member in members
            if member.name.endswith(".json") and (extracted := members.extractfile(member))
        }
    return lambda name: files[name]


def _unreadable(source: Path, error: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="RELEASE_UNREADABLE",
            what=f"no synthesized stacks can be read there ({error})",
            where=str(source),
            next_step="Name a folder that `make synth` wrote, such as cdk.out, or an archive of "
            "tests/fixtures/releases.",
        )
    )
