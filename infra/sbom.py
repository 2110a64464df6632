"""`python -m infra.sbom FOLDER`: software bills of materials, CycloneDX 1.6, from the locked files.

`deployed.cdx.json` lists what goes to AWS: our package and the layers' libraries. The other,
`development.cdx.json`, lists what builds, tests and runs it on a laptop. Both come from the files
that installations are pinned by, with the digests in them; the same files give the same bytes.
"""

import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from claimtrail import __version__

ROOT = Path(__file__).parents[1]
LAYERS = (
    "layers/third_party/requirements.txt",
    "layers/attachments/requirements.txt",
    "layers/columnar/requirements.txt",
    "layers/documents/requirements.txt",
    "layers/signatures/requirements.txt",
)
"""The deployed components."""
TOOLS = (
    "requirements/uv.txt",
    "requirements/dev.txt",
    "requirements/package.txt",
    "requirements/cloud.txt",
    "requirements/audit.txt",
    "requirements/bench-fuzz.txt",
    "requirements/name-lists.txt",
    "requirements/bench-peers.txt",
)
LOCKS = (
    "package-lock.json",
    "tests/benchmarks/node/package-lock.json",
    "tests/browser/package-lock.json",
)
_PIN = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ALGORITHMS = {"sha512": HashAlgorithm.SHA_512, "sha256": HashAlgorithm.SHA_256}
_MODULES = "node_modules/"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands for the time of making, so that a bill tells of the files and of nothing else."""


def libraries_of(requirements: Path) -> Iterator[Component]:
    """Yield the Python libraries that a locked file pins, each with the digests of its archives."""
    entries = requirements.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for entry in entries:
        pin = _PIN.match(entry)
        if pin:
            digests = [
                HashType(alg=HashAlgorithm.SHA_256, content=digest)
                for digest in _DIGEST.findall(entry)
            ]
            yield _component("pypi", pin["name"], pin["version"], digests)


def packages_of(lock: Path) -> Iterator[Component]:
    """Yield the npm packages that a lock file pins, each with the digest of its archive."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for place, package in packages.items():
        if place:
            algorithm, _, digest = package["integrity"].partition("-")
            content = base64.b64decode(digest).hex()
            name = place.rpartition(_MODULES)[2]
            digests = [HashType(alg=_ALGORITHMS[algorithm], content=content)]
            yield _component("npm", name, package["version"], digests)


def deployed() -> Bom:
    """Return what goes to AWS."""
    libraries = (library for name in LAYERS for library in libraries_of(ROOT / name))
    return _bill("claimtrail", libraries)


def development() -> Bom:
    """Return what builds, tests and runs it on a laptop."""
    libraries = [library for name in TOOLS for library in libraries_of(ROOT / name)]
    packages = [package for name in LOCKS for package in packages_of(ROOT / name)]
    return _bill("claimtrail-development", [*libraries, *packages])


def rendered(bill: Bom) -> str:
    """Return the bill as JSON. Raises ValueError when it is not valid by CycloneDX's schema."""
    text = JsonV1Dot6(bill).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise ValueError(f"not a CycloneDX document: {fault}")
    return f"{text}\n"


def write(folder: Path) -> list[Path]:
    """Write both bills; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, bill in (("deployed", deployed()), ("development", development())):
        path = folder / f"{name}.cdx.json"
        path.write_text(rendered(bill), encoding="utf-8")
        written.append(path)
    return written


def _component(kind: str, name: str, version: str, digests: list[HashType]) -> Component:
    namespace, _, plain = name.rpartition("/")
    purl = PackageURL(type=kind, namespace=namespace or None, name=plain, version=version)
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        purl=purl,
        bom_ref=purl.to_string(),
        hashes=digests,
    )


def _bill(name: str, components: Iterable[Component]) -> Bom:
    # One that two files pin alike is one.
    found = {str(component.bom_ref): component for component in components}
    bill = Bom(
        components=found.values(), serial_number=uuid5(NAMESPACE_URL, "".join(sorted(found)))
    )
    bill.metadata.timestamp = _EPOCH
    bill.metadata.component = Component(
        type=ComponentType.APPLICATION, name=name, version=__version__, bom_ref=name
    )
    bill.register_dependency(bill.metadata.component, found.values())
    return bill


if __name__ == "__main__":
    for made in write(Path(sys.argv[1])):
        sys.stdout.write(f"{made}\n")
