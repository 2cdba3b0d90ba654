"""The log of seals in the standard form: C2SP checkpoints, tiles and cosignatures over an RFC 6962 tree of SHA-256."""
