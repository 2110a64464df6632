"""The functions as they are deployed: a file a noun, a declaration a function.

Roles, environments, queues, dead-letter queues, log groups, alarms, acknowledgments of cdk-nag and
the rows of docs/functions.md follow from them.
"""
