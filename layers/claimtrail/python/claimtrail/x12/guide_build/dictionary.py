"""The data element dictionary: type and lengths by number, from pyx12's `dataele.xml`."""

from functools import cache
from importlib import resources
from xml.etree import ElementTree  # noqa: S405 - a file of an installed package, at build time

MAP_PACKAGE = "pyx12"
FORMAT_QUALIFIER, PERIOD = "1250", "1251"


@cache
def data_elements() -> dict[str, tuple[str, int, int]]:
    """Type, shortest and longest by data element number."""
    root = ElementTree.fromstring(read_map("dataele.xml"))  # noqa: S314 - see above
    return {
        item.attrib["ele_num"]: (
            item.attrib["data_type"],
            int(item.attrib["min_len"]),
            int(item.attrib["max_len"]),
        )
        for item in root
    }


def read_map(name: str) -> str:
    """The text of a file among pyx12's maps."""
    return resources.files(MAP_PACKAGE).joinpath("map", name).read_text(encoding="utf-8")


def role_of(number: str) -> str:
    """Whether a data element states the format of a period, or is the period."""
    return {FORMAT_QUALIFIER: "Q", PERIOD: "V"}.get(number, "")
