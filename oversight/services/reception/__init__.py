"""Leaders' reception: the calendar, what is brought to it, what follows, and matters a leader takes charge of."""
