"""Keeping a release: its assembly in one small archive, without the libraries of others.

Templates, our functions, our layer and the partners' profiles are kept. Layers of libraries are
not: whoever deploys a kept release takes those that this tree builds.
"""

import io
import json
import lzma
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from claimtrail.partners.profile import PROFILE_PACKAGE
from infra.upgrades.assembly import MANIFEST, read_release

_KEPT = (".template.json", ".assets.json", ".metadata.json")
_PACKAGES = ("claimtrail", PROFILE_PACKAGE)
_LAYER = "AWS::Lambda::LayerVersion"
_DESCRIBED = "ClaimTrail: "
_DEPLOYED = ("aws:cloudformation:stack", "cdk:asset-manifest")


def pack(assembly: Path, *, with_code: bool = True) -> bytes:
    """Return the archive of an assembly: the same bytes for the same assembly.

    Without code it can be compared, and not be deployed.
    """
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, content in sorted(_files(assembly, with_code=with_code)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return lzma.compress(plain.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def unpack(archive: Path, folder: Path, libraries: Mapping[str, Path]) -> Path:
    """Write a kept release into a folder, so that the CDK can deploy it; return the folder.

    `libraries` has a folder for each layer of libraries, such as `third_party`.
    """
    content = lzma.decompress(archive.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(content)) as members:
        members.extractall(folder, filter="data")
    for layer, digest in _library_layers(folder):
        asset = folder / f"asset.{digest}"
        if not asset.exists():
            shutil.copytree(libraries[layer], asset)
    return folder


def _files(assembly: Path, *, with_code: bool) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, _manifest(assembly)
    yield "cdk.out", (assembly / "cdk.out").read_bytes()
    for path in assembly.iterdir():
        if path.name.endswith(_KEPT):
            yield path.name, path.read_bytes()
        elif with_code and path.is_dir() and _is_ours(path):
            for file in path.rglob("*"):
                if file.is_file():
                    yield file.relative_to(assembly).as_posix(), file.read_bytes()


def _manifest(assembly: Path) -> bytes:
    """Return the manifest without reports and the tree of constructs, which nothing deploys."""
    manifest = json.loads((assembly / MANIFEST).read_text(encoding="utf-8"))
    artifacts = manifest["artifacts"]
    manifest["artifacts"] = {
        key: artifact for key, artifact in artifacts.items() if artifact["type"] in _DEPLOYED
    }
    return json.dumps(manifest, indent=1).encode()


def _is_ours(asset: Path) -> bool:
    if (asset / "functions").is_dir():
        return True
    return any((asset / "python" / package).is_dir() for package in _PACKAGES)


def _library_layers(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the asset's digest of each layer, from the templates."""
    for stack in read_release(folder).stacks.values():
        for resource in stack.resources.values():
            if resource["Type"] == _LAYER:
                yield _layer(resource["Properties"])


def _layer(properties: Mapping[str, Any]) -> tuple[str, str]:
    digest = str(properties["Content"]["S3Key"]).partition(".")[0]
    return str(properties["Description"]).removeprefix(_DESCRIBED), digest
