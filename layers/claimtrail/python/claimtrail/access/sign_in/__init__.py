"""Sign-in: who a person or a machine is, as the organization's identity provider says it."""
