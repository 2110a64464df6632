"""Making frozen records at the speed of plain ones.

A frozen dataclass sets each field through `object.__setattr__`; on the records of an 835 that was a
third of all time. A twin has the same slots and is not frozen: it is filled, and then becomes the
record by taking over its class, which Python allows between classes of the same layout.
"""

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any


def twin(record: type) -> Callable[..., Any]:
    """A maker of instances of a frozen, slotted dataclass, all fields by position and in order.

    Set `__class__` of what it makes to the record's class before anybody sees it.
    """
    names = [item.name for item in fields(record)]
    return make_dataclass(f"{record.__name__}Twin", names, slots=True, eq=False, repr=False)
