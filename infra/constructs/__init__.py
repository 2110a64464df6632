"""One construct per recurring idea."""
