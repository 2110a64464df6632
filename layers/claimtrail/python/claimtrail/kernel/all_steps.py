"""Independent steps of one run: each is done, whatever becomes of the others."""

from collections.abc import Callable


def all_steps(**steps: Callable[[], int]) -> dict[str, int]:
    """Run every step, in order. Return what each counted, by name.

    Raises ExceptionGroup with what steps raised, once all of them have run.
    """
    counts: dict[str, int] = {}
    errors: list[Exception] = []
    for name, step in steps.items():
        try:
            counts[name] = step()
        except Exception as error:  # noqa: BLE001 - raised below, with the others
            errors.append(error)
    if errors:
        raise ExceptionGroup("steps of a run failed", errors)
    return counts
