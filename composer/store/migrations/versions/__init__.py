"""One module for each revision, one SQL file for each database that it speaks to."""
