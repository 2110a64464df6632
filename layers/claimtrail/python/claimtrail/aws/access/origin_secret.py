"""The secret of the pages' origin in Secrets Manager, and its versions."""

import secrets
import string
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.access.front.rotation import CURRENT, PENDING, PREVIOUS, VALUE_LENGTH

_ALPHABET = string.ascii_letters + string.digits
_ABSENT = "ResourceNotFoundException"


class AwsOriginSecret:
    """One secret: its values for the pages, its versions for the rotation."""

    def __init__(self, secretsmanager: Any, arn: str) -> None:
        self._client = secretsmanager
        self._arn = arn

    def values(self) -> frozenset[str]:
        """Return the current, the pending and the previous value, as far as there are any."""
        found = (self.value(label) for label in (CURRENT, PENDING, PREVIOUS))
        return frozenset(value for value in found if value)

    def value(self, label: str) -> str | None:
        """Return the value of the version that has a label; None where none has it."""
        try:
            answer = self._client.get_secret_value(SecretId=self._arn, VersionStage=label)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == _ABSENT:
                return None
            raise
        return str(answer["SecretString"])

    def labels(self, version: str) -> frozenset[str]:
        """Return the labels of a version; none where there is no such version."""
        return frozenset(self._versions().get(version, ()))

    def put_pending(self, version: str, value: str) -> None:
        """Store the pending version."""
        self._client.put_secret_value(
            SecretId=self._arn,
            ClientRequestToken=version,
            SecretString=value,
            VersionStages=[PENDING],
        )

    def promote(self, version: str) -> None:
        """Make a version the current one, and take the label of the pending one off it."""
        current = next((one for one, has in self._versions().items() if CURRENT in has), None)
        moved = {"RemoveFromVersionId": current} if current else {}
        self._client.update_secret_version_stage(
            SecretId=self._arn, VersionStage=CURRENT, MoveToVersionId=version, **moved
        )
        self._client.update_secret_version_stage(
            SecretId=self._arn, VersionStage=PENDING, RemoveFromVersionId=version
        )

    def _versions(self) -> dict[str, list[str]]:
        answer = self._client.describe_secret(SecretId=self._arn)
        return dict(answer.get("VersionIdsToStages", {}))


def new_value() -> str:
    """Return a value that nobody can guess: 380 random bits as letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(VALUE_LENGTH))
