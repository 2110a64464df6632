"""`python -m claimtrail.x12.guide_build` writes the guide tables; `--check` only compares them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from claimtrail.x12.guide_build.compact import to_table
from claimtrail.x12.guide_build.corrections import correct
from claimtrail.x12.guide_build.dictionary import code_lists
from claimtrail.x12.guide_build.guide_text import read_guide_text
from claimtrail.x12.guide_build.model import GuideSource
from claimtrail.x12.guide_build.pyx12_maps import read_pyx12_map

TABLES = Path(__file__).parents[1] / "tables"
OWN_GUIDES = Path(__file__).parent / "guides"
MAPS = (
    ("835.5010.X221.A1.xml", "005010X221A1", "835", "HP"),
    ("277.5010.X214.xml", "005010X214", "277", "HN"),
    ("837.5010.X222.A1.xml", "005010X222A1", "837", "HC"),
    ("837Q3.I.5010.X223.A1.xml", "005010X223A2", "837", "HC"),
    ("999.5010X231.A1.xml", "005010X231A1", "999", "FA"),
    ("999.5010.xml", "005010X231", "999", "FA"),
)
"""Map file, GS08, ST01, GS01."""


def sources() -> Iterator[GuideSource]:
    """Every guide, corrected."""
    for name, version, identifier, functional_code in MAPS:
        guide = read_pyx12_map(
            name, version=version, identifier=identifier, functional_code=functional_code
        )
        correct(guide)
        yield guide
    for path in sorted(OWN_GUIDES.glob("*.guide")):
        yield read_guide_text(path.read_text(encoding="utf-8"))


def main() -> int:
    """Write what changed; with `--check`, say what would. Returns the exit status."""
    changed = 0
    tables = {f"{item.identifier}.{item.version}.json": to_table(item) for item in sources()}
    for name, table in {**tables, "codes.json": code_lists()}.items():
        path = TABLES / name
        if path.exists() and path.read_text(encoding="utf-8") == table:
            continue
        changed += 1
        sys.stdout.write(f"{path.name}\n")
        if "--check" not in sys.argv:
            path.write_text(table, encoding="utf-8")
    return int(bool(changed) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
