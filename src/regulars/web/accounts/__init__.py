"""People: who they are, what they may, how they sign in; one-time links, tokens of programs, the audit log."""
