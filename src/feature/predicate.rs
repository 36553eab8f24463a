//! Words that accuse, deny, demand, defend …, and how they stand to the target.
//!
//! A predicate's class tells who is spoken of (the object of *accuse*, the subject of *deny*);
//! its side, its voice, negation, and what stands between it and the target tell whether that is
//! the target. No parser is needed: in news the argument is nearly always the nearest name on the
//! side that the voice asks for, unless a clause break or another name intervenes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::inflection::{Shape, noun_forms, verb_forms};
use super::view::{Item, View};
use crate::token::{KeyMap, PhraseCollector, Phrases, Token, word_key};

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
    /// The names of the classes, by number.
    names: Vec<String>,
    forms: Phrases<Form>,
    negation: Option<u8>,
    speaker: Option<u8>,
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

/// A form that was found, by its first token.
#[derive(Debug, Clone, Copy)]
pub(super) struct FormFound {
    pub(super) class: u8,
    shape: Shape,
    /// Tokens.
    length: usize,
}

#[derive(Debug, Clone, Copy)]
struct Form {
    class: u8,
    shape: Shape,
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
        let mut forms = PhraseCollector::new();
        for (id, (name, class)) in classes.iter().enumerate() {
            let all = class
                .verbs
                .iter()
                .flat_map(|v| verb_forms(v))
                .chain(class.nouns.iter().flat_map(|n| noun_forms(n)))
                .chain(class.words.iter().map(|w| (w.clone(), Shape::Word)));
            for (text, shape) in all {
                if !forms.add(&text, Form { class: id as u8, shape }) {
                    return Err(PredicateError::EmptyEntry(name.clone(), text));
                }
            }
        }
        // Of equals the first class in alphabetical order.
        let forms = forms.finish(|form| form.class);
        let names: Vec<String> = classes.keys().cloned().collect();
        let class = |name: &str| names.iter().position(|n| n == name).map(|i| i as u8);
        Ok(Self { negation: class("negation"), speaker: class("speaker"), names, classes, forms })
    }

    /// The classes by name.
    #[must_use]
    pub fn classes(&self) -> &BTreeMap<String, PredicateClass> {
        &self.classes
    }

    /// The class of a word that is a form by itself.
    pub(super) fn class_of_word(&self, key: u64) -> Option<u8> {
        self.forms.single(key).map(|form| form.class)
    }

    /// Whether a form begins with that word.
    pub(crate) fn opens_form(&self, key: u64) -> bool {
        self.forms.has_first(key)
    }

    /// The longest form that `tokens` open with.
    pub(super) fn form_at(&self, tokens: &[Token]) -> Option<FormFound> {
        self.longest(tokens).map(|(form, length)| FormFound { class: form.class, shape: form.shape, length })
    }

    /// Whether it is the class of those who speak for others.
    pub(super) fn is_speaker(&self, class: u8) -> bool {
        self.speaker == Some(class)
    }

    /// The longest form that `tokens` open with: the name of its class, its shape, its length.
    pub(crate) fn opening(&self, tokens: &[Token]) -> Option<(&str, Shape, usize)> {
        self.longest(tokens).map(|(form, n)| (self.name(form.class), form.shape, n))
    }

    fn longest(&self, tokens: &[Token]) -> Option<(&Form, usize)> {
        let (words, mut forms) = self.forms.longest(tokens, |_| true)?;
        forms.next().map(|form| (form, words.len()))
    }

    pub(super) fn name(&self, class: u8) -> &str {
        self.names.get(usize::from(class)).map_or("", String::as_str)
    }
}

/// How a predicate stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Active,
    Passive,
    /// A participle without its verb: *accused of*, *cleared by*.
    Reduced,
    Infinitive,
    Ing,
    Noun,
    Word,
}

/// A predicate in a sentence.
#[derive(Debug)]
pub(super) struct Hit {
    /// First and last item.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) class: u8,
    pub(super) voice: Voice,
    pub(super) negated: bool,
}

impl Hit {
    pub(super) fn items(&self) -> std::ops::RangeInclusive<usize> {
        self.first..=self.last
    }
}

impl Voice {
    pub(super) fn is_verb(self) -> bool {
        !matches!(self, Self::Noun | Self::Word)
    }

    pub(super) fn is_finite(self) -> bool {
        matches!(self, Self::Active | Self::Passive)
    }
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
/// Prepositions that bind a name to a predicate.
pub(super) const PREPOSITION_NAMES: [&str; 20] = [
    "of", "by", "against", "on", "over", "from", "to", "with", "for", "at", "about", "in", "into", "toward", "between",
    "among", "like", "after", "than", "as",
];

/// Their numbers, from 1.
pub(super) static PREPOSITIONS: LazyLock<KeyMap<u8>> = LazyLock::new(|| word_set(&PREPOSITION_NAMES));

/// Finds the predicates of a sentence, left to right, longest first, never overlapping.
pub(super) fn find_hits(view: &View, predicates: &Predicates, out: &mut Vec<Hit>) {
    out.clear();
    let mut i = 0;
    while i < view.len() {
        let found = match view.items[i] {
            Item::Word => view.form(i),
            Item::Sign(s) if !s.is_ascii_punctuation() => view.form(i),
            _ => None,
        };
        let Some(FormFound { class, shape, length }) = found else {
            i += 1;
            continue;
        };
        let last_token = view.tokens[i].0 + length as u32 - 1;
        let last = (i..view.len()).take_while(|j| view.tokens[*j].0 <= last_token).last().unwrap_or(i);
        if (i..=last).any(|j| matches!(view.items[j], Item::Target | Item::Other)) {
            i += 1;
            continue;
        }
        let negated = out.iter().rev().take(2).any(|h| {
            Some(h.class) == predicates.negation && i - h.last <= 4 && !(h.last + 1..i).any(|j| view.breaks(j))
        });
        out.push(Hit { first: i, last, class, voice: voice(view, shape, i, last), negated });
        i = last + 1;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_form_is_found() {
        let predicates =
            Predicates::parse("[target]\nverbs = [\"call on\"]\n[say]\nverbs = [\"call\"]\n").expect("good TOML");
        let text = crate::token::tokens("called on Iran");
        let (form, n) = predicates.longest(&text).expect("a hit");
        assert_eq!((predicates.name(form.class), n), ("target", 2));
    }
}
