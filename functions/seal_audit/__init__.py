"""On a schedule: signs the ends of the audit trail's chains."""
