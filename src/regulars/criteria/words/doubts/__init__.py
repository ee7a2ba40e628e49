"""What can be read in more ways than can be told apart: refused with the words, or asked back. `rules` says how to add a rule."""
