"""The data element dictionary: type and lengths by number, from pyx12's `dataele.xml`."""

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from xml.etree import ElementTree as ET

MAP_PACKAGE = "pyx12"
_STEADY_LISTS = frozenset({"states", "country", "currency", "entity_id", "pos"})
ENTITIES = "entity_id"
"""The list of data element 98: whom a name, or a status, is about."""
FORMAT_QUALIFIER, PERIOD = "1250", "1251"


@cache
def data_elements() -> dict[str, tuple[str, int, int]]:
    """Type, shortest and longest by data element number."""
    root = ET.fromstring(read_map("dataele.xml"))  # noqa: S314 - an installed package's file
    return {
        item.attrib["ele_num"]: (
            item.attrib["data_type"],
            int(item.attrib["min_len"]),
            int(item.attrib["max_len"]),
        )
        for item in root
    }


def read_map(name: str) -> str:
    """Return the text of a file among pyx12's maps."""
    return resources.files(MAP_PACKAGE).joinpath("map", name).read_text(encoding="utf-8")


def code_lists(entities: Iterable[str]) -> str:
    """Return the lists without days out of pyx12's `codes.xml`, as JSON: codes by list.

    `entities` are codes of data element 98 that guides name themselves: pyx12's list lacks the
    payer (PR) and others.
    """
    root = ET.fromstring(read_map("codes.xml"))  # noqa: S314 - an installed package's file
    lists = {
        item.findtext("id", ""): sorted({x.text or "" for x in item.iterfind("version/code")})
        for item in root.iter("codeset")
        if item.findtext("id") in _STEADY_LISTS
    }
    lists[ENTITIES] = sorted({*lists[ENTITIES], *entities})
    rows = (
        f"{json.dumps(name)}:{json.dumps(codes, separators=(',', ':'))}"
        for name, codes in sorted(lists.items())
    )
    return "{\n" + ",\n".join(rows) + "\n}\n"


def external_list(number: str) -> str:
    """Return the external list that a data element's values come from, where no map names it."""
    return {"1034": "carc"}.get(number, "")


def role_of(number: str) -> str:
    """Return whether a data element states the format of a period, or is the period."""
    return {FORMAT_QUALIFIER: "Q", PERIOD: "V"}.get(number, "")
