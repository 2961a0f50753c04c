"""Hot issues: petitions about the same thing at the same place, found from their texts alone. Pure: no clock, no database.

`texts` reads a text (names and words), `vectors` weighs what it reads and finds who is alike, `cluster` puts together,
`issues` judges, names and weighs an issue, `rising` compares a month with the months before.
"""
