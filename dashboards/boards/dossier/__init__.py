"""What an agency's head brings to the appraisal at the end of the year."""
