//! Names that an article itself introduces: full names of persons and organisations that no
//! lexicon knows, and the shorter forms that later refer to them.

use std::collections::BTreeMap;

use super::lexicon::{Found, Lexicon, Role};
use super::wordlist::{is_no_name, is_thing, is_title};
use crate::token::{Case, Span, TokenKind, TokenizedSentence, word_key};

/// First token, and the one behind the last.
pub(super) type TokenRange = (usize, usize);

/// The names that an article introduces, with the forms that refer to them.
pub(super) struct IntroducedNames {
    /// Last word of a full name, acronym in brackets behind it, or a rare word that stands by
    /// itself more than once → the name; none where two names share the form.
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
        let mut names = Self { forms: BTreeMap::new(), first_words: BTreeMap::new() };
        let mut lone: BTreeMap<&str, usize> = BTreeMap::new();
        for (sentence, found) in sentences.iter().zip(found) {
            let runs = free_runs(sentence, found);
            for (start, end) in &runs {
                let name = joined(sentence, *start, *end);
                if let Some(acronym) = acronym_behind(sentence, *end) {
                    claim(&mut names.forms, acronym, &name);
                }
                claim(&mut names.forms, sentence.word(end - 1), &name);
                claim(&mut names.first_words, sentence.word(*start), &name);
            }
            for i in lone_words(sentence, found, &runs).filter(|i| sentence.is_unknown(*i)) {
                *lone.entry(sentence.word(i)).or_default() += 1;
            }
        }
        for word in lone.into_iter().filter(|(w, n)| *n > 1 && !is_ordinary(w)).map(|(w, _)| w) {
            if !names.forms.contains_key(word) && !names.first_words.contains_key(word) {
                claim(&mut names.forms, word, word);
            }
        }
        // A lexicon person who is named in full keeps the surname, whoever else bears it.
        let certain = found.iter().flatten().filter(|f| f.role == Role::Name && !f.ambiguous);
        for actor in certain.map(|f| lexicon.actor(f.candidates[0])) {
            if let Some(surname) = &actor.surname {
                names.forms.remove(surname);
                names.first_words.remove(surname);
            }
        }
        names
    }

    /// Whether a word refers to a name of the article, or might.
    pub(super) fn claims(&self, word: &str) -> bool {
        self.forms.contains_key(word) || self.first_words.contains_key(word)
    }

    /// Mentions of introduced names among the tokens that no known actor took.
    pub(super) fn mentions(
        &self,
        sentence: &TokenizedSentence,
        found: &[Found],
        taken: &[TokenRange],
    ) -> Vec<(TokenRange, String)> {
        let runs = free_runs(sentence, found);
        let short = |i: usize| {
            let word = sentence.word(i);
            let name = self.forms.get(word).or_else(|| self.first_words.get(word))?.clone()?;
            Some(((i, i + 1), name))
        };
        let free = |i: &usize| !taken.iter().any(|t| (t.0..t.1).contains(i));
        let lone: Vec<_> = lone_words(sentence, found, &runs).filter(free).filter_map(short).collect();
        runs.iter().map(|run| (*run, joined(sentence, run.0, run.1))).chain(lone).collect()
    }
}

/// Name words outside the runs that stand beside no other name word, titles aside.
fn lone_words<'s>(
    sentence: &'s TokenizedSentence,
    found: &'s [Found],
    runs: &'s [TokenRange],
) -> impl Iterator<Item = usize> + 's {
    let n = sentence.tokens().len();
    let in_run = |i: usize| runs.iter().any(|t| (t.0..t.1).contains(&i));
    let known = |i: usize| found.iter().any(|f| f.role != Role::Surname && (f.tokens.0..f.tokens.1).contains(&i));
    let stranger = move |i: usize| sentence.is_name(i) && !in_run(i) && !known(i) && !is_title(sentence.word(i));
    (0..n).filter(move |i| {
        let alone = (*i == 0 || !stranger(i - 1)) && (i + 1 == n || !sentence.is_name(i + 1));
        stranger(*i) && !known(*i) && alone && sentence.tokens()[*i].is_capitalised()
    })
}

fn is_ordinary(word: &str) -> bool {
    let lower = word.to_lowercase();
    is_no_name(&lower) || is_thing(&lower)
}

/// Runs of name words that look like a full name and that no known form overlaps, titles cut off.
fn free_runs(sentence: &TokenizedSentence, found: &[Found]) -> Vec<(usize, usize)> {
    let tokens = sentence.tokens();
    // A surname of the lexicon inside a longer run belongs to that run.
    let claimed = |i: usize| found.iter().any(|f| f.role != Role::Surname && (f.tokens.0..f.tokens.1).contains(&i));
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !sentence.is_name(at) || claimed(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        while end < tokens.len() && !claimed(end) {
            let initial_dot = tokens[end].is_sign(b'.')
                && end > start
                && tokens[end - 1].span.end - tokens[end - 1].span.start == 1
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1);
            let particle = end > start
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1)
                && matches!(
                    sentence.word(end),
                    "de" | "van" | "von" | "bin" | "al" | "el" | "da" | "del" | "der" | "la" | "ibn" | "-"
                );
            let title_dot = tokens[end].is_sign(b'.')
                && end > start
                && is_title(sentence.word(end - 1))
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1);
            let initial = tokens[end].is_capitalised()
                && end > start
                && tokens[end].span.end - tokens[end].span.start == 1
                && end + 1 < tokens.len()
                && tokens[end + 1].is_sign(b'.');
            if !(sentence.is_name(end) || initial_dot || particle || title_dot || initial) {
                break;
            }
            end += 1;
        }
        at = end.max(start + 1);
        out.extend(full_name(sentence, start, end));
    }
    out
}

/// The part of a run that is a full name: two to four words behind the titles.
fn full_name(sentence: &TokenizedSentence, mut start: usize, end: usize) -> Option<(usize, usize)> {
    // Behind the last title: `Coordinator Dr. Deborah Birx`.
    if let Some(title) = (start..end).rev().find(|i| is_title(sentence.word(*i))) {
        start = title + 1;
    }
    while start < end && sentence.tokens()[start].kind != TokenKind::Word {
        start += 1;
    }
    let words = (start..end).filter(|i| sentence.tokens()[*i].is_capitalised()).count();
    if !(2..=4).contains(&words) || end - start > 7 {
        return None;
    }
    let lower = |i: usize| sentence.word(i).to_lowercase();
    let thing = is_thing(&lower(end - 1));
    let no_name = (start..end).any(|i| is_no_name(&lower(i)) && sentence.tokens()[i].key != word_key("may"));
    let shouting = (start..end).all(|i| sentence.tokens()[i].case == Case::Upper);
    let number_next = end < sentence.tokens().len() && sentence.tokens()[end].kind == TokenKind::Number;
    (!thing && !no_name && !shouting && !number_next).then_some((start, end))
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
