"""A closed month for the public: proposed, confirmed by a second person, shown without a login, withdrawn."""
