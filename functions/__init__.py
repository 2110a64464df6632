"""The Lambda functions, a file each: `<noun>/<verb_noun>.py`."""

from claimtrail.kernel.collector import collect_rarely

collect_rarely()
