//! What somebody may have meant who mistyped a name.

/// How alike two names must be, from 0 to 1.
const ENOUGH: f64 = 0.8;

/// How many names a message suggests.
const SUGGESTED: usize = 3;

/// Finds the names that a mistyped `name` may have meant, nearest first; case does not count.
pub(crate) fn similar_names<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut scored: Vec<_> = known
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_lowercase();
            (
                strsim::jaro_winkler(&lower, &other),
                other.contains(&lower),
                candidate,
            )
        })
        .filter(|(score, contains, _)| *score >= ENOUGH || *contains)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.2.cmp(other.2)));
    scored
        .into_iter()
        .take(SUGGESTED)
        .map(|(_, _, candidate)| candidate.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_come_first() {
        let known = ["velaux", "vela-prism", "fluxcd", "vela-workflow"];
        assert_eq!(similar_names("velax", known)[0], "velaux");
        assert_eq!(similar_names("FLUXCD", known), ["fluxcd"]);
        assert_eq!(similar_names("prism", known), ["vela-prism"]);
        assert_eq!(similar_names("grafana", known), Vec::<String>::new());
    }
}
