"""The test for SQL that reads and nothing else, found by a parser: one SELECT, SHOW or DESCRIBE."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from claimtrail.kernel.errors import ClaimTrailError, Explanation

DIALECT = "athena"
_WRITES = (exp.DML, exp.DDL, exp.Into, exp.Command, exp.Alter, exp.Drop, exp.Merge, exp.Copy)
"""Nodes of statements that change something. `DDL` and `DML` take in INSERT, CREATE and UPDATE; a
`Command` is what the parser does not know."""


_SHOW = "SHOW"
_NOTHING = (type(None), exp.Semicolon)
"""The text between two semicolons, or a comment after the last."""


def require_select(sql: str) -> None:
    """Let pass one statement that is a SELECT, with or without a WITH or set operations.

    SHOW and DESCRIBE of a table, which read Glue's catalog alone, pass too.

    Raises ClaimTrailError (QUERY_NOT_SELECT) for any other; it does not quote the statement, which
    may hold identifiers.
    """
    try:
        parsed = sqlglot.parse(sql, dialect=DIALECT)
    except (SqlglotError, RecursionError) as error:
        raise _refused(f"it cannot be read as SQL ({type(error).__name__})") from None
    statements = [each for each in parsed if not isinstance(each, _NOTHING)]
    if len(statements) != 1:
        raise _refused(f"it holds {len(statements)} statements")
    [statement] = statements
    if _is_of_catalog(statement):
        return
    changing = next(
        (node for node in statement.walk() if isinstance(node, _WRITES) and not _reads(node)), None
    )
    if changing is not None or not isinstance(statement, exp.Query):
        raise _refused(f"it is of kind {type(changing or statement).__name__.upper()}")


def _is_of_catalog(statement: object) -> bool:
    """Return whether a statement is SHOW, or DESCRIBE of a table."""
    if isinstance(statement, exp.Command):
        return str(statement.this).upper() == _SHOW
    return isinstance(statement, exp.Describe) and isinstance(statement.this, exp.Table)


def _reads(node: object) -> bool:
    """Return whether a node of a writing family is a query: sqlglot counts a query as one, too."""
    return isinstance(node, exp.Query)


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
