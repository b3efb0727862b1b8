//! Rules on small addons.
