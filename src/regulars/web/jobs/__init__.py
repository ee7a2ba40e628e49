"""Long work: handed in by a page, done by the worker process, watched and cancelled from the pages."""
