"""The standing body reviews an agency's figures: approved, returned, corrected."""
