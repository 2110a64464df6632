"""The stores of the drill: how each is lost, and the runbook's commands that bring it back.

docs/runbooks/restore.md has every one of these lines; a test compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from infra.local.drill.losses import (
    Losses,
    delete_claim_key,
    delete_database,
    delete_heads,
    delete_objects,
    empty_table,
    heads_of_earlier,
    overwrite_claim_key,
    schedule_key_deletion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDrill:
    """One store that is lost and brought back."""

    store: str
    how: str
    lose: Callable[[Losses], None]
    commands: tuple[str, ...]
    """Of the runbook."""
    files_first: bool = False
    """True if files come before anybody types a command: the system helps itself."""


def _table_commands(variable: str, word: str) -> tuple[str, ...]:
    return (
        (
            f"aws dynamodb restore-table-to-point-in-time --source-table-name ${variable} "
            f"--target-table-name restored-{word} --restore-date-time $LOST_AT"
        ),
        f"aws dynamodb wait table-exists --table-name restored-{word}",
        f"claimtrail restore {word} --from restored-{word} --yes",
        f"aws dynamodb delete-table --table-name restored-{word}",
    )


def _without_stack(name: str) -> tuple[str, ...]:
    return (
        f"aws cloudformation delete-stack --stack-name claimtrail-local-{name}",
        f"aws cloudformation wait stack-delete-complete --stack-name claimtrail-local-{name}",
    )


def _bucket(word: str) -> StoreDrill:
    return StoreDrill(
        store=f"{word} bucket",
        how="every object deleted",
        lose=delete_objects(f"{word}_bucket"),
        commands=(f"claimtrail undelete {word} --since $LOST_AT --yes",),
    )


DRILLS: tuple[StoreDrill, ...] = (
    StoreDrill(
        store="heads of the trail, seals included",
        how="put back to an earlier hour, files come at once",
        lose=heads_of_earlier,
        # For the chains that those files did not write to.
        commands=("claimtrail audit heads --rebuild --yes",),
        files_first=True,
    ),
    StoreDrill(
        store="heads of the trail, seals included",
        how="deleted",
        lose=delete_heads,
        commands=("claimtrail audit heads --rebuild --yes", "claimtrail audit seal"),
    ),
    StoreDrill(
        store="claim table",
        how="every item deleted",
        lose=empty_table("claim_table"),
        commands=_table_commands("CLAIM_TABLE", "claims"),
    ),
    StoreDrill(
        store="operations table",
        how="every item deleted",
        lose=empty_table("operations_table"),
        commands=(
            *_table_commands("OPERATIONS_TABLE", "operations"),
            "claimtrail audit heads --rebuild --yes",
        ),
    ),
    StoreDrill(
        store="ticket table",
        how="every item deleted",
        lose=empty_table("ticket_table"),
        commands=_table_commands("TICKET_TABLE", "tickets"),
    ),
    _bucket("inbox"),
    _bucket("archive"),
    _bucket("quarantine"),
    _bucket("outbox"),
    StoreDrill(
        store="lake bucket",
        how="every version deleted",
        lose=delete_objects("lake_bucket", every_version=True),
        commands=("claimtrail compact --since ${FIRST_DAY} --through ${TODAY}",),
    ),
    StoreDrill(
        store="claim key",
        how="its secret deleted",
        lose=delete_claim_key,
        commands=("aws secretsmanager restore-secret --secret-id $CLAIM_KEY_SECRET",),
    ),
    StoreDrill(
        store="claim key",
        how="another value put in its place",
        lose=overwrite_claim_key,
        commands=("claimtrail claim-key restore escrow.json --key ana.key --key ben.key --yes",),
    ),
    StoreDrill(
        store="seal key",
        how="its deletion scheduled",
        lose=schedule_key_deletion("seal_key"),
        commands=(
            "aws kms cancel-key-deletion --key-id $SEAL_KEY",
            "aws kms enable-key --key-id $SEAL_KEY",
            "claimtrail audit seal",
        ),
    ),
    StoreDrill(
        store="data key",
        how="its deletion scheduled",
        lose=schedule_key_deletion("data_key"),
        commands=(
            "aws kms cancel-key-deletion --key-id $DATA_KEY",
            "aws kms enable-key --key-id $DATA_KEY",
        ),
    ),
    StoreDrill(
        store="Glue databases and Athena workgroups",
        how="both databases deleted",
        lose=delete_database,
        commands=(
            *_without_stack("operations"),
            *_without_stack("analytics"),
            "claimtrail deploy --force",
        ),
    ),
)
"""In the order of the drill."""
