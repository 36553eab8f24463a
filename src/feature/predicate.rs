//! Words that accuse, deny, demand, defend …, and how they stand to the target.
//!
//! A predicate's class tells who is spoken of (the object of *accuse*, the subject of *deny*);
//! its side, its voice, negation, and what stands between it and the target tell whether that is
//! the target. No parser is needed: in news the argument is nearly always the nearest name on the
//! side that the voice asks for, unless a clause break or another name intervenes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::gram::{flag, key, mix};
use super::view::{Item, View};
use super::{Family, Sink};
use crate::token::{KeyMap, Token, tokens, word_key};

/// A class of predicates as the lexicon file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PredicateClass {
    /// What the class means, for readers.
    #[serde(default, skip_serializing)]
    pub doc: String,
    /// Lemmas; regular forms are derived from the first word, irregular ones stand behind a
    /// colon: `take to task:took to task,taken to task`.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Singulars; an irregular plural stands behind a colon.
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Anything else, as written in small letters.
    #[serde(default)]
    pub words: Vec<String>,
}

/// The lexicon of predicates, searchable by their forms.
#[derive(Debug, Clone, Default)]
pub struct Predicates {
    classes: BTreeMap<String, PredicateClass>,
    forms: KeyMap<Vec<Form>>,
}

/// Why a predicate file is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PredicateError {
    /// Not TOML of the documented form.
    #[error("{0}")]
    NotToml(String),
    /// More classes than fit a model.
    #[error("{0} classes; at most 64 are possible")]
    TooManyClasses(usize),
    /// An entry without a word.
    #[error("class `{0}` has the entry `{1}`, which holds no word")]
    EmptyEntry(String, String),
}

#[derive(Debug, Clone)]
struct Form {
    rest: Box<[u64]>,
    class: u8,
    shape: Shape,
}

/// The grammatical shape of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Base,
    Past,
    Ing,
    Noun,
    Word,
}

impl Predicates {
    /// Reads a lexicon: TOML, one table per class.
    ///
    /// # Errors
    ///
    /// If it is not of that form.
    pub fn parse(toml: &str) -> Result<Self, PredicateError> {
        Self::new(toml::from_str(toml).map_err(|e| PredicateError::NotToml(e.to_string()))?)
    }

    /// A lexicon of these classes.
    ///
    /// # Errors
    ///
    /// If there are more than 64 classes or an entry holds no word.
    pub fn new(classes: BTreeMap<String, PredicateClass>) -> Result<Self, PredicateError> {
        if classes.len() > 64 {
            return Err(PredicateError::TooManyClasses(classes.len()));
        }
        let mut forms: KeyMap<Vec<Form>> = KeyMap::default();
        for (id, (name, class)) in classes.iter().enumerate() {
            let all = class
                .verbs
                .iter()
                .flat_map(|v| verb_forms(v))
                .chain(class.nouns.iter().flat_map(|n| noun_forms(n)))
                .chain(class.words.iter().map(|w| (w.clone(), Shape::Word)));
            for (text, shape) in all {
                let keys: Vec<u64> = tokens(&text).iter().map(|t| t.key).collect();
                let Some((first, rest)) = keys.split_first() else {
                    return Err(PredicateError::EmptyEntry(name.clone(), text));
                };
                forms.entry(*first).or_default().push(Form { rest: rest.into(), class: id as u8, shape });
            }
        }
        for forms in forms.values_mut() {
            // The longest first; of equals the first class in alphabetical order.
            forms.sort_by_key(|f| std::cmp::Reverse(f.rest.len()));
        }
        Ok(Self { classes, forms })
    }

    /// The classes by name.
    #[must_use]
    pub fn classes(&self) -> &BTreeMap<String, PredicateClass> {
        &self.classes
    }

    fn longest(&self, tokens: &[Token]) -> Option<(&Form, usize)> {
        let forms = self.forms.get(&tokens.first()?.key)?;
        let form = forms
            .iter()
            .find(|f| f.rest.len() < tokens.len() && f.rest.iter().zip(&tokens[1..]).all(|(k, t)| *k == t.key))?;
        Some((form, form.rest.len() + 1))
    }

