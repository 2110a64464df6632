"""Within which days an acknowledgment can speak of a submission."""

from datetime import timedelta

ANSWERED_WITHIN = timedelta(days=30)
"""TA1 and 999 come within hours (CAQH CORE 155: one hour, by batch the next business day)."""
CLOCKS_DIFFER = timedelta(days=1)
"""The payer's clock may be in another time zone than ours."""
TAKEN_IN_WITHIN = timedelta(days=4)
"""A batch is received (277CA DTP*050) on its day (BHT04), or after a weekend with a holiday."""
