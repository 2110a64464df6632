"""What tests share: polling with a deadline, an embedded cloud of their own, rendered docs."""
