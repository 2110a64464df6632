"""A claim's versions, and the claims that it replaces or that replace it, as `claim` shows them."""

from types import MappingProxyType

from claimtrail.claims.fold.claim_parts import Related
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.cli.core.output import Output, dollars

_VERBS = MappingProxyType({"7": ("replaces", "replaced"), "8": ("voids", "voided")})
"""CLM05-3 of the newer claim: what it does, and what is done to the older one."""


def show_lineage(output: Output, one: Claim) -> None:
    """Nothing for a claim that was sent once, under one number."""
    if one.supersedes:
        output.say(f"  {_verbs(one.supersedes)[0]} {_other(one.supersedes)}")
    for newer in one.superseded_by:
        output.say(f"  {_verbs(newer)[1]} by {_other(newer)}")
    if len(one.submissions) > 1 or one.superseded_by:
        output.heading("Submissions")
        output.table(
            ("No.", "Sent", "Frequency", "Charged", "REF*F8", "Ended in", "On", "By", "File"),
            [
                (
                    version.number,
                    version.submitted_on,
                    version.frequency_code,
                    dollars(version.charge_cents),
                    version.payer_claim_control_number,
                    state_words(version.ended_in) if version.ended_in else "current",
                    version.superseded_on,
                    version.superseded_by_claim or version.superseded_by,
                    version.source.file_id,
                )
                for version in one.submissions
            ],
            right=("Charged",),
        )
    if one.match_decisions:
        output.heading("Match decisions")
        output.table(
            ("When", "By", "Decision", "Claims", "Why"),
            [
                (
                    f"{each.at:%Y-%m-%d %H:%MZ}",
                    each.by,
                    each.decision.lower(),
                    " ".join((each.accepted,) if each.accepted else each.rejected),
                    each.why,
                )
                for each in one.match_decisions
            ],
        )
    if one.payer_claims:
        output.heading("Payer claim numbers")
        output.table(
            ("Payer", "Number", "State", "Split", "Paid"),
            [
                (
                    part.payer_id,
                    part.number,
                    state_words(part.state) if part.state else "",
                    "yes" if part.split else "",
                    dollars(part.paid_cents),
                )
                for part in one.payer_claims
            ],
            right=("Paid",),
        )


def _verbs(related: Related) -> tuple[str, str]:
    return _VERBS.get(related.frequency_code, ("supersedes", "superseded"))


def _other(related: Related) -> str:
    return f"{related.claim_id}, sent {related.effective_on} ({related.rule})"
