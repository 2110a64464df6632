"""Alarms: one row a kind of alarm, walked over whatever a stage deploys."""
