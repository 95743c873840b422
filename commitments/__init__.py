"""What two named parties signed: kept as signed, changed by amendments, judged month by month."""
