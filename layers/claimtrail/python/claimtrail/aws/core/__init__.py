"""The adapters' common parts: clients, batches, logs, metrics, packing."""
