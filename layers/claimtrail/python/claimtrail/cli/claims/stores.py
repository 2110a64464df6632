"""A stage's claims as commands read them, by id, by control number and by payer."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import click

from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.operations import claim_secret
from claimtrail.claims.facts.events import id_search_key
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.store.ports import (
    BatchStore,
    ChangeWriter,
    ClaimReader,
    EntityStore,
    EventLog,
    Listings,
    MatchStore,
    TermStore,
)
from claimtrail.claims.store.search_index import SearchIndex
from claimtrail.cli.core.as_named import remember_typed
from claimtrail.cli.core.options import synthetic_wanted
from claimtrail.cli.core.short_ids import is_short
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.command_texts import with_ids
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, claim_id
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.partners.synthetic import SYNTHETIC_IDS

_PAGE = 200


class StageClaims(
    EventLog,
    ClaimReader,
    ChangeWriter,
    MatchStore,
    SearchIndex,
    EntityStore,
    TermStore,
    BatchStore,
    Listings,
    Protocol,
):
    """The ports of the stored claims that commands use."""


def payers_of(stage: Stage) -> list[str]:
    """Return the ids under which claims and records stand.

    The stage's payers, then its other partners.
    """
    return stage.output(PartnerOutput.PAYERS).split(",")


def store_of(stage: Stage) -> StageClaims:
    """Return the stage's claims."""
    return claim_store(stage.output(ClaimOutput.CLAIM_TABLE))


def payers_wanted(stage: Stage, payer: str | None) -> list[str]:
    """Return the payer that is asked for, or all. Raises NotFoundError when there is none such.

    The synthetic ones are among all only where `--synthetic` asks for them alone.
    """
    known = list(SYNTHETIC_IDS) if synthetic_wanted() else payers_of(stage)
    if payer is None:
        return known
    if payer in known or is_synthetic(payer):
        return [payer]
    raise NotFoundError(
        Explanation(
            code="PARTNER_UNKNOWN",
            what=f"no partner is called {payer!r}",
            where=f"stage {stage.name}",
            next_step=f"The partners are: {', '.join(sorted(known))}.",
        )
    )


def read_claims(stage: Stage, *, payer: str | None, wanted: State | None) -> Iterator[Claim]:
    """Yield the stage's claims by payer and state; within a state, the longest there first."""
    store = store_of(stage)
    for payer_id in payers_wanted(stage, payer):
        yield from _pages(partial(store.list_claims, payer_id=payer_id, state=wanted))


def _pages(listing: Callable[..., tuple[list[Claim], str | None]]) -> Iterator[Claim]:
    after: str | None = None
    while True:
        page, after = listing(limit=_PAGE, after=after)
        yield from page
        if after is None:
            break


def identify(stage: Stage, identifier: str, *, number: bool) -> str:
    """Return the id of a claim that is named by its id, or by its patient control number.

    A short id that was not shown on this machine is looked up among all of the stage's claims. One
    that begins several ids, or none, stays as it is.
    """
    if number or not identifier.startswith(CLAIM_PREFIX):
        return find_claim_id(stage, identifier)
    if not is_short(identifier):
        return identifier
    entered = store_of(stage).claims_found_by(id_search_key(identifier), limit=_PAGE)
    found = [one for one in entered if one.startswith(identifier)]
    return found[0] if len(found) == 1 else identifier


def find_claim_id(stage: Stage, number: str) -> str:
    """Return the claim of a patient control number, by the stage's own secret."""
    if not number.strip():
        raise click.UsageError("CLAIM is empty: give a claim's id or its patient control number.")
    found = claim_id(
        secret=claim_secret(stage.output(ClaimOutput.CLAIM_KEY_SECRET)),
        organization_id=stage.output(ClaimOutput.ORGANIZATION_ID),
        patient_control_number=number,
    )
    return remember_typed(found, number)


def read_claim(stage: Stage, wanted: str, *, typed: str = "") -> Claim:
    """Return the claim with that id. Raises NotFoundError, with what was typed, for none."""
    found = store_of(stage).find(wanted)
    if found:
        return found
    raise NotFoundError(
        Explanation(
            code="CLAIM_UNKNOWN",
            what=f"no claim {typed or wanted}",
            where=f"stage {stage.name}",
            next_step=_instead_of(typed),
        )
    )


def _instead_of(typed: str) -> str:
    """Return what to do about a claim that there is none of: a file's id names no claim."""
    if typed.startswith(FILE_PREFIX):
        return with_ids(
            f"{typed} is a file's id: `claimtrail trail FILE` shows it, "
            "`claimtrail files show FILE` what is held of it.",
            FILE=typed,
        )
    return "`claimtrail claims` lists ids and numbers; check for a mistyped one."
