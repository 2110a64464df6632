"""The in-memory twin of a queue of dead letters, for tests."""

from dataclasses import replace

from claimtrail.incidents.dead_letters import DeadLetter


class MemoryDeadLetterQueue:
    """Letters in a list; those that are taken are hidden until they are given back."""

    def __init__(self, *letters: DeadLetter, errors: dict[str, str] | None = None) -> None:
        self.waiting = list(letters)
        self.hidden: list[DeadLetter] = []
        self.errors = errors or {}

    def count(self) -> int:
        """Return how many wait."""
        return len(self.waiting)

    def take(self, *, most: int) -> list[DeadLetter]:
        """Up to `most` letters, hidden from others."""
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        self.hidden += taken
        return taken

    def give_back(self, letters: list[DeadLetter]) -> None:
        """Let others see letters that were taken."""
        for letter in letters:
            self.hidden.remove(letter)
            self.waiting.append(letter)

    def delete(self, letter: DeadLetter) -> None:
        """Delete a letter that was taken."""
        self.hidden = [one for one in self.hidden if one.message_id != letter.message_id]

    def with_error(self, letter: DeadLetter) -> DeadLetter:
        """The letter with its last failure."""
        return replace(letter, error=self.errors.get(letter.message_id, ""))
