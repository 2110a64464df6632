"""Reading, validating and writing X12 interchanges, behind an interface that callers can rely on.

    scan_envelopes(source)            what a file holds: interchanges, groups, sets, their findings
    plan_ranges(scan, target_bytes=)  whole sets in chunks for a queue (SetRange, as JSON)
    read_set(source, header)          one transaction set: verdict, findings, records
    read_range(source, set_range)     the sets of a chunk, in order
    write_ta1(...) write_999(...)     what the sender gets back

Nothing here knows of AWS; a source is anything that gives bytes by range (`ByteSource`).
"""
