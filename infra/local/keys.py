"""The key pairs of the partners' SFTP accounts on the local stage: made once per machine."""

from collections.abc import Iterable
from pathlib import Path

import asyncssh

_TYPE = "ssh-ed25519"


def ensure_keys(folder: Path, partner_ids: Iterable[str]) -> None:
    """Make the missing pairs: `<partner>` (mode 600) and `<partner>.pub`; present ones stay."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for partner_id in partner_ids:
        private, public = folder / partner_id, folder / f"{partner_id}.pub"
        if private.exists() and public.exists():
            continue
        key = asyncssh.generate_private_key(_TYPE, comment=partner_id)
        key.write_private_key(str(private))
        private.chmod(0o600)
        key.write_public_key(str(public))
