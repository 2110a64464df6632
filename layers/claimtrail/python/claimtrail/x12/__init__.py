"""Reading, validating and writing X12 interchanges, behind an interface that callers can rely on.

    scan_envelopes(source)          what a file holds: interchanges, groups, sets, envelope findings
    read_set(source, set_plan)      one transaction set: verdict, findings, records
    write_ta1(...) write_999(...)   what the sender gets back

Nothing here knows of AWS; a source is anything that gives bytes by range (`ByteSource`).
"""
