"""The commands of the REST API, by what they act on."""
