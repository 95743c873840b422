"""Who signs while a head is away: named by the head, from a day until a day, by a paper; it ends by itself."""
