//! Build, ship and enable KubeVela addons.
