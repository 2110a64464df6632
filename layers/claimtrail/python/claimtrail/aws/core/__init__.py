"""What all adapters share: clients, documents, batches, logs, packing."""
