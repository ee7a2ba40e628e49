"""Drawings and pages: a run's `Summary` in, SVG, HTML or terminal text out. Nothing here reads or writes anything."""
