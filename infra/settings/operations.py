"""The settings of operations: tags, backups, and the people that an alarm calls."""

from typing import Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel


class Tags(FrozenModel):
    """The tags of everything that a stage deploys, beside `application` and `stage`."""

    owner: str = ""
    """The team that is called; untagged when empty."""
    cost_center: str = ""
    data_classification: str = "phi"


class Backup(FrozenModel):
    """Backups of AWS Backup, beside the point-in-time recovery that every table has."""

    keep_days: int = Field(default=35, ge=1, le=36_500)
    """Days that a daily backup is kept."""
    vault_lock_days: int = Field(default=0, ge=0, le=36_500)
    """Days before which nobody can delete a backup, root included; 0: the vault has no lock."""
    lock_changeable_days: int = Field(default=7, ge=3, le=36_500)
    """Days for which the lock can still be taken back; AWS asks for three at least."""
    buckets: bool = False
    """True if archive, quarantine, outbox and trail are backed up, too. Each needs the space of
    the bucket again; they have versions and locks already."""
    copy_to_vault: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:backup:.+)?$")
    """ARN of a vault in another region or account, into which each backup is copied."""

    @model_validator(mode="after")
    def _is_kept_as_long_as_it_is_locked(self) -> Self:
        if self.vault_lock_days > self.keep_days:
            raise ValueError("keep_days is shorter than vault_lock_days, which AWS refuses")
        return self


class Alarms(FrozenModel):
    """The people and tools that hear of an alarm; `docs/runbooks/alarms.md` sets each up."""

    mail: tuple[str, ...] = ()
    """Addresses; AWS asks each to confirm, and sends nothing before."""
    slack_workspace_id: str = Field(default="", pattern=r"^([0-9A-Z]{1,255})?$")
    """A workspace that Amazon Q Developer in chat applications (AWS Chatbot) may write to."""
    slack_channel_id: str = Field(default="", pattern=r"^([A-Za-z0-9]{1,255})?$")
    incident_url: str = Field(default="", pattern=r"^(https://\S+)?$")
    """The incident tool's endpoint: each change of an alarm's state is posted to it."""
    incident_header: str = "Authorization"
    incident_secret: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:secretsmanager:\S+)?$")
    """ARN of the secret whose text is the header's value."""
    runbook_base: str = Field(default="", pattern=r"^(https?://\S+/)?$")
    """Address before `docs/runbooks/alarms.md` in descriptions; empty: the path alone."""

    @model_validator(mode="after")
    def _has_halves(self) -> Self:
        for one, other in (
            ("slack_workspace_id", "slack_channel_id"),
            ("incident_url", "incident_secret"),
        ):
            if bool(getattr(self, one)) != bool(getattr(self, other)):
                raise ValueError(f"{one} and {other} go together")
        return self

    def __bool__(self) -> bool:
        """Return whether anybody hears of an alarm."""
        return bool(self.mail or self.slack_channel_id or self.incident_url)
