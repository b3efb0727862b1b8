//! The Helm form of a package: `Chart.yaml`, its archive and the index that lists it.
