"""What a person adds to a section of a report: work done, proposals; by whom and when."""
