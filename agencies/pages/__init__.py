"""What pages of every floor share: how a form answers, how a day is typed, how often one may ask."""
