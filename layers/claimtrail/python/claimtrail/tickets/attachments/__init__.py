"""Files that people attach to tickets: in quarantine until they are known to be harmless."""
