"""Stack outputs of incidents: where alarms are published, and where they are seen."""

from claimtrail.kernel.outputs import StackOutput


class IncidentOutput(StackOutput):
    """The alarms' topic, and the dashboard."""

    ALARM_TOPIC = "AlarmTopic"
    """ARN of the topic on which every alarm of the stage is published."""
    DASHBOARD = "DashboardName"
    """Name of the CloudWatch dashboard."""
