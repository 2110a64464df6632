"""In-memory front of the pages: the secret with its versions, and the header that is sent."""

from dataclasses import dataclass, field

from claimtrail.access.front.rotation import CURRENT, PENDING, PREVIOUS


@dataclass
class MemorySecret:
    """A secret as Secrets Manager keeps it: a label is on one version at a time."""

    values_by_version: dict[str, str] = field(default_factory=dict)
    by_label: dict[str, str] = field(default_factory=dict)
    """Label to version."""

    @classmethod
    def of(cls, value: str) -> "MemorySecret":
        """Return a secret with a current value alone."""
        return cls({"first": value}, {CURRENT: "first"})

    def begin(self, version: str) -> None:
        """Announce a rotation: the pending version is there, and has no value yet."""
        self.by_label[PENDING] = version

    def values(self) -> frozenset[str]:
        found = (self.value(label) for label in (CURRENT, PENDING, PREVIOUS))
        return frozenset(value for value in found if value)

    def value(self, label: str) -> str | None:
        return self.values_by_version.get(self.by_label.get(label, ""))

    def labels(self, version: str) -> frozenset[str]:
        return frozenset(label for label, has in self.by_label.items() if has == version)

    def put_pending(self, version: str, value: str) -> None:
        self.values_by_version[version] = value
        self.by_label[PENDING] = version

    def promote(self, version: str) -> None:
        self.by_label[PREVIOUS] = self.by_label[CURRENT]
        self.by_label[CURRENT] = version
        if self.by_label.get(PENDING) == version:
            del self.by_label[PENDING]


@dataclass
class MemoryFront:
    """A front that sends headers."""

    sent: dict[str, str] = field(default_factory=dict)
    changes: int = 0

    def send(self, header: str, value: str) -> None:
        if self.sent.get(header) != value:
            self.sent[header] = value
            self.changes += 1
