"""The way in: partners' SFTP accounts, and the functions that take files in."""

from aws_cdk import CfnOutput, Fn
from constructs import Construct

from claimtrail.intake.outputs import IntakeOutput
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.partners.profile import Partners, Role, synthetic_profiles
from infra.alarms.sftp_logins import add_login_alarm
from infra.constructs.payer_dropbox import PayerDropbox
from infra.constructs.sftp_server import SftpServer
from infra.stacks.deployment import Deployment
from infra.stacks.working import WorkingStack


class IntakeStack(WorkingStack):
    """SFTP server and accounts beside the functions: Receive takes files, Ingest ranges of them."""

    def __init__(
        self, scope: Construct, stack: str, *, deployment: Deployment, description: str
    ) -> None:
        super().__init__(scope, stack, deployment=deployment, description=description)
        if self.settings.sftp.enabled:
            self._accept_sftp(deployment.stage.partners)
        self._name_partners(deployment.stage.partners)
        self.connect()

    def _accept_sftp(self, partners: Partners) -> None:
        """Create the server and the partners' accounts; without a server they deliver by S3."""
        sftp = SftpServer(self, "Sftp", settings=self.settings, key=self.storage.data_key)
        add_login_alarm(
            self,
            sftp.log_group,
            partners=partners,
            settings=self.settings,
            topic=self.storage.alarms,
        )
        keys = self.settings.sftp_keys
        # What the stage tests itself with has an account where it has a key.
        tested = (one for one in synthetic_profiles() if keys.get(one.id))
        for profile in (*partners, *tested):
            PayerDropbox(
                self,
                profile=profile,
                server=sftp.server,
                inbox=self.storage.inbox,
                outbox=self.storage.outbox,
                outbox_key=self.storage.data_key,
                public_keys=keys.get(profile.id, ()),
            )
        CfnOutput(self, IntakeOutput.SFTP_SERVER_ID, value=sftp.server.attr_server_id)
        CfnOutput(self, IntakeOutput.SFTP_HOST, value=sftp.host)
        if sftp.addresses:
            numbers = Fn.join(",", [one.attr_public_ip for one in sftp.addresses])
            CfnOutput(self, IntakeOutput.SFTP_ADDRESSES, value=numbers)

    def _name_partners(self, partners: Partners) -> None:
        # Payers first: records that a partner may not deliver stand under its own id.
        known = sorted(partners, key=lambda profile: profile.role is not Role.PAYER)
        CfnOutput(self, PartnerOutput.PAYERS, value=",".join(profile.id for profile in known))
