"""The import of petitions from xlsx and csv: read, map, check, register, and drive replied ones to their end."""
