"""The made-up prefecture city of the demo: places, offices, people, 300 petitions in every state."""
