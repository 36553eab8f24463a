//! Sentence ends, against passages written for what is hard about them.

use crate::read;

/// The least share of passages that must be split right throughout.
const MIN_SHARE: f64 = 0.97;

#[test]
fn hard_passages_are_split_right() {
    let file = read("tests/fixtures/sentences.txt");
    let (mut n, mut wrong) = (0, Vec::new());
    for (line, number) in file.lines().zip(1..).filter(|(l, _)| !l.trim().is_empty() && !l.starts_with('#')) {
        n += 1;
        let marked = line.replace("\\n", "\n");
        // ` ¦ ` stands for one space, `¦` alone for nothing.
        let text = marked.replace(" ¦ ", " ").replace('¦', "");
        let expected: Vec<&str> =
            marked.split('¦').map(str::trim).filter(|s| s.chars().any(char::is_alphanumeric)).collect();
        // A piece without letters and digits is no sentence, whichever way it is split.
        let spans = gainsay::sentences(&text);
        let found: Vec<&str> =
            spans.iter().map(|s| s.of(&text)).filter(|s| s.chars().any(char::is_alphanumeric)).collect();
        if found != expected {
            wrong.push(format!("line {number}: {}", found.join(" ¦ ").replace('\n', "\\n")));
        }
    }
    assert!(n >= 100, "only {n} passages were read");
    let share = 1.0 - wrong.len() as f64 / f64::from(n);
    let (n_wrong, percent) = (wrong.len(), 100.0 * share);
    assert!(
        share >= MIN_SHARE,
        "{n_wrong} of {n} passages are split wrong, {percent:.1} % right:\n{}",
        wrong.join("\n")
    );
}
