"""Do the scores predict? Statistics on what customers did after a split date: arrays in, frozen results out.

Outcomes are always observed after everything that made the scores. A statistic that cannot be computed is a `Refusal` with its
reason, never a number that looks like an answer.
"""
