"""Pages and their twins in CSV and JSON: what people work in, by the role they signed in with."""
