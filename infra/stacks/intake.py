"""The way in: partners' SFTP accounts, and the functions that take files in."""

from aws_cdk import CfnOutput
from aws_cdk import aws_logs as logs
from aws_cdk import aws_transfer as transfer
from constructs import Construct

from claimtrail.intake.outputs import IntakeOutput
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.partners.profile import Partners, Role
from infra.constructs.payer_dropbox import PayerDropbox
from infra.constructs.python_function import log_retention, removal_policy
from infra.stacks.deployment import Deployment
from infra.stacks.working import WorkingStack

_SECURITY_POLICY = "TransferSecurityPolicy-2024-01"
"""Ciphers and key exchanges of the SFTP server (AWS Transfer Family)."""
_NAME_IN_PATH = r"/(inbox|[a-z0-9.-]+/[a-z0-9-]+)/.+"
"""The path of a file as Transfer Family logs it, `/BUCKET/PARTNER/NAME`, and what follows on its
line, since a name may hold any character: CloudWatch Logs masks it for whoever may not unmask."""


class IntakeStack(WorkingStack):
    """SFTP server and accounts beside the functions: Receive takes files, Ingest ranges of them."""

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        self._accept_sftp(deployment.stage.partners)
        self.connect()

    def _accept_sftp(self, partners: Partners) -> None:
        log_group = logs.LogGroup(
            self,
            "SftpLog",
            data_protection_policy=logs.DataProtectionPolicy(
                name="partner-file-names",
                identifiers=[logs.CustomDataIdentifier("PartnerFileName", _NAME_IN_PATH)],
            ),
            retention=log_retention(),
            encryption_key=self.storage.data_key,
            removal_policy=removal_policy(self.settings),
        )
        server = transfer.CfnServer(
            self,
            "Sftp",
            domain="S3",
            endpoint_type="PUBLIC",
            identity_provider_type="SERVICE_MANAGED",
            protocols=["SFTP"],
            security_policy_name=_SECURITY_POLICY,
            # So that a dropbox is there before its first file is.
            s3_storage_options=transfer.CfnServer.S3StorageOptionsProperty(
                directory_listing_optimization="ENABLED"
            ),
            structured_log_destinations=[log_group.log_group_arn],
        )
        for profile in partners:
            PayerDropbox(
                self,
                profile=profile,
                server=server,
                inbox=self.storage.inbox,
                outbox=self.storage.outbox,
                outbox_key=self.storage.data_key,
                public_keys=self.settings.sftp_keys.get(profile.id, ()),
            )
        CfnOutput(self, IntakeOutput.SFTP_SERVER_ID, value=server.attr_server_id)
        # Payers first: records that a partner may not deliver stand under its own id.
        known = sorted(partners, key=lambda profile: profile.role is not Role.PAYER)
        CfnOutput(self, PartnerOutput.PAYERS, value=",".join(profile.id for profile in known))
