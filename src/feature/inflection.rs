//! The forms of English verbs and nouns, so that a lexicon need only list lemmas.

/// The grammatical shape of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Base,
    Past,
    Ing,
    Noun,
    Word,
}

/// The forms of `lemma` or `lemma:irregular,…`.
pub(crate) fn verb_forms(entry: &str) -> Vec<(String, Shape)> {
    let (lemma, irregular) = entry.split_once(':').unwrap_or((entry, ""));
    let (first, rest) = lemma.split_once(' ').map_or((lemma, String::new()), |(f, r)| (f, format!(" {r}")));
    let mut out = vec![(lemma.to_owned(), Shape::Base), (format!("{}{rest}", with_s(first)), Shape::Base)];
    out.extend(irregular.split(',').map(str::trim).filter(|f| !f.is_empty()).map(|f| {
        let ing = f.split(' ').next().is_some_and(|w| w.ends_with("ing"));
        (f.to_owned(), if ing { Shape::Ing } else { Shape::Past })
    }));
    for stem in stems(first) {
        if irregular.is_empty() {
            out.push((format!("{stem}ed{rest}"), Shape::Past));
        }
        out.push((format!("{stem}ing{rest}"), Shape::Ing));
    }
    if let Some(stem) = first.strip_suffix("ie") {
        out.push((format!("{stem}ying{rest}"), Shape::Ing));
    }
    if let Some(stem) = first.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o', 'u'])) {
        out.push((format!("{stem}ied{rest}"), Shape::Past));
    }
    out
}

pub(crate) fn noun_forms(entry: &str) -> Vec<(String, Shape)> {
    match entry.split_once(':') {
        Some((singular, plural)) => vec![(singular.to_owned(), Shape::Noun), (plural.to_owned(), Shape::Noun)],
        None => vec![(entry.to_owned(), Shape::Noun), (with_s(entry), Shape::Noun)],
    }
}

fn with_s(word: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|e| word.ends_with(e));
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if sibilant => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// What `-ed` and `-ing` are put to: both the plain and the doubled form where either may be.
fn stems(verb: &str) -> Vec<String> {
    if let Some(stem) = verb.strip_suffix('e').filter(|s| !s.ends_with(['e', 'o', 'y'])) {
        return vec![stem.to_owned()];
    }
    let mut out = vec![verb.to_owned()];
    let letters: Vec<char> = verb.chars().rev().take(3).collect();
    if let [last, vowel, before] = letters[..]
        && !"aeiouwxy".contains(last)
        && "aeiou".contains(vowel)
        && !"aeiou".contains(before)
    {
        out.push(format!("{verb}{last}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_inflected() {
        let forms = |v: &str| verb_forms(v).into_iter().map(|(f, _)| f).collect::<Vec<_>>();
        assert_eq!(forms("accuse"), ["accuse", "accuses", "accused", "accusing"]);
        assert!(forms("deny").contains(&"denied".to_owned()) && forms("deny").contains(&"denying".to_owned()));
        assert!(forms("rip").contains(&"ripped".to_owned()));
        assert_eq!(forms("lie:lied,lying")[2..4], ["lied", "lying"]);
        assert!(forms("call on").contains(&"called on".to_owned()));
        assert!(forms("take to task:took to task,taken to task").contains(&"taking to task".to_owned()));
    }
}
