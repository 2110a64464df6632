"""The dictionary of masking, out of public lists of names, words and cities."""
