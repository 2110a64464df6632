"""Adapters of exports: the operations table, the exports bucket, the queue of runs."""
