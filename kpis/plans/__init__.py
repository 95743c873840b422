"""Years of a province: begun with their twelve months; their thresholds, and what changing them would move."""
