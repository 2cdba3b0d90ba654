"""The demonstration: a made-up province at work through the years, simulated by the program's own actions.

Installed only in a data folder that `goufu demo` has made (config.settings.DEMONSTRATION).
"""
