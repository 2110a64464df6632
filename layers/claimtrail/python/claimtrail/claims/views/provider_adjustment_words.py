"""The words for reasons of provider-level adjustments (PLB)."""

from types import MappingProxyType

REASONS = MappingProxyType(
    {
        "50": "late filing penalty",
        "51": "interest penalty",
        "72": "authorized return",
        "90": "early payment allowance",
        "AP": "acceleration of benefits",
        "B2": "rebate",
        "B3": "recovery allowance",
        "BD": "bad debt",
        "BN": "bonus",
        "C5": "temporary allowance",
        "CR": "capitation interest",
        "CS": "adjustment",
        "CT": "capitation payment",
        "CV": "capital passthrough",
        "CW": "CRNA passthrough",
        "DM": "direct medical education",
        "E3": "withholding",
        "FB": "forwarded balance",
        "FC": "fund allocation",
        "GO": "graduate medical education",
        "IP": "incentive premium",
        "IR": "tax withholding",
        "IS": "interim settlement",
        "J1": "nonreimbursable",
        "L3": "penalty",
        "L6": "interest",
        "LE": "levy",
        "LS": "lump sum",
        "OA": "organ acquisition",
        "OB": "offset for affiliated providers",
        "PI": "periodic interim payment",
        "PL": "final settlement",
        "RA": "retroactive adjustment",
        "RE": "return on equity",
        "SL": "student loan repayment",
        "TL": "third party liability",
        "WO": "overpayment recovery",
        "WU": "unspecified recovery",
    }
)
"""PLB03-1 (X12 5010 data element 426), in our words."""


def plb_words(code: str) -> str:
    """Return the words of a reason; empty for a code that the table does not have."""
    return REASONS.get(code, "")
