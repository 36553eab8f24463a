//! Names that an article itself introduces: names of persons, organisations and places that no
//! lexicon knows, and the shorter forms that later refer to them.

use std::collections::BTreeMap;

use super::lexicon::{Found, Lexicon, Role};
use super::run::{TokenRange, names};
use super::wordlist::{is_no_name, is_organisation};
use crate::token::{Case, Span, TokenizedSentence};

/// The names that an article introduces, with the forms that refer to them.
pub(super) struct IntroducedNames {
    /// Last word of a full name, or acronym in brackets behind it → the name; none where two
    /// names share the form.
    forms: BTreeMap<String, Option<String>>,
    /// First word → full name, for whoever is called by it later: *Wei Haoran … Wei*.
    first_words: BTreeMap<String, Option<String>>,
}

/// Notes that `form` may stand for `name`; two names make it stand for none.
fn claim(forms: &mut BTreeMap<String, Option<String>>, form: &str, name: &str) {
    let entry = forms.entry(form.to_owned()).or_insert_with(|| Some(name.to_owned()));
    if entry.as_ref().is_some_and(|n| n != name) {
        *entry = None;
    }
}

impl IntroducedNames {
    pub(super) fn collect(sentences: &[TokenizedSentence], found: &[Vec<Found>], lexicon: &Lexicon) -> Self {
        let mut introduced = Self { forms: BTreeMap::new(), first_words: BTreeMap::new() };
        for (sentence, found) in sentences.iter().zip(found) {
            // A surname of the lexicon inside a longer run belongs to that run.
            let taken = |i: usize| found.iter().any(|f| f.role != Role::Surname && f.covers(i));
            let surname = |i: usize| found.iter().any(|f| f.role == Role::Surname && f.covers(i));
            for (start, end) in names(sentence, taken, surname) {
                let name = joined(sentence, start, end);
                if let Some(acronym) = acronym_behind(sentence, end) {
                    claim(&mut introduced.forms, acronym, &name);
                }
                if is_full(sentence, start, end) {
                    claim(&mut introduced.forms, sentence.word(end - 1), &name);
                    // *Trump Warren* may be two of whom a page prints the names in a row, and the son is not
                    // who is meant by the name without *Jr.*
                    let last = surname(end - 1) || matches!(sentence.word(end - 1), "Jr" | "Sr");
                    if !(surname(start) && last) {
                        claim(&mut introduced.first_words, sentence.word(start), &name);
                    }
                }
            }
        }
        // A lexicon person who is named in full keeps the surname, whoever else bears it.
        let certain = found.iter().flatten().filter(|f| f.role == Role::Name && !f.ambiguous);
        for actor in certain.map(|f| lexicon.actor(f.candidates[0])) {
            if let Some(surname) = &actor.surname {
                introduced.forms.remove(surname);
                introduced.first_words.remove(surname);
            }
        }
        introduced
    }

    /// Whether a word refers to a name of the article, or might.
    pub(super) fn claims(&self, word: &str) -> bool {
        self.forms.contains_key(word) || self.first_words.contains_key(word)
    }

    /// Mentions of names among the tokens that no known actor took.
    pub(super) fn mentions(
        &self,
        sentence: &TokenizedSentence,
        found: &[Found],
        taken: &[TokenRange],
    ) -> Vec<(TokenRange, String)> {
        let is_taken = |i: usize| taken.iter().any(|t| (t.0..t.1).contains(&i));
        names(sentence, is_taken, |i| found.iter().any(|f| f.role == Role::Surname && f.covers(i)))
            .into_iter()
            .map(|(start, end)| {
                let word = sentence.word(start);
                let full = || self.forms.get(word).or_else(|| self.first_words.get(word))?.clone();
                let name = if end - start == 1 { full() } else { None };
                ((start, end), name.unwrap_or_else(|| joined(sentence, start, end)))
            })
            .collect()
    }
}

/// Whether a run is so surely the full name of somebody that its last word may stand for it.
fn is_full(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let named = |i: usize| sentence.is_name(i) || !sentence.tokens()[i].is_capitalised();
    let linked = (start..end).any(|i| matches!(sentence.word(i), "of" | "for" | "on" | "and" | "&"));
    // *Chester* is not short for *West Chester*.
    let directed = is_no_name(&sentence.word(start).to_lowercase());
    let organisation = is_organisation(&sentence.word(end - 1).to_lowercase());
    // Who has an article is no person: *the Minneapolis Star Tribune*.
    let definite = start > 0 && sentence.word(start - 1).eq_ignore_ascii_case("the");
    end - start > 1
        && !definite
        && !linked
        && !directed
        && !organisation
        && !sentence.is_headline()
        && (start..end).all(named)
}

/// The acronym in `… Organization (ABC)`.
fn acronym_behind<'a>(sentence: &TokenizedSentence<'a>, end: usize) -> Option<&'a str> {
    let tokens = sentence.tokens();
    let inner = tokens.get(end + 1)?;
    (tokens[end].is_sign(b'(') && tokens.get(end + 2)?.is_sign(b')') && inner.case == Case::Upper)
        .then(|| sentence.word(end + 1))
}

fn joined(sentence: &TokenizedSentence, start: usize, end: usize) -> String {
    let span = Span::new(sentence.tokens()[start].span.start, sentence.tokens()[end - 1].span.end);
    span.of(sentence.text()).split_whitespace().collect::<Vec<_>>().join(" ")
}
