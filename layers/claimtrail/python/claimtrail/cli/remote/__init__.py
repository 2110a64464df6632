"""Commands of people who signed in: by the JSON API of a deployed stage."""
