"""Two hundred tests that share one server and never see each other: see `test_suite.py`."""
