"""The one wing that knows AWS: adapters behind the ports of the nouns."""
