"""The test for SQL that reads and nothing else, found by a parser: one SELECT, SHOW or DESCRIBE."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from claimtrail.kernel.counting import counted
from claimtrail.kernel.errors import ClaimTrailError, Explanation

DIALECT = "athena"
logging.getLogger("sqlglot").setLevel(logging.ERROR)
"""The parser's warnings quote the statement, and none of them helps who typed it."""
_WRITES = (exp.DML, exp.DDL, exp.Into, exp.Command, exp.Alter, exp.Drop, exp.Merge, exp.Copy)
"""Nodes of statements that change something. `DDL` and `DML` take in INSERT, CREATE and UPDATE; a
`Command` is what the parser does not know."""


_WORD = re.compile(r"[A-Za-z_]{1,40}", re.ASCII)
"""A word of SQL, or a name without digits: no value of a patient or an account."""
_SHOW = "SHOW"
_NOTHING = (type(None), exp.Semicolon)
"""The text between two semicolons, or a comment after the last."""


def require_select(sql: str) -> None:
    """Let pass one statement that is a SELECT, with or without a WITH or set operations.

    SHOW and DESCRIBE of a table, which read Glue's catalog alone, pass too.

    Raises ClaimTrailError: QUERY_UNREADABLE, with the place, for what is no SQL, QUERY_NOT_SELECT
    for any other statement. Neither quotes a value of the statement, which may be an identifier.
    """
    try:
        parsed = sqlglot.parse(sql, dialect=DIALECT)
    except (SqlglotError, RecursionError) as error:
        raise _unreadable(error) from None
    statements = [each for each in parsed if not isinstance(each, _NOTHING)]
    if len(statements) != 1:
        raise _not_one(len(statements))
    [statement] = statements
    if _is_of_catalog(statement):
        return
    changing = next(
        (node for node in statement.walk() if isinstance(node, _WRITES) and not _reads(node)), None
    )
    if changing is not None or not isinstance(statement, exp.Query):
        raise _refused(f"it is of kind {_kind(changing or statement)}")


def _kind(statement: object) -> str:
    """Return the word with which a statement begins."""
    if isinstance(statement, exp.Command):
        return str(statement.this).upper()
    return type(statement).__name__.upper()


def _is_of_catalog(statement: object) -> bool:
    """Return whether a statement is SHOW, or DESCRIBE of a table."""
    if isinstance(statement, exp.Command):
        return str(statement.this).upper() == _SHOW
    return isinstance(statement, exp.Describe) and isinstance(statement.this, exp.Table)


def _reads(node: object) -> bool:
    """Return whether a node of a writing family is a query: sqlglot counts a query as one, too."""
    return isinstance(node, exp.Query)


def _unreadable(error: Exception) -> ClaimTrailError:
    """Return the error for what is no SQL, with the place as Athena names it."""
    faults = error.errors if isinstance(error, ParseError) else []
    return ClaimTrailError(
        Explanation(
            code="QUERY_UNREADABLE",
            what=next(map(_fault, faults), "the statement cannot be read as SQL: a quotation mark, "
                      "a bracket or a comment is open to its end"),
            where="the SQL that was given",
            next_step="Correct it there. docs/analysts.md lists every table and column, and "
            "`claimtrail query --list` questions that are saved.",
        )
    )  # fmt: skip


def _fault(fault: Mapping[str, Any]) -> str:
    """Return `line 1:8: mismatched input 'frm'`; a value is not quoted."""
    word = str(fault.get("highlight") or "")
    start = max(int(fault.get("col") or 1) - len(word) + 1, 1)
    quoted = f" {word!r}" if _WORD.fullmatch(word) else ""
    return f"line {fault.get('line')}:{start}: mismatched input{quoted}"


def _not_one(count: int) -> ClaimTrailError:
    """Return the refusal that --allow-writes does not lift: Athena runs one statement at a time."""
    next_step = "Give one statement at a time; Athena runs no more." if count else "Give a SELECT."
    return ClaimTrailError(
        Explanation(
            code="QUERY_NOT_SELECT",
            what=f"only one SELECT is run, and this holds {counted(count, 'statement')}",
            where="the SQL that was given",
            next_step=next_step,
        )
    )


def _refused(why: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="QUERY_NOT_SELECT",
            what=f"only one SELECT is run, and this is none: {why}",
            where="the SQL that was given",
            next_step="Give one SELECT, SHOW or DESCRIBE; --allow-writes runs any statement that "
            "Athena lets you.",
        )
    )
