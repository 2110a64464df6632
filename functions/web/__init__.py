"""Functions that answer the browsers of people and the clients of the JSON API."""
