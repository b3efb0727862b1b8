//! Packages for tests.

use vela_addon::archive;

/// Makes a package of a chart.
pub(crate) fn chart(name: &str, version: &str) -> Vec<u8> {
    with_values(name, version, "replicas: 1\n")
}

/// Makes a package of a chart with the given `values.yaml`.
pub(crate) fn with_values(name: &str, version: &str, values: &str) -> Vec<u8> {
    let chart_yaml = format!(
        "apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.10\"\n\
         description: A chart\nannotations:\n  addon.name: {name}\n  system.vela: '>=v1.4.0'\n"
    );
    let template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n\
                    data:\n  replicas: \"{{ .Values.replicas }}\"\n";
    let files = [
        ("Chart.yaml", chart_yaml.as_str()),
        ("values.yaml", values),
        ("templates/map.yaml", template),
    ];
    archive::pack(name, files, 0)
}

/// Makes an archive of any files below the folder `top`.
pub(crate) fn archive_of(top: &str, files: &[(&str, &str)]) -> Vec<u8> {
    archive::pack(top, files.iter().copied(), 0)
}
