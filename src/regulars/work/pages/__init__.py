"""What each page shows: one function per page, frozen values out."""
