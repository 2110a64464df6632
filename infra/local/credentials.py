"""The embedded cloud's root credentials: a random secret of this machine, made at first start."""

import json
import os
import secrets
from pathlib import Path

from claimtrail.kernel.private_files import FILE_MODE, private_folder, write_private

CREDENTIALS_FILE = "credentials.json"
"""In the cloud's folder; only its owner reads it."""
_ID_BYTES = 16
_SECRET_BYTES = 32


def machine_credentials(root: Path) -> dict[str, str]:
    """Return the variables by which an AWS SDK signs as root; the secret is made when missing.

    The cloud answers nobody else: a web page or another account of the machine does not know it.
    """
    path = root / CREDENTIALS_FILE
    private_folder(root)
    _create(path)
    path.chmod(FILE_MODE)
    stored: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def _create(path: Path) -> None:
    """Write new credentials unless there are some; two starts at once agree on one."""
    if path.exists():
        return
    made = {
        "AWS_ACCESS_KEY_ID": f"CLAIMTRAIL{secrets.token_hex(_ID_BYTES).upper()}",
        "AWS_SECRET_ACCESS_KEY": secrets.token_hex(_SECRET_BYTES),
    }
    new = write_private(path.with_name(f".{path.name}.{os.getpid()}"), json.dumps(made))
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
