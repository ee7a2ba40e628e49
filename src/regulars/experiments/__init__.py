"""Did it work? Who is held out, how large a test has to be, and what its outcome says: arrays or sums in, frozen results out.

`assignment` and `holdouts` deal customers out; `sizing` says what a test can see before it starts; `reading` puts together what is
to be said after it: the sample-ratio check first, then differences with their intervals, costs, and what is ruled out.
"""
