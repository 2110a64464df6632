"""Adapters of compaction: the trail's objects and the lake's files."""
