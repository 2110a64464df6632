"""On a schedule: turns the trail's closed days into Parquet for analysts."""
