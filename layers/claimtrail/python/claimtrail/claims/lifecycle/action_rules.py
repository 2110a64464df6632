"""The tables behind `next_actions`: for each outcome, what a person does and by which deadline.

States and their actions are the project's own. CARCs that a second claim cannot fix (18, 29, 50,
97, 197) have rows of their own, which no row of their category replaces.
"""

from types import MappingProxyType

from claimtrail.claims.lifecycle.action_model import ActionRule, DeadlineKind
from claimtrail.claims.lifecycle.states import State

ACTIONS_VERSION = 2
"""Part of every rule that an action names; grows when a row of a table below changes."""

K = DeadlineKind
OTHERWISE: MappingProxyType[DeadlineKind, DeadlineKind] = MappingProxyType(
    {K.CORRECTED_CLAIM: K.TIMELY_FILING}
)
"""The clock that ends an action where the payer names no days for its own one."""
_RESUBMIT = (K.TIMELY_FILING, K.CORRECTED_CLAIM)
_CORRECT = (K.CORRECTED_CLAIM,)
_APPEAL = (K.APPEAL,)
_REPLACE = "send a replacement claim (frequency code 7) with the payer's claim number"
_RESEND = "send the claim again with the same frequency code: the payer never adjudicated it"

CODE_RULES: MappingProxyType[str, ActionRule] = MappingProxyType(
    {
        "18": ActionRule(
            name="carc-18",
            category="duplicate",
            action="Find the payer's decision on the first claim, and post that one. Do not bill "
            "again.",
            clocks=_APPEAL,
        ),
        "29": ActionRule(
            name="carc-29",
            category="timely filing",
            action="Appeal with proof that the claim was sent in time: the 999 and 277CA of the "
            "first submission. Do not bill again.",
            clocks=_APPEAL,
        ),
        "50": ActionRule(
            name="carc-50",
            category="medical necessity",
            action="Appeal with the medical records and a letter of medical necessity. Do not "
            "bill again.",
            clocks=_APPEAL,
        ),
        "97": ActionRule(
            name="carc-97",
            category="bundling",
            action="Check whether the service is paid within another one. If it is separate, "
            "appeal with the notes; else adjust it off. Do not bill again.",
            clocks=_APPEAL,
        ),
        "197": ActionRule(
            name="carc-197",
            category="authorization",
            action="Find the authorization, or ask for one after the service, and appeal with it. "
            "Do not bill again.",
            clocks=_APPEAL,
        ),
    }
)
"""By CARC: denials that a second claim cannot fix."""

