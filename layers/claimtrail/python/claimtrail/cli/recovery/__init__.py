"""Commands that bring lost stores back."""
