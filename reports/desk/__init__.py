"""The page of a report: chosen by month and agency, read, added to, downloaded, led on to be issued."""
