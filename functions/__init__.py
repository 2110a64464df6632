"""One folder per Lambda function, named verb_noun."""
