"""The scoring page: scorecard, thresholds with a live preview, segment map, validation."""
