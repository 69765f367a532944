"""Demand: drivers who come and faults that happen by themselves, the same again for the same seed."""