    fn name(&self, class: u8) -> &str {
        self.classes.keys().nth(class as usize).map_or("", String::as_str)
    }
}

/// The forms of `lemma` or `lemma:irregular,…`.
fn verb_forms(entry: &str) -> Vec<(String, Shape)> {
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

fn noun_forms(entry: &str) -> Vec<(String, Shape)> {
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

/// How a predicate stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Active,
    Passive,
    /// A participle without its verb: *accused of*, *cleared by*.
    Reduced,
    Infinitive,
    Ing,
    Noun,
    Word,
}

struct Hit {
    first: usize,
    last: usize,
    class: u8,
    voice: Voice,
    negated: bool,
}

fn word_set(words: &[&str]) -> KeyMap<u8> {
    words.iter().enumerate().map(|(i, w)| (word_key(w), i as u8 + 1)).collect()
}

static BE: LazyLock<KeyMap<u8>> = LazyLock::new(|| {
    word_set(&[
        "was", "were", "is", "are", "be", "been", "being", "am", "'s", "'re", "get", "gets", "got", "stands", "stood",
    ])
});
static BEHIND_PARTICIPLE: LazyLock<KeyMap<u8>> =
    LazyLock::new(|| word_set(&["of", "by", "for", "over", "with", "as", "in", "from", "on", "to"]));
static TO: LazyLock<u64> = LazyLock::new(|| word_key("to"));
static PREPOSITIONS: LazyLock<KeyMap<u8>> = LazyLock::new(|| {
    word_set(&[
        "of", "by", "against", "on", "over", "from", "to", "with", "for", "at", "about", "in", "into", "toward",
        "between", "among", "like", "after", "than", "as",
    ])
});

/// Items between which and the target a predicate is still looked at.
const REACH: usize = 25;

fn hits(view: &View, predicates: &Predicates) -> Vec<Hit> {
    let tokens = view.pair.sentence.tokens();
    let mut out: Vec<Hit> = Vec::new();
    let negation = predicates.classes.keys().position(|n| n == "negation").map(|i| i as u8);
    let mut i = 0;
    while i < view.len() {
        if !matches!(view.items[i], Item::Word | Item::Sign(_))
            || matches!(view.items[i], Item::Sign(s) if s.is_ascii_punctuation())
        {
            i += 1;
            continue;
        }
        let at = view.tokens[i].0 as usize;
        let Some((form, n)) = predicates.longest(&tokens[at..]) else {
            i += 1;
            continue;
        };
        let last_token = (at + n - 1) as u32;
        let last = (i..view.len()).take_while(|j| view.tokens[*j].0 <= last_token).last().unwrap_or(i);
        if (i..=last).any(|j| matches!(view.items[j], Item::Target | Item::Other)) {
            i += 1;
            continue;
        }
        let negated = out
            .iter()
            .rev()
            .take(2)
            .any(|h| Some(h.class) == negation && i - h.last <= 4 && !(h.last + 1..i).any(|j| view.breaks(j)));
        out.push(Hit { first: i, last, class: form.class, voice: voice(view, form.shape, i, last), negated });
        i = last + 1;
    }
    out
}

fn voice(view: &View, shape: Shape, first: usize, last: usize) -> Voice {
    let before = |n: usize| first.checked_sub(n).filter(|i| view.items[*i] == Item::Word).map(|i| view.keys[i]);
    match shape {
        Shape::Base => {
            if before(1) == Some(*TO) {
                Voice::Infinitive
            } else {
                Voice::Active
            }
        }
        Shape::Ing => Voice::Ing,
        Shape::Noun => Voice::Noun,
        Shape::Word => Voice::Word,
        Shape::Past => {
            if (1..=3).any(|n| before(n).is_some_and(|k| BE.contains_key(&k))) {
                Voice::Passive
            } else if view.items.get(last + 1) == Some(&Item::Word)
                && BEHIND_PARTICIPLE.contains_key(&view.keys[last + 1])
            {
                Voice::Reduced
            } else {
                Voice::Active
            }
        }
    }
}

/// Emits the features of [`Family::Predicate`].
pub(super) fn emit(view: &View, predicates: &Predicates, sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let hits = hits(view, predicates);
    let preposition = preposition_before(view);
    let say = |class: u8| predicates.name(class);
    for hit in &hits {
        let Some(relation) = Relation::new(view, hit) else { continue };
        let Relation { before, breaks, names, distance } = relation;
        let base = mix(key(F, b'p'), u64::from(hit.class) | u64::from(before) << 8);
        let side = if before { "before" } else { "behind" };
        let voice = hit.voice as u64 | u64::from(hit.negated) << 4;
        let told = || {
            format!("{}{} {}-word ({:?})", if hit.negated { "negated " } else { "" }, side, say(hit.class), hit.voice)
                .to_lowercase()
        };
        sink.emit(F, mix(base, voice | 1 << 8), told);
        let gap = (breaks.min(2) | names.min(2) << 2) as u64;
        sink.emit(F, mix(base, voice | gap << 8 | 2 << 16), || {
            format!("{}, {} break(s) and {} name(s) between", told(), breaks.min(2), names.min(2))
        });
        let near = bucket(distance) as u64;
        sink.emit(F, mix(base, near | 3 << 8), || {
            format!("{} {}-word, {} away", side, say(hit.class), NEARNESS[near as usize])
        });
        if before {
            let prep = u64::from(preposition.map_or(0, |(p, _)| p));
            let clear = u64::from(breaks == 0 && names == 0);
            sink.emit(F, mix(base, prep | clear << 8 | voice << 16 | 4 << 24), || {
                let prep =
                    preposition.map_or_else(|| "no preposition".to_owned(), |(_, i)| format!("“{}”", view.describe(i)));
                format!("{}, {prep} before the actor{}", told(), if clear == 1 { ", nothing between" } else { "" })
            });
        } else {
            let next = view.items.get(hit.last + 1).map_or(0, |item| match item {
                Item::Word => PREPOSITIONS.get(&view.keys[hit.last + 1]).map_or(1, |p| 10 + u64::from(*p)),
                Item::Target => 2,
                Item::Other => 3,
                Item::Number => 4,
                Item::Sign(_) => 5,
            });
            sink.emit(F, mix(base, next | voice << 8 | gap << 16 | 5 << 24), || {
                format!(
                    "{}, followed by {}",
                    told(),
                    view.items.get(hit.last + 1).map_or_else(String::new, |_| view.describe(hit.last + 1))
                )
            });
        }
        let lexical = mix(mix(base, view.stems[hit.first]), u64::from(breaks == 0) | (hit.voice as u64) << 1 | 6 << 8);
        sink.emit(F, lexical, || {
            format!("“{}” {side}{}", words(view, hit), if breaks == 0 { ", same clause" } else { "" })
        });
        let quoted = u64::from(view.quoted[hit.first]) | u64::from(view.quoted[view.target]) << 1;
        sink.emit(F, mix(base, quoted | 7 << 8), || {
            format!(
                "{side} {}-word, {}",
                say(hit.class),
                ["no quotation", "word in quotation", "actor in quotation", "both in quotation"][quoted as usize]
            )
        });
    }
    neighbours(view, predicates, &hits, sink);
    sequence(view, predicates, &hits, sink);
}

fn words(view: &View, hit: &Hit) -> String {
    (hit.first..=hit.last).map(|i| view.describe(i)).collect::<Vec<_>>().join(" ")
}

/// Where a predicate stands, seen from the nearest mention of the target.
struct Relation {
    before: bool,
    breaks: usize,
    names: usize,
    distance: usize,
}

impl Relation {
    fn new(view: &View, hit: &Hit) -> Option<Self> {
        let target = view.nearest_target(hit.first);
        let before = hit.last < target;
        let between = if before { hit.last + 1..target } else { target + 1..hit.first };
        let distance = between.len();
        (distance < REACH).then(|| Self {
            before,
            breaks: between.clone().filter(|i| view.breaks(*i)).count(),
            names: between.filter(|i| view.items[*i] == Item::Other).count(),
            distance,
        })
    }
}

const NEARNESS: [&str; 6] = ["1", "2", "3 to 4", "5 to 7", "8 to 12", "13 or more"];

fn bucket(distance: usize) -> usize {
    match distance {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        4..=6 => 3,
        7..=11 => 4,
        _ => 5,
    }
}

/// The preposition that governs the target, over at most two words: *of the*, *by embattled*.
fn preposition_before(view: &View) -> Option<(u8, usize)> {
    (view.target.saturating_sub(3)..view.target)
        .rev()
        .take_while(|i| view.items[*i] == Item::Word)
        .find_map(|i| Some((*PREPOSITIONS.get(&view.keys[i])?, i)))
}

/// The nearest predicates on both sides, together.
fn neighbours(view: &View, predicates: &Predicates, hits: &[Hit], sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let code = |hit: Option<&Hit>| {
        hit.map_or(0, |h| 1 + u64::from(h.class) | (h.voice as u64) << 8 | u64::from(h.negated) << 12)
    };
    let say = |hit: Option<&Hit>| hit.map_or("nothing", |h| predicates.name(h.class)).to_owned();
    let left = hits.iter().rev().find(|h| h.last < view.target);
    let mut right = hits.iter().filter(|h| h.first > view.target);
    let (first, second) = (right.next(), right.next());
    sink.emit(F, mix(mix(key(F, b'n'), code(left)), code(first)), || {
        format!("between {} and {}", say(left), say(first))
    });
    sink.emit(F, mix(mix(key(F, b'm'), code(first)), code(second)), || {
        format!("followed by {} and {}", say(first), say(second))
    });
}

/// The sentence reduced to target, other names, predicates and breaks; runs of two to four.
fn sequence(view: &View, predicates: &Predicates, hits: &[Hit], sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let mut codes: Vec<(u64, usize)> = Vec::new();
    let mut hit = hits.iter().peekable();
    for i in 0..view.len() {
        while hit.next_if(|h| h.last < i).is_some() {}
        let code = match hit.peek() {
            Some(h) if h.first == i => 16 + u64::from(h.class),
            Some(h) if h.first < i => continue,
            _ => match view.items[i] {
                Item::Target => 1,
                Item::Other => 2,
                _ if view.breaks(i) => 3,
                _ => continue,
            },
        };
        if code != 3 || codes.last().is_some_and(|(c, _)| *c != 3) {
            codes.push((code, i));
        }
    }
    let say = |(code, i): &(u64, usize)| match code {
        3 => "|".to_owned(),
        1 | 2 => view.describe(*i),
        c => predicates.name((c - 16) as u8).to_owned(),
    };
    for n in 2..=4 {
        for run in codes.windows(n) {
            let feature = run.iter().fold(key(F, b's'), |k, (c, _)| mix(k, *c));
            sink.emit(F, feature, || format!("order: {}", run.iter().map(say).collect::<Vec<_>>().join(" ")));
        }
    }
    let n_accusing = codes.iter().filter(|(c, _)| *c >= 16).count().min(5);
    flag(F, b'c', n_accusing, sink, || format!("{n_accusing} predicate(s) in all"));
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

    #[test]
    fn the_longest_form_is_found() {
        let predicates =
            Predicates::parse("[target]\nverbs = [\"call on\"]\n[say]\nverbs = [\"call\"]\n").expect("good TOML");
        let text = tokens("called on Iran");
        let (form, n) = predicates.longest(&text).expect("a hit");
        assert_eq!((predicates.name(form.class), n), ("target", 2));
    }
}
