"""A trading partner's account on the SFTP server, which sees its own dropbox and nothing else."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_transfer as transfer
from constructs import Construct

from claimtrail.partners.profile import PartnerProfile
from claimtrail.partners.temporary_names import object_patterns
from infra.constructs.grants import let_put
from infra.constructs.service_principal import service_of
from infra.constructs.sftp_server import session_role_source


class PayerDropbox(Construct):
    """Creates an SFTP user named after the partner, and a role for its two prefixes.

    The user sees `/inbox`, which is `s3://<inbox>/<partner id>/`, and `/outbox`, which is the same
    prefix of the outbox. Into the first it may put files, and read them back: clients compare what
    has arrived with what they sent. It cannot remove them. Out of the second it may read its TA1s
    and 999s, and change nothing.

    An upload under a temporary name may be renamed, which is a copy and a removal (AWS Transfer
    Family user guide, "Supported SFTP/FTPS/FTP commands"): those names alone it may remove.
    It may make no directories (AWS Transfer Family user guide, "Preventing users from creating
    directories").

    Both have a name because `/` may be mapped only if nothing else is (AWS Transfer Family user
    guide, "Rules for using logical directories").
    """

    def __init__(  # noqa: PLR0913 - a construct's properties are its keyword arguments
        self,
        scope: Construct,
        *,
        profile: PartnerProfile,
        server: transfer.CfnServer,
        inbox: s3.IBucket,
        outbox: s3.IBucket,
        outbox_key: kms.IKey,
        public_keys: Sequence[str],
    ) -> None:
        super().__init__(scope, "".join(map(str.title, profile.id.split("-"))) + "Dropbox")
        role = iam.Role(
            self,
            "Role",
            assumed_by=service_of(
                self, "transfer", source_arn=session_role_source(server, profile.id)
            ),
        )
        let_put(inbox, role, f"{profile.id}/*")
        # A directory that a client makes is an empty object whose name ends in a slash.
        role.add_to_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                actions=["s3:PutObject"],
                resources=[
                    inbox.arn_for_objects(one) for one in (f"{profile.id}/", f"{profile.id}/*/")
                ],
            )
        )
        under_way = object_patterns(profile.id, profile.temporary_names)
        if under_way:
            role.add_to_policy(
                iam.PolicyStatement(
                    actions=["s3:DeleteObject"],
                    resources=[inbox.arn_for_objects(one) for one in under_way],
                )
            )
        # Not grant_read, which lets every name in the bucket be listed.
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:GetObject"],
                resources=[each.arn_for_objects(f"{profile.id}/*") for each in (inbox, outbox)],
            )
        )
        outbox_key.grant_decrypt(role)
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:ListBucket"],
                resources=[inbox.bucket_arn, outbox.bucket_arn],
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
                    entry=entry, target=f"/{bucket.bucket_name}/{profile.id}"
                )
                for entry, bucket in (("/inbox", inbox), ("/outbox", outbox))
            ],
            ssh_public_keys=[*profile.sftp.public_keys, *public_keys],
        )
