"""The month as a picture: one HTML file without scripts; claims, one's way, managers' answers."""

from collections import Counter
from html import escape
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from claimtrail.analytics.results import QueryResult, Value
from claimtrail.analytics.saved import saved_queries
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.timeline import TimelineRow, timeline
from claimtrail.cli.core.output import dollars, shown
from claimtrail.kernel.private_files import private_folder, write_private
from infra.local.demo.lake import ROWS, Answers

_GREY, _BLUE, _DEEP, _VIOLET, _TEAL, _GREEN, _LIME, _AMBER, _RED, _DARK = (
    *("#a9b4c2", "#6c9bd2", "#3f7cc0", "#8b5aa8", "#2a9d9d"),
    *("#3d9a50", "#8fb339", "#d9952f", "#c8453f", "#8d2c38"),
)
COLORS: MappingProxyType[State, str] = MappingProxyType(
    {
        State.DRAFT: "#d5dbe3",
        State.SUBMITTED: _GREY,
        State.TRANSMISSION_REJECTED: _DARK,
        State.SYNTAX_ACCEPTED: "#8fb4dd",
        State.RECEIVED: "#7ea8d8",
        State.ACCEPTED: _BLUE,
        State.FRONT_END_REJECTED: _DARK,
        State.IN_PROCESS: _DEEP,
        State.IN_REVIEW: "#275f9e",
        State.PAYER_HOLD: _VIOLET,
        State.PENDED_PROVIDER_INFO: "#b07cc9",
        State.PENDED_PATIENT_INFO: "#d6a3e3",
        State.ADJUDICATED: _TEAL,
        State.PAID: _GREEN,
        State.PARTIALLY_PAID: _LIME,
        State.DENIED: _RED,
        State.PATIENT_RESPONSIBILITY: "#bfae34",
        State.FINAL_NO_PAYMENT: "#7b8794",
        State.REVISED: _TEAL,
        State.REVERSED: "#c4701f",
        State.FORWARDED: _TEAL,
        State.PREDETERMINED: _GREY,
        State.APPEALED: "#b07cc9",
        State.RESUBMITTED: _AMBER,
        State.VOIDED: "#7b8794",
        State.WRITTEN_OFF: "#7b8794",
        State.CLOSED: "#7b8794",
    }
)
"""From gray over blue to green as a claim gets on; red where it was turned down."""
_BAR_WIDTH, _BAR_HEIGHT, _LABEL_WIDTH, _PITCH = 680, 22, 190, 34
_LEAST_LABELLED = 16
"""Pixels that a number needs in a bar."""

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1d2733;background:#fff;margin:2.5rem auto;
max-width:920px;padding:0 1.2rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.4rem 0 .6rem}
p{margin:.2rem 0;color:#55606e}.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:.6rem 0}
.legend span{font-size:.8rem}.legend i,.dot{display:inline-block;width:.75rem;height:.75rem;
border-radius:50%;margin-right:.4rem;vertical-align:-.06rem}
svg{width:100%;height:auto}text{font:13px system-ui,sans-serif;fill:#1d2733}
text.count{fill:#fff;font-weight:600;text-anchor:middle}
ol{list-style:none;margin:0;padding:0}li{display:grid;grid-template-columns:6.6rem 1.6rem 1fr;
position:relative;padding-bottom:1rem}li time{color:#55606e;font-variant-numeric:tabular-nums}
li .dot{width:1rem;height:1rem;margin:.25rem 0 0;z-index:1}
li:not(:last-child)::before{content:"";position:absolute;left:calc(6.6rem + .44rem);top:.9rem;
bottom:-.4rem;width:2px;background:#d5dbe3}
table{border-collapse:collapse;font-size:.85rem}th,td{text-align:left;padding:.2rem .9rem .2rem 0;
border-bottom:1px solid #d5dbe3}li small{display:block;color:#55606e}
code{font-size:.8rem;color:#55606e}
"""


def write_page(path: Path, claims: list[Claim], one: Claim | None, answers: Answers) -> Path:
    """Write the page; its path."""
    private_folder(path.parent)
    return write_private(path, page_of(claims, one, answers))


def page_of(claims: list[Claim], one: Claim | None, answers: Answers) -> str:
    """Return the page's HTML."""
    charged = dollars(sum(claim.charge_cents for claim in claims))
    paid = dollars(sum(claim.paid_cents for claim in claims))
    way = f"<h2>One claim's way: {escape(one.claim_id)}</h2>{_way(one)}" if one else ""
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>ClaimTrail: a month</title>"
        f"<style>{_STYLE}</style><h1>A month of claims</h1>"
        f"<p>{len(claims)} claims, {charged} charged, {paid} paid so far. All of it is fiction.</p>"
        f"<h2>Claim status by payer</h2>{_legend(claims)}{_bars(claims)}{way}"
        f"{_asked(answers)}</html>"
    )


def _asked(answers: Answers) -> str:
    """Return a table for each answer, and how to ask for more."""
    if not answers:
        return ""
    tables = "".join(
        f"<h3>{escape(saved.title)}</h3><p>{escape(saved.description)}</p>{_table(answer)}"
        for saved, answer in answers.items()
    )
    more = len(saved_queries()) - len(answers)
    return (
        f"<h2>What managers ask</h2>{tables}"
        f"<p>{more} more: <code>claimtrail query --list</code></p>"
    )


def _table(answer: QueryResult) -> str:
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in answer.columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>"
        for row in answer.rows[:ROWS]
    )
    left_out = len(answer.rows) - ROWS
    note = f"<p><small>and {left_out} rows more</small></p>" if left_out > 0 else ""
    return f"<table><tr>{head}</tr>{body}</table>{note}"


def _cell(value: Value) -> str:
    return escape(shown(value))


def _legend(claims: list[Claim]) -> str:
    counts = Counter(claim.state for claim in claims)
    entries = "".join(
        f"<span><i style='background:{_color(state)}'></i>{_words(state)} ({counts[state]})</span>"
        for state in State
        if counts[state]
    )
    return f"<div class='legend'>{entries}</div>"


def _bars(claims: list[Claim]) -> str:
    """Return a bar per payer, as long as it has claims, in the order of the lifecycle."""
    payers = Counter(claim.payer_id for claim in claims)
    counts = Counter((claim.payer_id, claim.state) for claim in claims)
    scale = _BAR_WIDTH / max(payers.values(), default=1)
    drawn = []
    for row, (payer, total) in enumerate(payers.most_common()):
        top, left = row * _PITCH, float(_LABEL_WIDTH)
        middle = top + _BAR_HEIGHT * 0.72
        drawn.append(f"<text x='0' y='{middle:.0f}'>{escape(payer)}</text>")
        for state in State:
            count = counts[payer, state]
            width = count * scale
            if count:
                drawn.append(
                    f"<rect x='{left:.1f}' y='{top}' width='{max(width - 1, 1):.1f}' "
                    f"height='{_BAR_HEIGHT}' fill='{_color(state)}'>"
                    f"<title>{escape(payer)}: {count} {_words(state)}</title></rect>"
                )
            if width >= _LEAST_LABELLED:
                center = left + width / 2
                drawn.append(
                    f"<text class='count' x='{center:.1f}' y='{middle:.0f}'>{count}</text>"
                )
            left += width
        drawn.append(f"<text x='{left + 6:.1f}' y='{middle:.0f}'>{total}</text>")
    width, height = _LABEL_WIDTH + _BAR_WIDTH + 40, max(len(payers) * _PITCH, 1)
    return f"<svg viewBox='0 0 {width} {height}' role='img'>{''.join(drawn)}</svg>"


def _way(claim: Claim) -> str:
    rows = timeline(claim)
    waits = [
        0,
        *((after.effective_on - before.effective_on).days for before, after in pairwise(rows)),
    ]
    items = "".join(_step(row, days) for row, days in zip(rows, waits, strict=True))
    money = f"{dollars(claim.charge_cents)} charged, {dollars(claim.paid_cents)} paid"
    return f"<p>{escape(claim.payer_id)}; {money}.</p><ol>{items}</ol>"


def _step(row: TimelineRow, days: int) -> str:
    waited = f" <small>after {days} day{'s' * (days > 1)}</small>" if days else ""
    word = (
        "implied: the payer never sent this status"
        if row.inferred
        else f"{row.transaction} {' '.join(row.codes)}"
    )
    meaning = "" if row.inferred or not row.meaning else f": {row.meaning}"
    return (
        f"<li><time>{row.effective_on}{waited}</time>"
        f"<span class='dot' style='background:{_color(row.after)}'></span>"
        f"<div><b>{_words(row.after)}</b> <small>{escape(word + meaning)}</small>"
        f"<code>{escape(row.file_id)}, bytes {row.start}-{row.end}</code></div></li>"
    )


def _color(state: str) -> str:
    return COLORS[State(state)]


def _words(state: str) -> str:
    return escape(state_words(state))
