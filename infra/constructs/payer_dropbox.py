"""A trading partner's account on the SFTP server, which sees its own dropbox and nothing else."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_transfer as transfer
from constructs import Construct

from claimtrail.payers.profile import PartnerProfile


class PayerDropbox(Construct):
    """Creates an SFTP user named after the partner, and a role that writes below its prefix.

    The user's root is `s3://<inbox>/<partner id>/`. It may put and list files; what it has put
    it can neither read back nor remove.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        profile: PartnerProfile,
        server: transfer.CfnServer,
        inbox: s3.IBucket,
        public_keys: Sequence[str],
    ) -> None:
        super().__init__(scope, "".join(map(str.title, profile.id.split("-"))) + "Dropbox")
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("transfer.amazonaws.com"))
        inbox.grant_put(role, f"{profile.id}/*")
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:ListBucket"],
                resources=[inbox.bucket_arn],
                conditions={"StringLike": {"s3:prefix": [f"{profile.id}/*", profile.id]}},
            )
        )
        transfer.CfnUser(
            self,
            "User",
            server_id=server.attr_server_id,
            user_name=profile.id,
            role=role.role_arn,
            home_directory_type="LOGICAL",
            home_directory_mappings=[
                transfer.CfnUser.HomeDirectoryMapEntryProperty(
                    entry="/", target=f"/{inbox.bucket_name}/{profile.id}"
                )
            ],
            ssh_public_keys=[*profile.sftp.public_keys, *public_keys],
        )
