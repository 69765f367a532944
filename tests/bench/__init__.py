"""How fast the sandbox is: `make bench`."""
