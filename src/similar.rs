//! Names that a misspelt one may have been meant for.

/// How many names are worth showing.
const SHOWN: usize = 5;

/// Longest name that is compared letter by letter.
const LONGEST: usize = 100;

/// Returns the candidates that are most like `wanted`, the likeliest first.
///
/// A candidate qualifies by few wrong letters, or because one of the two contains the other.
pub fn similar<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = letters(wanted);
    let mut near: Vec<_> = candidates
        .into_iter()
        .filter_map(|candidate| Some((rank(&wanted, &letters(candidate))?, candidate)))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .take(SHOWN)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

fn letters(text: &str) -> Vec<char> {
    text.chars()
        .take(LONGEST)
        .flat_map(char::to_lowercase)
        .collect()
}

fn rank(wanted: &[char], candidate: &[char]) -> Option<usize> {
    let distance = distance(wanted, candidate);
    let allowed = (wanted.len().min(candidate.len()) / 3).max(1);
    let contains = |long: &[char], short: &[char]| {
        short.len() >= 3 && long.windows(short.len()).any(|part| part == short)
    };
    if distance <= allowed {
        Some(distance)
    } else if contains(wanted, candidate) || contains(candidate, wanted) {
        Some(allowed + distance)
    } else {
        None
    }
}

/// Counts the letters to add, remove, replace or swap with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other_letter) in other.iter().enumerate() {
            let mut best = (last[column] + usize::from(letter != other_letter))
                .min(last[column + 1] + 1)
                .min(current[column] + 1);
            let swapped = row > 0
                && column > 0
                && one[row - 1] == *other_letter
                && other[column - 1] == *letter;
            if swapped {
                let before: &[usize] = &before;
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut last, current);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_find_their_name() {
        let names = [
            "fluxcd",
            "velaux",
            "terraform",
            "terraform-aws",
            "keda",
            "loki",
        ];
        for (wanted, expected) in [
            ("fluxdc", &["fluxcd"][..]),
            ("VelaUX", &["velaux"]),
            ("flux", &["fluxcd"]),
            ("terafrom", &["terraform"]),
            ("aws", &["terraform-aws"]),
            ("kedaa", &["keda"]),
            ("zz", &[]),
            ("", &[]),
        ] {
            assert_eq!(similar(wanted, names), expected, "{wanted}");
        }
    }

    #[test]
    fn distance_counts_single_mistakes_once() {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        for (one, other, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("ab", "ba", 1),
            ("abc", "axc", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(
                distance(&letters(one), &letters(other)),
                expected,
                "{one} {other}"
            );
        }
    }
}
