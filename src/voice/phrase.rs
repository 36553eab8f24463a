//! Phrases that name a speaker: subject before a verb, inverted subject, agent behind *by*.

use super::line::Line;
use super::word::Part;
use crate::token::TokenKind;

/// Who speaks, as the sentence has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A phrase that holds a name: first token, and the one behind the last.
    Named(usize, usize),
    /// A phrase without a name.
    Nameless(usize, usize),
    /// *he*, *she*, *they*, *it*.
    Pronoun(usize),
    /// *I*, *we*.
    Oneself(usize),
    /// Left unsaid: *was accused*.
    Unsaid,
}

impl Source {
    /// Its first token, if it stands in the sentence.
    pub(super) fn start(self) -> Option<usize> {
        match self {
            Self::Named(start, _) | Self::Nameless(start, _) | Self::Pronoun(start) | Self::Oneself(start) => {
                Some(start)
            }
            Self::Unsaid => None,
        }
    }

    /// Whether token `i` belongs to it.
    pub(super) fn holds(self, i: usize) -> bool {
        match self {
            Self::Named(start, end) | Self::Nameless(start, end) => (start..end).contains(&i),
            Self::Pronoun(at) | Self::Oneself(at) => at == i,
            Self::Unsaid => false,
        }
    }
}

const BEFORE_VERB: Part = Part::BE.or(Part::AUXILIARY).or(Part::ADVERB);
const CLAUSE: Part = Part::OPENER.or(Part::RELATIVE);

impl Line<'_, '_> {
    /// The phrase from `start` to `end` as a speaker.
    fn source(&self, mut start: usize, mut end: usize) -> Option<Source> {
        let droppable = |i: usize| {
            let part = self.parts[i];
            !self.is_word(i) && !self.tokens()[i].is_sign(b'$')
                || part.is(Part::AND.or(Part::TIME).or(CLAUSE)) && !part.is(Part::DETERMINER)
        };
        while start < end && droppable(start) {
            start += 1;
        }
        while start < end && (droppable(end - 1) || self.parts[end - 1].is(Part::PREPOSITION)) {
            end -= 1;
        }
        if start == end {
            return None;
        }
        let last = self.parts[end - 1];
        if last.is(Part::PRONOUN) {
            return Some(Source::Pronoun(end - 1));
        }
        if last.is(Part::SELF) {
            return Some(Source::Oneself(end - 1));
        }
        Some(if (start..end).any(|i| self.is_named(i)) {
            Source::Named(start, end)
        } else {
            Source::Nameless(start, end)
        })
    }

    /// The subject of the verb at token `verb`, which stands before it.
    pub(super) fn subject(&self, verb: usize) -> Option<Source> {
        let mut i = verb;
        loop {
            let before = i.checked_sub(1)?;
            let part = self.parts[before];
            if part.is(BEFORE_VERB) && !self.is_named(before) {
                i = before;
            } else if part.is(Part::TIME) {
                // *on Tuesday*, *earlier this week*
                i = before;
                while i > 0 && self.parts[i - 1].is(Part::PREPOSITION.or(Part::TIME).or(Part::DETERMINER)) {
                    i -= 1;
                }
                if i == 0 {
                    return None;
                }
            } else if self.tokens()[before].is_sign(b')') {
                i = self.back_to(before, b'(')?;
            } else {
                break;
            }
        }
        let before = i - 1;
        let part = self.parts[before];
        if self.tokens()[before].is_sign(b',') || self.tokens()[before].is_sign(b'_') {
            return self.across_apposition(before);
        }
        if part.is(Part::AND) || self.is_sign(before) {
            return None;
        }
        if part.is(Part::RELATIVE) {
            return self.antecedent(before);
        }
        if self.parts[before].is(Part::PREPOSITION) || part.is(Part::OPENER) {
            return None;
        }
        self.phrase_ending(i)
    }

    /// The phrase that ends before token `end`.
    pub(super) fn phrase_ending(&self, end: usize) -> Option<Source> {
        let mut start = end;
        while start > 0 {
            let i = start - 1;
            let part = self.parts[i];
            if self.tokens()[i].is_sign(b')') {
                match self.back_to(i, b'(') {
                    Some(open) => {
                        start = open;
                        continue;
                    }
                    None => break,
                }
            }
            let in_name = self.is_inner_sign(i);
            let verb = self.hit_ending_at(i).is_some_and(|h| h.is_finite());
            let stop = self.is_sign(i) && !in_name
                || part.is(CLAUSE)
                || verb
                || part.is(BEFORE_VERB.or(Part::VERB)) && !part.is(Part::DETERMINER) && start < end;
            if stop {
                break;
            }
            // *the plan failed and NATO said*: the last of several names only where all are names.
            if part.is(Part::AND) && !(i > 0 && self.is_named(i - 1) || i > 0 && self.is_plural(i - 1)) {
                break;
            }
            start = i;
        }
        // *In Brussels the ministry said*: the phrase behind the leading adverbial.
        if start < end && self.parts[start].is(Part::PREPOSITION) {
            let behind = (start + 1..end).rev().find(|i| self.parts[*i].is(Part::PREPOSITION)).unwrap_or(start);
            let inner = (behind + 2..end).find(|i| {
                self.parts[*i].is(Part::DETERMINER.or(Part::PRONOUN).or(Part::SELF))
                    || self.is_named(*i) && !self.is_named(*i - 1)
            });
            start = inner.unwrap_or(end - 1);
        }
        self.source(start, end)
    }

