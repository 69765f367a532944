"""Requests and answers as they went over the wire: the journal of them, and faults put into them."""
