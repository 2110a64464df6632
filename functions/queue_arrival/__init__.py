"""S3's events of new objects: keeps each arrival and queues its id."""
