"""A complete, believable, made-up shop: drawn from a stated process with a seed, with planted truths to find again."""
