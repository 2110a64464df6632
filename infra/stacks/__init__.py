"""The stacks of a stage, in the order of the pipeline."""
