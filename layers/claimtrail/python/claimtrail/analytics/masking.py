"""Masked tables: the datasets for analysts without rights to single claims.

The datasets hold a limited data set (45 CFR 164.514(e)): exact days, and ids by which a claim could
be followed to its file. One column, the payer's own words in `statuses`, may name a patient. The
masked tables leave these out: ids become pseudonyms under a secret key, days become years (45 CFR
164.514(b)(2)(i)(C)), places in files and words are not there. Each column says its mask where it is
declared; a dataset that has a masked table and a column without a mask cannot be declared.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from claimtrail.analytics.datasets import DATASETS
from claimtrail.trail.datasets.dataset import Dataset, Mask

PSEUDONYM_PREFIX = "psn_"
_PSEUDONYM_LETTERS = 24
"""Hexadecimal: 96 bits, so that no two of a billion ids meet."""


def masked_dataset(dataset: Dataset) -> Dataset:
    """Return the dataset as its masked table shows it."""
    shown = tuple(each for each in dataset.columns if each.mask is not Mask.LEAVE_OUT)
    return replace(dataset, columns=shown)


MASKED: Mapping[str, Dataset] = MappingProxyType(
    {name: masked_dataset(dataset) for name, dataset in DATASETS.items() if dataset.masked}
)
"""The masked tables by name."""


def pseudonym_sql(column: str, *, key: bytes) -> str:
    """DuckDB's expression for the pseudonym of an id: the same for the same id, no way back.

    Hashed twice with the key in front (as HMAC does, which DuckDB has not), so that a digest
    cannot be extended to another one.
    """
    secret = hashlib.sha256(key).hexdigest()
    inner = f"sha256('{secret}' || {column})"
    return f"'{PSEUDONYM_PREFIX}' || left(sha256('{secret}' || {inner}), {_PSEUDONYM_LETTERS})"


def pseudonyms_sql(column: str, *, key: bytes) -> str:
    """DuckDB's expression for the pseudonyms of several ids, separated by blanks."""
    each = pseudonym_sql("one_id", key=key)
    return f"array_to_string([{each} FOR one_id IN string_split({column}, ' ')], ' ')"
