"""`python -m tools.guide_build` writes the guide tables; `--check` only compares them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import claimtrail.x12.guides as x12_guides
from tools.guide_build.compact import to_table
from tools.guide_build.corrections import admit_versions, correct
from tools.guide_build.dictionary import code_lists
from tools.guide_build.guide_text import read_guide_text
from tools.guide_build.model import GuideSource, named_entities
from tools.guide_build.pyx12_maps import read_pyx12_map

TABLES = Path(x12_guides.__file__).parent / "tables"
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
    """Yield every guide, corrected."""
    for name, version, identifier, functional_code in MAPS:
        guide = read_pyx12_map(
            name, version=version, identifier=identifier, functional_code=functional_code
        )
        correct(guide)
        admit_versions(guide)
        yield guide
    for path in sorted(OWN_GUIDES.glob("*.guide")):
        yield read_guide_text(path.read_text(encoding="utf-8"))


def stale() -> dict[str, str]:
    """Return the files that differ from what is there, by name."""
    guides = list(sources())
    tables = {f"{item.identifier}.{item.version}.json": to_table(item) for item in guides}
    tables["codes.json"] = code_lists(code for guide in guides for code in named_entities(guide))
    return {name: text for name, text in tables.items() if _text(TABLES / name) != text}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """Write what changed; with `--check`, say what would. Returns the exit status."""
    only_check = "--check" in sys.argv
    changed = stale()
    for name, text in changed.items():
        sys.stdout.write(f"{name}\n")
        if not only_check:
            (TABLES / name).write_text(text, encoding="utf-8")
    return int(only_check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
