"""Pages of evidence: the trail, who looked at what, disclosures, holds, and who has access."""
