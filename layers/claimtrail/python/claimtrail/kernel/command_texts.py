"""Commands in texts, with the ids that are known in place of the words that stand for them."""

import re

_COMMAND = re.compile("`" + r"claimtrail\s[^`]{1,500}`")


def with_ids(text: str, **ids: str) -> str:
    """Return a text whose commands name what is known: `CLAIM=claim_id` fills in each CLAIM.

    Words outside of commands stay as they are, and so does a word whose id is empty.
    """
    known = {word: found for word, found in ids.items() if found}

    def filled(command: re.Match[str]) -> str:
        return re.sub(
            r"(?<![\w-])[A-Z_]+(?![\w-])", lambda word: known.get(word[0], word[0]), command[0]
        )

    return _COMMAND.sub(filled, text)
