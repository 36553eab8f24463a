//! Speakers in the words of the sentence, and the names that may be subjects.

use super::line::Line;
use super::phrase::{CLAUSE, Source};
use super::word::Part;

impl Line<'_, '_> {
    /// The last token of the phrase's own noun: before the first preposition, comma or clause.
    pub(super) fn head(&self, start: usize, end: usize) -> usize {
        let inner = (start + 1..end).find(|i| {
            let of_name = self.sentence.word(*i) == "of" && self.tokens()[*i - 1].is_capitalised();
            self.parts[*i].is(Part::PREPOSITION.or(CLAUSE).or(Part::AND)) && !of_name
                || self.is_sign(*i) && !self.is_inner_sign(*i)
        });
        inner.unwrap_or(end) - 1
    }

    /// A speaker without a name, in the words of the sentence, articles aside.
    pub(super) fn bare(&self, start: usize, end: usize) -> String {
        let start =
            if start + 1 < end && matches!(self.sentence.word(start).to_lowercase().as_str(), "the" | "a" | "an") {
                start + 1
            } else {
                start
            };
        self.words(start, end)
    }

    /// A speaker with a name that is no known actor's, in the words of the sentence: its own noun
    /// if that holds the name (*Iran's foreign minister*), else all of it (*an aide to Iran*).
    pub(super) fn speaker_name(&self, start: usize, end: usize) -> String {
        let head = self.head(start, end);
        let end = if (start..=head).any(|i| self.is_named(i)) { head + 1 } else { end };
        self.bare(start, end)
    }

    /// The names before token `end` that may be subjects of their clauses.
    pub(super) fn subjects(&self, end: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < end {
                let start = at;
                while at < end && (self.is_named(at) || at > start && self.is_inner_sign(at)) {
                    at += 1;
                }
                if at == start {
                    at += 1;
                    continue;
                }
                let before = start.checked_sub(1);
                let opens = before.is_none_or(|i| {
                    self.is_sign(i)
                        || self.parts[i].is(CLAUSE.or(Part::AND))
                        || self.sentence.word(i).eq_ignore_ascii_case("the")
                });
                let owner = at < self.len() && self.is_possessive(at);
                if opens && !owner {
                    let behind = self.phrase_from(start).map_or(at, |(_, behind)| behind);
                    return Some((start, behind.clamp(at, end)));
                }
            }
            None
        })
    }

    /// Of *Wexcom and Norcom* the one that is a target, if one is.
    pub(super) fn conjunct(&self, source: Source, targets: &[(usize, usize)]) -> Source {
        let Source::Named(start, end) = source else { return source };
        let Some(and) = (start..end).find(|i| self.parts[*i].is(Part::AND)) else { return source };
        if targets.iter().any(|(at, _)| (and..end).contains(at)) { Source::Named(and + 1, end) } else { source }
    }
}
