"""`python -m regulars`."""

import sys

from regulars.cli.main import main

sys.exit(main())
