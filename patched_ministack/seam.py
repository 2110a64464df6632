"""Seams: the places in the emulator that a patch holds on to, checked before they are touched."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

EMULATOR_VERSION = "1.5.33"
"""The release of the emulator that the seams were read from."""


class SeamChangedError(Exception):
    """The emulator is not the one that a patch was written for."""


def expect(*, holds: bool, seam: str) -> None:
    """Raise SeamChangedError, naming the seam, when it is not as the patch needs it."""
    if not holds:
        raise SeamChangedError(
            f"{seam} is not as in ministack {EMULATOR_VERSION}. Install that version again, or "
            "bring the patch up to date; see the README of patched_ministack."
        )


def wrap(
    owner: ModuleType,
    name: str,
    *,
    parameters: tuple[str, ...],
    build: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> None:
    """Replace `owner.name` by what `build` makes of it; several patches may wrap the same one.

    Raises:
        SeamChangedError: the function is gone, or takes other parameters than `parameters`.
    """
    original = getattr(owner, name, None)
    found = tuple(inspect.signature(original).parameters) if callable(original) else None
    expect(holds=found == parameters, seam=f"{owner.__name__}.{name}{parameters}")
    replacement = build(getattr(owner, name))
    setattr(owner, name, functools.update_wrapper(replacement, getattr(owner, name)))


def attribute(owner: Any, name: str) -> Any:
    """The attribute of a module or class. Raises SeamChangedError when it is gone."""
    expect(holds=hasattr(owner, name), seam=f"{getattr(owner, '__name__', owner)}.{name}")
    return getattr(owner, name)
