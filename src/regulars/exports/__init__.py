"""Audiences for other tools: what each destination takes, how it wants it written, and what it would refuse. Pure."""
