"""Invoked by the state machine claim_escalation: carries out one action of an escalation."""
