"""The provider's encounter feed: patients and encounters."""
