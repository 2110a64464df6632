"""The rotation of the origin's secret: the four steps in which Secrets Manager calls for it.

Secrets Manager user guide, "Rotation by Lambda function". Each step may be called again, and does
then what is left of it. The pages accept the pending value before CloudFront sends it, and the
previous one until the next rotation, so that no request is refused meanwhile.
"""

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from claimtrail.kernel.errors import ConfigurationError, Explanation

CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"
"""Labels of a secret's versions."""
VALUE_LENGTH = 64
_VALUE = re.compile(rf"[A-Za-z0-9]{{{VALUE_LENGTH}}}")
"""Letters and digits: 380 bits, and nothing that a header would have to quote."""


class RotatedSecret(Protocol):
    """A secret with versions."""

    def labels(self, version: str) -> frozenset[str]:
        """Return the labels of a version; none where there is no such version."""
        ...

    def value(self, label: str) -> str | None:
        """Return the value of the version that has a label; None where none has it."""
        ...

    def put_pending(self, version: str, value: str) -> None:
        """Store the pending version."""
        ...

    def promote(self, version: str) -> None:
        """Make a version the current one; the one before becomes the previous one."""
        ...


class Front(Protocol):
    """The front of the pages."""

    def send(self, header: str, value: str) -> None:
        """Let the front send a header to the origin with this value, if it does not already."""
        ...


class OriginRotation:
    """The steps of one rotation."""

    def __init__(self, secret: RotatedSecret, front: Front, make: Callable[[], str]) -> None:
        self._secret = secret
        self._front = front
        self._make = make
        self._steps: Mapping[str, Callable[[str, str], None]] = {
            "createSecret": self._create,
            "setSecret": self._set,
            "testSecret": self._test,
            "finishSecret": self._finish,
        }

    def run(self, step: str, version: str, *, header: str) -> None:
        """Take one step.

        Args:
            step: The step's name, such as `createSecret`.
            version: The version that is to become current.
            header: The header by which the front sends the secret.

        Raises:
            ConfigurationError: ORIGIN_ROTATION_REFUSED, there is no such step, the version is not
                the pending one, or its value is none that a header can carry. Names no value.
        """
        labels = self._secret.labels(version)
        if CURRENT in labels:
            return
        if PENDING not in labels or step not in self._steps:
            raise _refused(f"{step} of a version with the labels {sorted(labels)}")
        self._steps[step](version, header)

    def _create(self, version: str, _header: str) -> None:
        if self._secret.value(PENDING) is None:
            self._secret.put_pending(version, self._make())

    def _set(self, _version: str, header: str) -> None:
        self._front.send(header, self._pending())

    def _test(self, _version: str, _header: str) -> None:
        """Check the value alone: Secrets Manager also calls this when it takes on a schedule.

        Then nothing was set, and there may be no value yet.
        """
        if self._secret.value(PENDING) is not None:
            self._pending()

    def _finish(self, version: str, _header: str) -> None:
        self._secret.promote(version)

    def _pending(self) -> str:
        value = self._secret.value(PENDING) or ""
        if not _VALUE.fullmatch(value):
            raise _refused(f"the pending value is not {VALUE_LENGTH} letters and digits")
        return value


def _refused(what: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="ORIGIN_ROTATION_REFUSED",
            what=f"the secret of the pages' origin is not rotated: {what}",
            where="rotate_origin_secret",
            next_step="See the secret's versions (`aws secretsmanager list-secret-version-ids`), "
            "and rotate it again (`aws secretsmanager rotate-secret`).",
        )
    )
