"""The overview: the page that one lands on."""
