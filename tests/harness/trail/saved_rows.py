"""Rows of the datasets for tests of saved queries, and the queries' SQL."""

from collections.abc import Mapping
from typing import Any

from claimtrail.analytics.saved import saved_queries

SQL: Mapping[str, str] = {query.name: query.sql for query in saved_queries()}


def version(claim: str, number: int, state: str, **more: Any) -> dict[str, Any]:
    """A claim as one projection left it."""
    return {
        "claim_id": claim,
        "version": number,
        "payer_id": "larkspur",
        "state": state,
        "state_since": f"2026-03-{number:02d}",
        "charge_cents": 10000,
        "paid_cents": 0,
        "patient_responsibility_cents": 0,
        "balance_cents": 10000,
        "held_count": 0,
        "hidden": False,
        **more,
    }


def paid_by(claim: str, *remittances: str, state: str = "DENIED", **more: Any) -> dict[str, Any]:
    """A claim whose payments are these remittances; all of them decide about it."""
    ids = " ".join(remittances)
    return version(claim, 1, state, counted_remittances=ids, deciding_remittances=ids, **more)


def fact(claim: str, kind: str, on: str, **more: Any) -> dict[str, Any]:
    """Return what a file says of a claim."""
    return {
        "event_id": f"evt_{claim}_{kind}_{on}",
        "claim_id": claim,
        "payer_id": "larkspur",
        "kind": kind,
        "effective_on": on,
        **more,
    }


def file(name: str, status: str, at: str, **more: Any) -> dict[str, Any]:
    """A file at one of its statuses."""
    return {
        "file_id": name,
        "partner_id": "larkspur",
        "status": status,
        "received_at": "2026-03-02T08:00:00.000Z",
        "recorded_at": at,
        "size_bytes": 100,
        "set_count": 0,
        "rejected_set_count": 0,
        "event_count": 0,
        **more,
    }


def event_type(number: str, detail_type: str, at: str, **more: Any) -> dict[str, Any]:
    """An event of the bus."""
    return {"audit_id": f"evt_{number}", "detail_type": detail_type, "occurred_at": at, **more}


DAYS = {"three_ago": -3, "today": 0, "tomorrow": 1}


def remittance(name: str, claim: str, paid: int, **more: Any) -> dict[str, Any]:
    """A claim payment."""
    return {
        "remittance_id": name,
        "claim_id": claim,
        "payer_id": "larkspur",
        "paid_on": "2026-03-12",
        "status_code": "1",
        "payment_trace_number": "T1",
        "charge_cents": 10000,
        "paid_cents": paid,
        "patient_responsibility_cents": 0,
        "balanced": True,
        **more,
    }


def adjustment(
    number: int, claim: str, carc: str, role: str, category: str | None
) -> dict[str, Any]:
    """One reason of a remittance."""
    return {
        "adjustment_id": f"adj_{number}",
        "remittance_id": f"r{claim}",
        "claim_id": claim,
        "payer_id": "larkspur",
        "status_code": "1",
        "group_code": "CO",
        "carc": carc,
        "role": role,
        "category": category,
        "amount_cents": 500,
    }


def watched(name: str, number: int, status: str, **more: Any) -> dict[str, Any]:
    """An exception at one of its versions."""
    return {
        "exception_id": f"exc_{name}",
        "version": number,
        "status": status,
        "cause": "unmatched",
        "reason": "no_submission",
        "claim_id": f"c_{name}",
        "payer_id": "larkspur",
        "event_id": f"r_{name}",
        "recorded_at": "2026-03-12T08:00:00.000Z",
        **more,
    }


def payment(name: str, amount: int, *, claims: int, paid: int, **more: Any) -> dict[str, Any]:
    return {
        "payment_id": f"pay_{name}",
        "payer_id": "larkspur",
        "payment_trace_number": f"EFT-{name}",
        "paid_on": "2026-03-09",
        "method": "ACH",
        "amount_cents": amount,
        "claim_count": claims,
        "claims_paid_cents": paid,
        "file_id": f"f_{name}",
        "source_start": 200,
        "interchange_control_number": "000000001",
        "group_control_number": "1",
        "set_control_number": "0001",
        **more,
    }
