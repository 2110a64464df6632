"""Functions that compact the trail and record queries."""
