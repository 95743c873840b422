"""The rules of measurement: value, state, attainment, rates, calendar, workflow. Pure."""
