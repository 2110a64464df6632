"""The environment of the emulator's process: a little of this one's, and its own."""

import os
from collections.abc import Mapping

from infra.local.prerequisites import LOOPBACK
from infra.local.settings import CloudSettings

PASSED = ("PATH", "HOME", "LANG")
"""Variables of this process that the emulator and the identity provider see, too."""


def passed_on() -> dict[str, str]:
    """Return the variables of this process that others see."""
    return {name: os.environ[name] for name in PASSED if name in os.environ}


def emulator_environment(settings: CloudSettings, credentials: Mapping[str, str]) -> dict[str, str]:
    """Return all that the emulator sees."""
    return {
        **passed_on(),
        **credentials,
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{settings.port}",
        "GATEWAY_PORT": str(settings.port),
        "BIND_HOST": LOOPBACK,
        "SFTP_HOST": LOOPBACK,
        "SFTP_PORT": str(settings.sftp_port),
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.state),
        "SAVE_SECONDS": f"{settings.save_seconds:g}",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(settings.root / "s3"),
        "ATHENA_DATA_DIR": str(settings.root / "s3"),
        "TMPDIR": str(settings.root / "tmp"),
        "DOCKER_HOST": f"unix://{settings.root}/no-docker.sock",
        "SFN_WAIT_SCALE": f"{settings.wait_scale:g}",
        "AUTH": "true" if settings.enforce_iam else "false",
    }
