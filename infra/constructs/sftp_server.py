"""The SFTP server of a stage: its settings, its log, and the addresses at which it is reached."""

from collections.abc import Sequence

from aws_cdk import Fn, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_transfer as transfer
from constructs import Construct

from infra.constructs.python_function import log_retention, removal_policy
from infra.settings import Settings, SftpAddresses

_SECURITY_POLICY = "TransferSecurityPolicy-2024-01"
"""Ciphers and key exchanges of the SFTP server (AWS Transfer Family)."""
_NAME_IN_PATH = r"/(inbox|[a-z0-9.-]+/[a-z0-9-]+)/.+"
"""The path of a file as Transfer Family logs it, `/BUCKET/PARTNER/NAME`, and what follows on its
line, since a name may hold any character: CloudWatch Logs masks it for whoever may not unmask."""
_HOST_NAME_TAG = "transfer:customHostname"
"""The tag by which Transfer Family shows a name of one's own (user guide, "Working with custom
hostnames"). The name's CNAME record is whoever's the domain is."""
SFTP_PORT = 22


class SftpServer(Construct):
    """Creates a Transfer Family server with service-managed accounts, and its masked log.

    An attempt to set a file's times or permissions is answered with success and changes nothing:
    clients do so after each upload, and S3 has neither (Transfer Family API, "SetStatOption").

    Where the stage has addresses of its own, the server stands in the VPC that the stage names,
    with an elastic address in each subnet, and a security group admits the partners' networks.
    """

    def __init__(self, scope: Construct, name: str, *, settings: Settings, key: kms.IKey) -> None:
        super().__init__(scope, f"{name}Server")
        self.log_group = logs.LogGroup(
            scope,
            f"{name}Log",
            data_protection_policy=logs.DataProtectionPolicy(
                name="partner-file-names",
                identifiers=[logs.CustomDataIdentifier("PartnerFileName", _NAME_IN_PATH)],
            ),
            retention=log_retention(),
            encryption_key=key,
            removal_policy=removal_policy(settings),
        )
        self.addresses: list[ec2.CfnEIP] = []
        addresses = settings.sftp.addresses
        self.server = transfer.CfnServer(
            scope,
            name,
            domain="S3",
            endpoint_type="VPC" if addresses else "PUBLIC",
            endpoint_details=self._at(addresses, settings) if addresses else None,
            identity_provider_type="SERVICE_MANAGED",
            protocols=["SFTP"],
            protocol_details=transfer.CfnServer.ProtocolDetailsProperty(
                set_stat_option="ENABLE_NO_OP"
            ),
            security_policy_name=_SECURITY_POLICY,
            # So that a dropbox is there before its first file is.
            s3_storage_options=transfer.CfnServer.S3StorageOptionsProperty(
                directory_listing_optimization="ENABLED"
            ),
            structured_log_destinations=[self.log_group.log_group_arn],
        )
        if settings.sftp.host_name:
            self.server.tags.set_tag(_HOST_NAME_TAG, settings.sftp.host_name)
        region = Stack.of(self).region
        self.host = settings.sftp.host_name or Fn.join(
            "", [self.server.attr_server_id, f".server.transfer.{region}.amazonaws.com"]
        )

    def _at(
        self, addresses: SftpAddresses, settings: Settings
    ) -> transfer.CfnServer.EndpointDetailsProperty:
        """Return the endpoint in the VPC; each address stays where the stage keeps its data."""
        self.addresses = [self._address(place, settings) for place in addresses.subnet_ids]
        return transfer.CfnServer.EndpointDetailsProperty(
            vpc_id=addresses.vpc_id,
            subnet_ids=list(addresses.subnet_ids),
            address_allocation_ids=[one.attr_allocation_id for one in self.addresses],
            security_group_ids=[
                self._admitting(addresses.vpc_id, [str(one) for one in addresses.admitted])
            ],
        )

    def _address(self, subnet: str, settings: Settings) -> ec2.CfnEIP:
        """Return an address, named after its subnet: partners' firewalls know it by its number."""
        address = ec2.CfnEIP(self, f"Address{subnet.removeprefix('subnet-').title()}", domain="vpc")
        address.apply_removal_policy(removal_policy(settings))
        return address

    def _admitting(self, vpc_id: str, networks: Sequence[str]) -> str:
        group = ec2.CfnSecurityGroup(
            self,
            "Admitted",
            group_description="Networks of partners that may reach the SFTP server",
            vpc_id=vpc_id,
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=SFTP_PORT,
                    to_port=SFTP_PORT,
                    cidr_ip=network,
                    description="Network of a partner",
                )
                for network in networks
            ],
        )
        return group.attr_group_id


def session_role_source(server: transfer.CfnServer, user: str) -> str:
    """Return the source by which Transfer Family takes a user's role: the user ("User role")."""
    return Stack.of(server).format_arn(
        service="transfer", resource="user", resource_name=f"{server.attr_server_id}/{user}"
    )
