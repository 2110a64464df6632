"""Columns that datasets of several nouns share."""

from typing import Annotated

from claimtrail.trail.datasets.dataset import Mask, Meaning

SourceSha256 = Annotated[
    str, Meaning("SHA-256 of that file's bytes, in hexadecimal.", Mask.LEAVE_OUT)
]
SourceStart = Annotated[
    int, Meaning("First byte of the record in that file, from 0.", Mask.LEAVE_OUT)
]
SourceEnd = Annotated[int, Meaning("The byte after the record's last.", Mask.LEAVE_OUT)]
InterchangeControlNumber = Annotated[str, Meaning("ISA13.", Mask.LEAVE_OUT)]
GroupControlNumber = Annotated[str, Meaning("GS06.", Mask.LEAVE_OUT)]
SetControlNumber = Annotated[str, Meaning("ST02.", Mask.LEAVE_OUT)]
