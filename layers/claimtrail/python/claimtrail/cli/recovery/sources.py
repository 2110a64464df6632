"""Refusals of tables that `claimtrail restore` must not copy from."""

from collections.abc import Mapping, Sequence

from claimtrail.bootstrap.recovery import foreign_kinds
from claimtrail.kernel.errors import ConflictError, Explanation
from claimtrail.kernel.retention import Store

_RUNBOOK = "docs/runbooks/restore.md has the commands"


def refuse_own(source: str, *, target: str, tables: Mapping[str, str]) -> None:
    """Refuse a table that the stage works with; `tables` has the names of its tables by word.

    Raises ConflictError (RESTORE_INTO_ITSELF, RESTORE_OF_LIVE_TABLE).
    """
    name = source.rpartition("/")[2]  # AWS takes a table's ARN for its name
    if name == target:
        raise _into_itself(target)
    word = next((word for word, table in tables.items() if table == name), None)
    if word:
        raise _of_live_table(name, target, word)


def refuse_foreign(store: Store, source: str, *, target: str) -> None:
    """Refuse a table whose first items are none of the target's.

    Raises ConflictError (RESTORE_OF_OTHER_ITEMS).
    """
    kinds = foreign_kinds(store, source)
    if kinds:
        raise _of_other_items(source, target, kinds)


def _into_itself(target: str) -> ConflictError:
    return ConflictError(
        Explanation(
            code="RESTORE_INTO_ITSELF",
            what="the restored table is the stage's own",
            where=target,
            next_step="Restore into a table of another name, and name that one with --from; "
            f"{_RUNBOOK}.",
        )
    )


def _of_live_table(source: str, target: str, word: str) -> ConflictError:
    return ConflictError(
        Explanation(
            code="RESTORE_OF_LIVE_TABLE",
            what=f"{source} is the stage's own table for {word}, in use, and no restored one",
            where=f"from {source} into {target}",
            next_step=f"Name with --from the table into which AWS restored {target}; {_RUNBOOK}. "
            "Nothing was written.",
        )
    )


def _of_other_items(source: str, target: str, kinds: Sequence[str]) -> ConflictError:
    return ConflictError(
        Explanation(
            code="RESTORE_OF_OTHER_ITEMS",
            what=f"{target} never holds what {source} begins with: {', '.join(kinds)}",
            where=f"from {source} into {target}",
            next_step=f"Name with --from the table into which AWS restored {target}, or the TABLE "
            f"that was restored into {source}; {_RUNBOOK}. Nothing was written.",
        )
    )
