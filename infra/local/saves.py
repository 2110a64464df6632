"""The emulator's saved state, as far as the supervisor knows it: when, and how to ask for a save.

The emulator owns the format: `patched_ministack/server/saved_state.py`.
"""

import json
from datetime import datetime
from pathlib import Path

from claimtrail.kernel.clock import parse_instant

REQUEST = "save.request"
"""The file by whose presence a save is asked for; the emulator removes it once that is done."""
_INDEX = "saved.json"


def last_save(folder: Path) -> datetime | None:
    """Return when the state was saved last; None when it was not, or the index is damaged."""
    try:
        return parse_instant(json.loads((folder / _INDEX).read_bytes())["saved_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
