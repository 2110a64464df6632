"""Page of errors in plain words, docs/errors.md."""

from claimtrail.tickets.error_texts.table import ErrorSource, ErrorText, error_table

_HEAD = """# Errors in plain words

    $ claimtrail errors explain http 503
    Payer's system is down
      The payer is in maintenance, or overloaded.
      Owner: queue:operations; may be tried again
      1. Compare with the payer's maintenance windows.
      2. Wait: it is tried again by itself.

One table says what an error of any system means: its cause, who works on it, what to do, and
whether the same may simply be tried again. Tickets take their text from it. It is data,
[errors.toml](../layers/claimtrail/python/claimtrail/tickets/error_texts/errors.toml), and this page
is rendered from it by `make docs`.

An error is looked up by its source, its code, and where an entry has one a pattern on its masked
text. An entry with a pattern goes before one without, a code before `*`.

## Errors that are not in the table

    $ claimtrail errors
      Error        Source   Code   Count   First                  Last
     ──────────────────────────────────────────────────────────────────────────────
      uer_4f2k9m   http     418        3   2026-11-24 09:10:00Z   2026-11-24 11:02:00Z

A code that a payer or an EHR reports is looked up as its ticket opens, what a mail server or a chat
answers as a notice fails, and what functions failed by when dead letters came. An unknown error
opens a review, or joins the one of its code; without a code, that of the same form of masked text.
Of channels and functions the code alone is kept. The entry has counts, instants and the SHA-256 of
the text. The text itself may name
a patient: it stands in the claim table, and `claimtrail errors show ERROR` records the access
before it shows it. A text in place of a code is taken for a text.
"""


def render() -> str:
    """Return the page."""
    entries = error_table().entries()
    return "\n".join((_HEAD, *(_section(source, entries) for source in ErrorSource)))


def _section(source: ErrorSource, entries: tuple[ErrorText, ...]) -> str:
    rows = [_row(one) for one in entries if one.source is source]
    head = "| Code | Title | Cause | Owner | Again | What to do |"
    return "\n".join(
        (f"## {_TITLES[source]}\n", head, "| --- | --- | --- | --- | --- | --- |", *rows, "")
    )


def _row(one: ErrorText) -> str:
    code = f"`{one.code}`"
    if one.pattern:
        code += f", text like `{one.pattern.replace('|', ' / ')}`"
    again = "yes" if one.retryable else ""
    owner = one.owner.removeprefix("queue:")
    return f"| {code} | {one.title} | {one.cause} | {owner} | {again} | {' '.join(one.steps)} |"


_TITLES = {
    ErrorSource.TA1: "TA1: envelopes",
    ErrorSource.ACKNOWLEDGMENT_999: "999: sets",
    ErrorSource.ACKNOWLEDGMENT_277CA: "277CA: claims",
    ErrorSource.HTTP: "HTTP",
    ErrorSource.SFTP: "SFTP",
    ErrorSource.AS2: "AS2",
    ErrorSource.SOAP: "SOAP and CORE",
    ErrorSource.HL7: "HL7: answers of EHRs",
    ErrorSource.SMTP: "SMTP: mail of notices",
    ErrorSource.WEBHOOK: "Webhooks: chats of notices",
    ErrorSource.FUNCTION: "Our own functions",
    ErrorSource.EXCEPTION: "Evidence that is held",
}