    /// The subject of a verb behind an apposition or relative clause that ends with a comma.
    fn across_apposition(&self, comma: usize) -> Option<Source> {
        let sign = self.tokens()[comma].kind;
        let mut at = comma;
        // A list inside an apposition has commas of its own: three are tried.
        for _ in 0..3 {
            at = (0..at).rev().find(|i| self.tokens()[*i].kind == sign && !self.is_inner_sign(*i))?;
            if at == 0 || comma - at > 40 {
                return None;
            }
            let opener = self.parts[at + 1];
            let source = self.phrase_ending(at)?;
            let place = self.is_named(at + 1) && self.tokens()[comma].is_sign(b',') && comma - at <= 3;
            let fits = matches!(source, Source::Named(..) | Source::Nameless(..) | Source::Pronoun(_));
            if fits && !(opener.is(Part::CONTRAST) && !opener.is(Part::PREPOSITION)) || place {
                return Some(source);
            }
        }
        None
    }

    /// What *who*, *which* or *that* at token `relative` refers to.
    fn antecedent(&self, relative: usize) -> Option<Source> {
        let mut end = relative;
        while end > 0 && (self.tokens()[end - 1].is_sign(b',') || self.tokens()[end - 1].is_sign(b'_')) {
            end -= 1;
        }
        (end > 0).then(|| self.phrase_ending(end)).flatten()
    }

    /// The phrase that begins at token `start`, and the token behind it.
    pub(super) fn phrase_from(&self, start: usize) -> Option<(Source, usize)> {
        let mut start = start;
        while start < self.len() && self.parts[start].is(Part::TIME) && !self.parts[start].is(Part::DETERMINER) {
            start += 1;
        }
        let mut end = start;
        while end < self.len() {
            let part = self.parts[end];
            let verb = end > start && self.hit_at(end).is_some_and(|h| h.is_verb());
            let joins = part.is(Part::AND)
                && end + 1 < self.len()
                && (self.is_named(end + 1) || self.parts[end + 1].is(Part::DETERMINER));
            let stop = self.is_sign(end) && !self.is_inner_sign(end)
                || part.is(CLAUSE)
                || verb
                || part.is(BEFORE_VERB) && !part.is(Part::DETERMINER)
                || part.is(Part::AND) && !joins
                || part.is(Part::TIME) && end > start
                || part.is(Part::PREPOSITION) && !matches!(self.sentence.word(end), "of" | "for" | "at" | "from" | "with");
            if stop {
                break;
            }
            end += 1;
            if part.is(Part::PRONOUN.or(Part::SELF)) {
                break;
            }
        }
        Some((self.source(start, end)?, end))
    }

    /// The agent of a passive at token `verb`: behind *by*, in the same clause.
    pub(super) fn agent(&self, verb: usize) -> Option<Source> {
        let end = (verb + 1..self.len())
            .find(|i| self.is_clause_break(*i) || self.hit_at(*i).is_some_and(|h| h.is_finite() && *i > verb + 1))
            .unwrap_or(self.len())
            .min(verb + 25);
        let mut first = None;
        for by in (verb + 1..end).filter(|i| self.sentence.word(*i).eq_ignore_ascii_case("by")) {
            let Some((source, _)) = self.phrase_from(by + 1) else { continue };
            if matches!(source, Source::Named(..)) {
                return Some(source);
            }
            // *accused of winning by fraud*: without a name, only the nearest *by* gives the agent.
            if by <= verb + 2 {
                first = Some(source);
            }
        }
        first
    }

    /// The subject of the clause in which token `at` stands: its first phrase.
    pub(super) fn clause_subject(&self, at: usize) -> Option<Source> {
        let start = (0..at)
            .rev()
            .find(|i| self.tokens()[*i].is_sign(b';') || self.tokens()[*i].is_sign(b'"') || self.parts[*i].is(Part::CONTRAST))
            .map_or(0, |i| i + 1);
        // The first phrase that no preposition opens: *In Brussels, NATO …*.
        let mut i = start;
        while i < at {
            if self.parts[i].is(Part::PREPOSITION.or(Part::OPENER)) {
                let comma = (i..at).find(|j| self.tokens()[*j].is_sign(b','));
                i = comma? + 1;
                continue;
            }
            let (source, end) = self.phrase_from(i).unwrap_or((Source::Unsaid, i + 1));
            if source != Source::Unsaid && end < at {
                return Some(source);
            }
            i = end.max(i + 1);
        }
        None
    }

    fn back_to(&self, from: usize, sign: u8) -> Option<usize> {
        (from.saturating_sub(12)..from).rev().find(|i| self.tokens()[*i].is_sign(sign))
    }

    fn is_plural(&self, i: usize) -> bool {
        self.is_word(i) && self.sentence.word(i).ends_with('s')
    }

    fn is_word(&self, i: usize) -> bool {
        matches!(self.tokens()[i].kind, TokenKind::Word | TokenKind::Number)
    }
}

impl Line<'_, '_> {
    /// The last token of the phrase's own noun: before the first preposition, comma or clause.
    pub(super) fn head(&self, start: usize, end: usize) -> usize {
        let inner = (start + 1..end).find(|i| {
            self.parts[*i].is(Part::PREPOSITION.or(CLAUSE)) || self.is_sign(*i) && !self.is_inner_sign(*i)
        });
        inner.unwrap_or(end) - 1
    }

    /// A speaker without a name, in the words of the sentence, articles aside.
    pub(super) fn bare(&self, start: usize, end: usize) -> String {
        let start = if start + 1 < end && matches!(self.sentence.word(start).to_lowercase().as_str(), "the" | "a" | "an") {
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

    /// The phrase with which the sentence opens, if it opens with one.
    pub(super) fn first_phrase(&self) -> Option<(Source, usize)> {
        self.phrase_from((0..self.len()).find(|i| !self.is_sign(*i))?)
    }
}
