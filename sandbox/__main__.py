"""`python -m sandbox` is `ocpplab-sandbox`."""

import sys

from sandbox.cli import main

sys.exit(main())
