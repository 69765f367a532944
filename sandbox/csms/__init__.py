"""A small CSMS for tests and demos."""
