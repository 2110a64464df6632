"""The message by which a run of an export begins: ids alone."""

from typing import Literal

from claimtrail.kernel.frozen_model import FrozenModel


class ExportMessage(FrozenModel):
    """An export that is to be begun or gone on with."""

    schema_version: Literal[1] = 1
    person_id: str
    export_id: str
