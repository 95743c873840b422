"""Indicators, pillars, causes and plans edited, and what rests on them judged anew."""
