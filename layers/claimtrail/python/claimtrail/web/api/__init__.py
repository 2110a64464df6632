"""The JSON API: lists, claims, files and figures of the pages, and some changes, for programs."""
