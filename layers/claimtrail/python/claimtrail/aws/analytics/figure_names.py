"""Names of counters as attributes have them: short, since a row's names are most of its bytes.

DynamoDB bills an update by the whole item, a unit for each KB. With these names a payer's states,
ten days of its open claims, or a week of their changes, stay below one. A name that the table lacks
is stored as it is. A group that goes from one to another (`ACCEPTED>PAID`) has the short names of
both.
"""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.analytics.figures.rows import (
    FROM_TO,
    AgeAnchor,
    age_group,
    counter_name,
    group_and_measure,
    group_of_day,
)
from claimtrail.claims.lifecycle.states import State

_MEASURES = {
    "balance": "b",
    "cents": "e",
    "charge": "c",
    "denied": "d",
    "n": "n",
    "paid": "p",
    "versions": "v",
}
_STATES = {
    State.DRAFT: "DR",
    State.SUBMITTED: "SU",
    State.TRANSMISSION_REJECTED: "TR",
    State.SYNTAX_ACCEPTED: "SA",
    State.RECEIVED: "RC",
    State.ACCEPTED: "AC",
    State.FRONT_END_REJECTED: "FR",
    State.IN_PROCESS: "IP",
    State.IN_REVIEW: "IR",
    State.PAYER_HOLD: "PH",
    State.PENDED_PROVIDER_INFO: "PP",
    State.PENDED_PATIENT_INFO: "PI",
    State.ADJUDICATED: "AD",
    State.PAID: "PD",
    State.PARTIALLY_PAID: "PA",
    State.DENIED: "DE",
    State.PATIENT_RESPONSIBILITY: "PR",
    State.FINAL_NO_PAYMENT: "NP",
    State.REVISED: "RV",
    State.REVERSED: "RR",
    State.FORWARDED: "FW",
    State.PREDETERMINED: "PT",
    State.APPEALED: "AP",
    State.RESUBMITTED: "RS",
    State.VOIDED: "VO",
    State.WRITTEN_OFF: "WO",
    State.CLOSED: "CL",
}
_ANCHORS = {AgeAnchor.SUBMITTED: "s", AgeAnchor.CHANGED: "c"}
_GROUPS = MappingProxyType(
    {state.value: short for state, short in _STATES.items()}
    | {age_group(anchor): f"@{short}" for anchor, short in _ANCHORS.items()}
    | {
        group_of_day(anchor, str(digit)): f"{short}{digit}"
        for anchor, short in _ANCHORS.items()
        for digit in range(10)
    }
)
_WHOLE_GROUPS = MappingProxyType({short: group for group, short in _GROUPS.items()})
_WHOLE_MEASURES = MappingProxyType({short: measure for measure, short in _MEASURES.items()})


def attribute_name(counter: str) -> str:
    """Return the name of the attribute that keeps a counter."""
    return _renamed(counter, _GROUPS, _MEASURES)


def counter_of(attribute: str) -> str:
    """Return the counter that an attribute keeps."""
    return _renamed(attribute, _WHOLE_GROUPS, _WHOLE_MEASURES)


def _renamed(name: str, groups: Mapping[str, str], measures: Mapping[str, str]) -> str:
    group, measure = group_and_measure(name)
    parts = (groups.get(part, part) for part in group.split(FROM_TO))
    return counter_name(FROM_TO.join(parts), measures.get(measure, measure))
