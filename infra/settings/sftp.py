"""The settings of a stage's SFTP server."""

from ipaddress import IPv4Network
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from claimtrail.kernel.frozen_model import FrozenModel

SubnetId = Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]{8,17}$")]


class SftpAddresses(FrozenModel):
    """The place of the SFTP server in a network of the account, with addresses that stay."""

    vpc_id: str = Field(pattern=r"^vpc-[0-9a-f]{8,17}$")
    subnet_ids: tuple[SubnetId, ...] = Field(min_length=1, max_length=3)
    """Public subnets, each in another zone; each has an elastic address."""
    admitted: tuple[IPv4Network, ...] = Field(min_length=1)
    """The partners' networks, such as 203.0.113.0/24; nobody else reaches the server."""


class Sftp(FrozenModel):
    """The SFTP server of a stage, which AWS charges by the hour (`docs/costs.md`)."""

    enabled: bool = True
    """False: partners deliver by S3 alone, and no server is there."""
    host_name: str = Field(default="", pattern=r"^(([a-z0-9-]+\.)+[a-z]{2,})?$")
    """The server's name in a domain of the organization; its CNAME leads to the server's own."""
    host_key_secret: str = Field(default="", pattern=r"^(arn:aws[a-z-]*:secretsmanager:.+)?$")
    """ARN of the secret with the private key by which clients know the server; empty: AWS's own.
    `claimtrail sftp-host-key` gives the server that key."""
    addresses: SftpAddresses | None = None

    @model_validator(mode="after")
    def _has_a_server(self) -> Self:
        if not self.enabled and (self.host_name or self.host_key_secret or self.addresses):
            raise ValueError("without a server there is neither host name nor key nor address")
        return self
