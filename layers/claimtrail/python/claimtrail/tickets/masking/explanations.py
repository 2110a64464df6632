"""Rules of masking in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "known": "the linked claim has it: {}",
        "label": "a label announces it: {}",
        "form": "it has the form of: {}",
        "date": "a date, written as: {}",
        "place": "a place smaller than a state: {}",
        "hl7": "field {} of an HL7 segment names a person",
        "x12": "element {} of a segment names a person",
        "names": "a person's name by {}",
    }
)


def explanation_of(rule: str) -> str:
    """Return why a rule masks, without what it masked."""
    family, _, words = rule.partition(":")
    return _FAMILIES[family].format(words)
