"""Legal holds: what they cover and who may lift them."""
