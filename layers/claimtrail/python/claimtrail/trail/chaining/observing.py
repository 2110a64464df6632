"""Observers of a verification: what is handed the rows and seals that are being verified."""

from typing import Protocol

from claimtrail.trail.chaining.chain import ChainPosition
from claimtrail.trail.chaining.seals import Statement
from claimtrail.trail.datasets.dataset import Row


class TrailObserver(Protocol):
    """Takes rows and seals in the order in which they are read.

    What it is handed may be a forger's: a row holds any JSON under any name.
    """

    def take_row(self, place: ChainPosition, row: Row) -> None:
        """Take a row of the object at a place."""
        ...

    def take_seal(self, statement: Statement) -> None:
        """Take a seal that a trusted key signed."""
        ...
