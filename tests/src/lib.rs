//! Nothing: this package holds tests only, in `run/`.
