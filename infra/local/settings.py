"""The settings of one embedded cloud: its folder, ports and behavior."""

import os
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
IDENTITY_AFTER_CLOUD = 1_000
"""The distance of the identity provider's port from the cloud's."""
SAVE_SECONDS = 60.0
"""Seconds between two saves of a cloud in which something happens."""


def _default_python() -> Path:
    named = os.environ.get("CLAIMTRAIL_CLOUD_PYTHON")
    return Path(named) if named else CHECKOUT / ".claimtrail" / "venv" / "bin" / "python"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudSettings:
    """The folder and ports of one embedded cloud, and how it behaves."""

    root: Path = CHECKOUT / ".claimtrail"
    """The folder of its state, log and record."""
    port: int = 4566
    sftp_port: int = 2222
    identity_port: int | None = None
    """The port of the identity provider; None: the cloud has none, and nobody signs in."""
    enforce_iam: bool = False
    """True if calls need the grants of their role, as in AWS."""
    wait_scale: float = 1.0
    """By what the waits of state machines are multiplied; 0 skips them."""
    save_seconds: float = SAVE_SECONDS
    """Seconds between two saves; what happened since the last one is lost by a SIGKILL."""
    python: Path = field(default_factory=_default_python)
    """The interpreter of the emulator's own environment."""

    @classmethod
    def from_env(cls) -> "CloudSettings":
        """Return the checkout's cloud.

        CLAIMTRAIL_CLOUD_PORT, CLAIMTRAIL_SFTP_PORT and CLAIMTRAIL_IDENTITY_PORT move its ports,
        CLAIMTRAIL_CLOUD_ROOT its folder, CLAIMTRAIL_CLOUD_PYTHON names another emulator
        environment. The identity provider's port follows the cloud's where none is named.
        """
        port = int(os.environ.get("CLAIMTRAIL_CLOUD_PORT", "4566"))
        return cls(
            root=Path(os.environ.get("CLAIMTRAIL_CLOUD_ROOT") or CHECKOUT / ".claimtrail"),
            port=port,
            sftp_port=int(os.environ.get("CLAIMTRAIL_SFTP_PORT", "2222")),
            identity_port=int(
                os.environ.get("CLAIMTRAIL_IDENTITY_PORT", port + IDENTITY_AFTER_CLOUD)
            ),
        )

    @property
    def record(self) -> Path:
        """Return who runs: process id, ports, start; there while it runs."""
        return self.root / "cloud.json"

    @property
    def state(self) -> Path:
        """Return the folder of the saved state, but for the bytes of objects."""
        return self.root / "state"

    @property
    def identity(self) -> Path:
        """Return the folder of the identity provider: its people, keys and settings."""
        return self.root / "identity"

    @property
    def log(self) -> Path:
        """Return what the emulator and the functions wrote."""
        return self.root / "cloud.log"

    @property
    def resetting(self) -> Path:
        """Return what says that a reset has begun; there until all of `kept` is gone."""
        return self.root / "reset.begun"

    @property
    def kept(self) -> tuple[Path, ...]:
        """Return the folders and files that hold state, and that a reset removes."""
        names = (
            "state",
            "s3",
            "tmp",
            "cdk.out",
            "deployed.json",
            "outputs.json",
            "demo.json",
            "cloud.log",
            "identity.log",
        )
        return tuple(self.root / name for name in names)
