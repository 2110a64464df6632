"""The topic of a stage's alarms, its key, and who hears of them."""

from aws_cdk import ArnFormat, CfnOutput, SecretValue, Stack
from aws_cdk import aws_chatbot as chatbot
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from claimtrail.incidents.outputs import IncidentOutput
from claimtrail.kernel.outputs import DEAD_LETTER_OUTPUT_SUFFIX
from infra.alarms.model import Severity
from infra.constructs.dead_letter_queue import PATIENCE, dead_letter_queue
from infra.constructs.python_function import removal_policy
from infra.constructs.service_principal import service_of
from infra.settings import Settings

NOTICES = "Notices"
"""The name of the notices' dead letters: `claimtrail dlq list`."""
_PUBLISH = ("kms:Decrypt", "kms:GenerateDataKey*")


class AlarmTopic(Construct):
    """Creates the encrypted topic, and the subscriptions that the stage's settings name.

    Its key is its own, since EventBridge must use it without a condition on account or rule: KMS
    sees neither with events ("Amazon SNS Developer Guide", "Managing Amazon SNS encryption keys
    and costs"). The topic's policy has the conditions instead.
    """

    def __init__(self, scope: Construct, *, settings: Settings, queue_key: kms.IKey) -> None:
        super().__init__(scope, "Notices")
        self._settings = settings
        self.key = kms.Key(
            self,
            "Key",
            description=f"ClaimTrail {settings.stage}: the alarm topic",
            enable_key_rotation=True,
            removal_policy=removal_policy(settings),
        )
        self.topic = sns.Topic(
            self,
            "Topic",
            display_name=f"ClaimTrail {settings.stage} alarms",
            master_key=self.key,
            enforce_ssl=True,
        )
        self.dead_letters = dead_letter_queue(self, key=queue_key)
        """Notices that EventBridge could not hand over."""
        self._admit_publishers()
        for address in settings.alarms.mail:
            self.topic.add_subscription(subscriptions.EmailSubscription(address))
        if settings.alarms.slack_channel_id:
            self._write_to_slack()
        if settings.alarms.incident_url:
            self._post_to_incident_tool()
        CfnOutput(Stack.of(self), IncidentOutput.ALARM_TOPIC, value=self.topic.topic_arn)
        CfnOutput(
            Stack.of(self),
            NOTICES + DEAD_LETTER_OUTPUT_SUFFIX,
            value=self.dead_letters.queue_url,
        )

    def _admit_publishers(self) -> None:
        """Let CloudWatch and EventBridge publish on an encrypted topic: both need its key, too."""
        stack = Stack.of(self)
        account = {"StringEquals": {"aws:SourceAccount": stack.account}}
        alarms = stack.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name="*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        from_alarms = {**account, "ArnLike": {"aws:SourceArn": alarms}}
        rules = stack.format_arn(service="events", resource="rule", resource_name="*")
        for name, service, on_topic, on_key in (
            ("Alarms", "cloudwatch", from_alarms, account),
            ("Rules", "events", {"ArnLike": {"aws:SourceArn": rules}}, None),
        ):
            principal = iam.ServicePrincipal(f"{service}.amazonaws.com")
            self.topic.add_to_resource_policy(
                iam.PolicyStatement(
                    sid=name,
                    principals=[principal],
                    actions=["sns:Publish"],
                    resources=[self.topic.topic_arn],
                    conditions=on_topic,
                )
            )
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid=name,
                    principals=[principal],
                    actions=list(_PUBLISH),
                    resources=["*"],
                    conditions=on_key,
                )
            )

    def _write_to_slack(self) -> None:
        """Let Amazon Q Developer post to the channel; its role may do nothing in the account."""
        alarms = self._settings.alarms
        role = iam.Role(
            self,
            "SlackRole",
            description=f"ClaimTrail {self._settings.stage}: posts alarms, and may do nothing",
            assumed_by=service_of(self, "chatbot"),
        )
        chatbot.CfnSlackChannelConfiguration(
            self,
            "Slack",
            configuration_name=f"claimtrail-{self._settings.stage}-alarms",
            iam_role_arn=role.role_arn,
            slack_workspace_id=alarms.slack_workspace_id,
            slack_channel_id=alarms.slack_channel_id,
            sns_topic_arns=[self.topic.topic_arn],
            logging_level="ERROR",
        )

    def _post_to_incident_tool(self) -> None:
        """Post each alarm that rings or ends; parts of a composite alarm stay out."""
        alarms = self._settings.alarms
        destination = events.ApiDestination(
            self,
            "IncidentTool",
            description=f"ClaimTrail {self._settings.stage}: changes of alarms",
            endpoint=alarms.incident_url,
            connection=events.Connection(
                self,
                "IncidentToolSecret",
                authorization=events.Authorization.api_key(
                    alarms.incident_header,
                    SecretValue.secrets_manager(alarms.incident_secret),
                ),
            ),
        )
        rules = Stack.of(self).format_arn(service="events", resource="rule", resource_name="*")
        role = iam.Role(
            self, "IncidentRole", assumed_by=service_of(self, "events", source_arn=rules)
        )
        for name, state in (
            ("Rang", {"state": {"value": ["ALARM"]}}),
            ("Ended", {"state": {"value": ["OK"]}, "previousState": {"value": ["ALARM"]}}),
        ):
            events.Rule(
                self,
                name,
                description=f"Alarms of the stage go to the incident tool: {name.lower()}",
                event_pattern=events.EventPattern(
                    source=["aws.cloudwatch"],
                    detail_type=["CloudWatch Alarm State Change"],
                    detail={
                        "alarmName": [{"prefix": f"claimtrail-{self._settings.stage}-"}],
                        **state,
                        "$or": [
                            {"configuration": {"description": _notifying()}},
                            {"configuration": {"alarmRule": [{"exists": True}]}},
                        ],
                    },
                ),
                targets=[
                    targets.ApiDestination(
                        destination,
                        event_role=role,
                        dead_letter_queue=self.dead_letters,
                        **PATIENCE,
                    )
                ],
            )


def _notifying() -> list[dict[str, str]]:
    return [{"prefix": f"[{one}]"} for one in Severity if one is not Severity.PART]
