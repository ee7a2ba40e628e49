"""Lets the tests of this folder import `sample_trees`, and `trees` and `stores` of the criteria, under every import mode."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "criteria")]
