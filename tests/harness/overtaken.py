"""A port in the middle of whose use another run of the same work begins, and ends."""

from collections.abc import Callable
from typing import Any


class Overtaken:
    """Passes calls on to a twin; before the call of that number, from 0, another run is made."""

    def __init__(self, twin: object, other: Callable[[], object], *, at: int) -> None:
        self._twin, self._other, self._at = twin, other, at
        self._calls = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._twin, name)
        return self._counted(found) if callable(found) else found

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            number, self._calls = self._calls, self._calls + 1
            if number == self._at:
                self._other()
            return call(*given, **named)

        return counted
