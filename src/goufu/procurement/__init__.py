"""Procurement: the methods of purchase and their notices as data, and the timetable that follows from them."""
