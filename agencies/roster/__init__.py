"""The pages of who works where: the list of people, a person, the roles given and ended, who leaves."""
