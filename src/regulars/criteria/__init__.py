"""Segments as typed trees of conditions: the only stored form of a custom segment, and its faces (words, sentence, wire, form)."""
