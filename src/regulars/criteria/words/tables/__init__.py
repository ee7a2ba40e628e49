"""The words of the language, as tables of data. Extending what can be said is adding to these."""