CATEGORY_RULES: MappingProxyType[str, ActionRule] = MappingProxyType(
    {
        rule.category: rule
        for rule in (
            ActionRule(
                name="denied-duplicate",
                category="duplicate",
                action="Find the payer's earlier payment, and post that one. Do not bill again.",
                clocks=_APPEAL,
            ),
            ActionRule(
                name="denied-timely-filing",
                category="timely filing",
                action="Appeal with proof that claim and records were sent in time.",
                clocks=_APPEAL,
            ),
            ActionRule(
                name="denied-eligibility",
                category="eligibility",
                action="Check the patient's coverage on the dates of service. Bill the payer that "
                f"covered them; if it is this one, correct the member and {_REPLACE}.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
            ActionRule(
                name="denied-coordination-of-benefits",
                category="coordination of benefits",
                action="Find out which payer comes first, and bill it. If it has paid, "
                f"{_REPLACE} and the first payer's amounts.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
            ActionRule(
                name="denied-authorization",
                category="authorization",
                action="Find the authorization number, or ask for one after the service; "
                f"{_REPLACE}, or appeal.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
            ActionRule(
                name="denied-provider",
                category="provider",
                action="Check enrollment, NPI and taxonomy of the provider with the payer, correct "
                f"them, and {_REPLACE}.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
            ActionRule(
                name="denied-medical-necessity",
                category="medical necessity",
                action="Appeal with the medical records that support the service.",
                clocks=_APPEAL,
            ),
            ActionRule(
                name="denied-not-covered",
                category="not covered",
                action="Check the benefit, and whether the patient agreed in writing to pay. Bill "
                "the patient if so; else appeal, or adjust it off.",
                clocks=_APPEAL,
            ),
            ActionRule(
                name="denied-bundling",
                category="bundling",
                action="Check the modifiers of the lines. If the services are separate, correct "
                f"the modifier and {_REPLACE}.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
            ActionRule(
                name="denied-documentation",
                category="documentation",
                action="Send the records that the remark codes ask for.",
                clocks=_APPEAL,
            ),
            ActionRule(
                name="denied-missing-data",
                category="missing or invalid data",
                action=f"Correct the fields that the codes name, and {_REPLACE}.",
                clocks=_CORRECT,
                may_appeal=True,
            ),
        )
    }
)
"""By our category of a denial, the one that decides first on top where a claim has several."""

UNEXPLAINED_DENIAL = ActionRule(
    name="denied-without-reason",
    category="no reason yet",
    action="Get the 835 or the reason codes of the denial from the payer; then correct or appeal.",
    clocks=_APPEAL,
)
"""A denial without a CARC: a 277 F2 whose 835 has not come, or CLP02 4 without a denial reason."""

REJECTION_RULES: MappingProxyType[str, ActionRule] = MappingProxyType(
    {
        "A3": ActionRule(
            name="rejected-a3",
            category="unprocessable",
            action=f"Ask the payer why it returned the claim, correct it, and {_RESEND}.",
            clocks=_RESUBMIT,
        ),
        "A6": ActionRule(
            name="rejected-a6",
            category="missing information",
            action=f"Add the information that the status codes name, and {_RESEND}.",
            clocks=_RESUBMIT,
        ),
        "A7": ActionRule(
            name="rejected-a7",
            category="invalid information",
            action=f"Correct the information that the status codes name, and {_RESEND}.",
            clocks=_RESUBMIT,
        ),
        "A8": ActionRule(
            name="rejected-a8",
            category="fields that do not fit each other",
            action=f"Correct the fields that do not fit each other, and {_RESEND}.",
            clocks=_RESUBMIT,
        ),
    }
)
"""By status category of a 277CA (list 507)."""

STATE_RULES: MappingProxyType[State, ActionRule] = MappingProxyType(
    {
        State.TRANSMISSION_REJECTED: ActionRule(
            name="transmission-rejected",
            category="file or set rejected",
            action="Correct the fault that the TA1 or 999 names, and send the claim again. The "
            "payer does not have this claim.",
            clocks=_RESUBMIT,
        ),
        State.FRONT_END_REJECTED: ActionRule(
            name="rejected",
            category="rejected by the payer's front end",
            action=f"Correct the fault that the 277CA names, and {_RESEND}.",
            clocks=_RESUBMIT,
        ),
        State.DENIED: UNEXPLAINED_DENIAL,
        State.PARTIALLY_PAID: UNEXPLAINED_DENIAL,
        State.PENDED_PROVIDER_INFO: ActionRule(
            name="pended-provider-information",
            category="records requested",
            action="Send the payer the records that its request names. The claim is not decided "
            "before they come.",
            clocks=(K.DOCUMENTS,),
        ),
        State.PENDED_PATIENT_INFO: ActionRule(
            name="pended-patient-information",
            category="patient's answer requested",
            action="Ask the patient to answer the payer. The claim is not decided before the "
            "answer comes.",
            clocks=(K.DOCUMENTS,),
        ),
        State.REVERSED: ActionRule(
            name="payment-taken-back",
            category="payment taken back",
            action="Find out why the payer took its payment back and whether a new decision "
            "follows; then correct the claim or appeal.",
            clocks=_APPEAL,
        ),
        State.FORWARDED: ActionRule(
            name="forwarded",
            category="forwarded to a payer that is not billed",
            action="Ask to which payer the claim was forwarded, and bill that payer unless it has "
            "the claim.",
        ),
        State.FINAL_NO_PAYMENT: ActionRule(
            name="final-without-payment",
            category="nothing paid, nothing denied",
            action="Check the adjustment reasons against the contract. Appeal if the payer owes a "
            "payment; else adjust the claim off.",
            clocks=_APPEAL,
        ),
    }
)
"""The states in which a person must act, each with its row where no code says more."""

ASK_FIRST = (
    "Ask the payer whether it has the claim. Do not rebill until it says that it does not: a "
    "second original would deny as a duplicate (CARC 18)."
)
ASK_THE_PAYER = ActionRule(
    name="ask-whether-the-payer-has-it",
    category="accepted and rejected",
    action=ASK_FIRST,
    clocks=(K.TIMELY_FILING,),
)
"""Of a claim of which one word says that the payer has it, and another that it does not."""

PASSED: MappingProxyType[DeadlineKind, str] = MappingProxyType(
    dict.fromkeys(K, "Ask the payer for an exception, or write the balance off")
    # The payer has the claim and has not decided: late records may still count.
    | {K.DOCUMENTS: "Send what the payer asks for today, and ask it to take it late"}
)
"""The way that is left once the last day has passed, and no appeal is open."""

NO_ACTION: MappingProxyType[State, str] = MappingProxyType(
    {
        State.DRAFT: "our own 837 has not come; held evidence has an exception of its own",
        State.SUBMITTED: "the payer's acknowledgment is awaited",
        State.SYNTAX_ACCEPTED: "the payer's 277CA is awaited",
        State.RECEIVED: "the payer's acceptance is awaited",
        State.ACCEPTED: "the payer's decision is awaited",
        State.IN_PROCESS: "the payer's decision is awaited",
        State.IN_REVIEW: "the payer's decision is awaited",
        State.PAYER_HOLD: "the payer's decision is awaited",
        State.ADJUDICATED: "the payer's remittance is awaited",
        State.PAID: "nothing was denied",
        State.PATIENT_RESPONSIBILITY: "the billing system bills the patient",
        State.REVISED: "the payer's new decision is awaited",
        State.PREDETERMINED: "an estimate before the service: nothing is posted",
        State.APPEALED: "the payer's answer to the appeal is awaited",
        State.RESUBMITTED: "the payer's acknowledgment is awaited",
        State.VOIDED: "the claim was withdrawn",
        State.WRITTEN_OFF: "the balance was given up",
        State.CLOSED: "the claim is at its end",
    }
)
"""The states in which nobody on our side acts, and why; with `STATE_RULES` every state."""
