"""What stands around every page, and the first of them: navigation, home, what waits for whom."""
