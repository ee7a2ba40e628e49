"""Regulars beside what a user would otherwise pick, in one run: `make bench`."""
