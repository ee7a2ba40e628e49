"""Lets the tests of this folder import `trees` and `stores` of the criteria under every import mode."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "criteria"))
