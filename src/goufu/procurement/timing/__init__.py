"""Days: how they are counted, the timetable made of them, and how it is shown."""
