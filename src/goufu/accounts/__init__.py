"""Sign-in: passwords, second factors, sessions, and the keys of programs."""
