"""The adapters' common parts: clients, documents, batches, logs, packing."""
