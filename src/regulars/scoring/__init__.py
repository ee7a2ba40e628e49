"""Scores and segments: scorecards, cuts, segment maps, composites. Pure: values in, values out."""
