"""Given a typed row, its dataset follows; a row that leaves something open is refused."""

import re
from typing import Annotated, TypedDict

import pytest

from claimtrail.trail.datasets.dataset import CHAIN_COLUMNS, Column, Mask, Meaning, dataset

Id = Annotated[str, Meaning("The thing.", Mask.PSEUDONYM)]


class ThingHead(TypedDict):
    """Columns that things share."""

    thing_id: Id
    parent_id: Id | None


class ThingRow(ThingHead):
    """Row of `things`."""

    cents: Annotated[int | None, Meaning("Price, in US cents.", Mask.KEEP)]
    hidden: Annotated[bool, Meaning("Whether lists leave it out.")]


def test_columns_follow_from_the_row_those_of_its_head_first() -> None:
    things = dataset(ThingRow, name="things", description="Things.", key=("thing_id",))

    assert things.columns == (
        Column("thing_id", "string", "The thing.", Mask.PSEUDONYM),
        Column("parent_id", "string", "The thing.", Mask.PSEUDONYM, nullable=True),
        Column("cents", "bigint", "Price, in US cents.", Mask.KEEP, nullable=True),
        Column("hidden", "boolean", "Whether lists leave it out."),
        *CHAIN_COLUMNS,
    )
    assert things.required == ("thing_id", "hidden")
    assert things.row_types == {"thing_id": str, "parent_id": str, "cents": int, "hidden": bool}


class NoMeaning(TypedDict):
    """A row of which a column says nothing."""

    thing_id: str


class NoColumn(TypedDict):
    """A row with a value that no column holds."""

    share: Annotated[float, Meaning("Its share.")]


@pytest.mark.parametrize("row", [NoMeaning, NoColumn])
def test_a_column_without_meaning_or_type_is_refused(row: type) -> None:
    with pytest.raises(TypeError, match="no meaning, or no type"):
        dataset(row, name="things", description="Things.", key=())


def test_a_masked_table_needs_a_mask_for_every_column() -> None:
    with pytest.raises(TypeError, match="no mask for hidden"):
        dataset(ThingRow, name="things", description="Things.", key=("thing_id",), masked=True)


@pytest.mark.parametrize("column", ["parent_id", "color"])
def test_a_key_is_a_column_that_is_never_null(column: str) -> None:
    with pytest.raises(TypeError, match=re.escape(column)):
        dataset(ThingRow, name="things", description="Things.", key=(column,))
