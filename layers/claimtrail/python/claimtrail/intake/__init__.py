"""From a dropped file to claim events: receive, quarantine, acknowledge, ingest."""
