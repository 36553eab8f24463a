//! Whose act a predicate is: its subject, near or far, or the agent behind *by*.

use super::line::Line;
use super::phrase::{BEFORE_VERB, CLAUSE, Source};
use super::word::Part;
use crate::token::TokenKind;

impl Line<'_, '_> {
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
            } else if (self.tokens()[before].is_sign(b'"') || self.tokens()[before].is_sign(b'\''))
                && before > 0
                && !self.is_sign(before - 1)
            {
                // *the president “vehemently denied” it*
                i = before;
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

    /// The subject of a verb behind an apposition or relative clause that ends with a comma.
    fn across_apposition(&self, mut comma: usize) -> Option<Source> {
        let sign = self.tokens()[comma].kind;
        let mut at = comma;
        let mut inner = self.phrase_ending(comma);
        // A list inside an apposition has commas of its own: three are tried.
        for _ in 0..3 {
            at = (0..at).rev().find(|i| self.tokens()[*i].kind == sign && !self.is_inner_sign(*i))?;
            if at == 0 || comma - at > 40 {
                return None;
            }
            let opener = self.parts[at + 1];
            if self.is_party_tag(at + 1) {
                inner = self.phrase_ending(at);
                comma = at;
                if at > 0 && !self.tokens()[..at].iter().any(|t| t.kind == sign) {
                    return inner;
                }
                continue;
            }
            let source = self.phrase_ending(at)?;
            if source.start().is_some_and(|start| self.is_party_tag(start)) {
                continue;
            }
            let place = self.is_named(at + 1) && self.tokens()[comma].is_sign(b',') && comma - at <= 3;
            let fits = matches!(source, Source::Named(..) | Source::Nameless(..) | Source::Pronoun(_));
            // *an attorney for Okoro, Kofi Mensah, said*: the name, wherever it stands.
            if let Some(Source::Named(start, end)) = inner
                && start == at + 1
                && (start..=self.head(start, end)).all(|i| self.tokens()[i].is_capitalised() || self.is_inner_sign(i))
                && self.head(start, end) > start
                && source.start().is_none_or(|s| self.is_role(s, at))
            {
                return inner;
            }
            if fits && (opener.is(Part::PREPOSITION) || !opener.is(Part::CONTRAST)) || place {
                return Some(source);
            }
        }
        None
    }

    /// *Amina Okoro, R-Lima, said*: the party and place of a member of parliament.
    fn is_party_tag(&self, start: usize) -> bool {
        let word = self.sentence.word(start);
        let party = |w: &str| matches!(w, "R" | "D" | "I");
        word.split_once('-').is_some_and(|(w, _)| party(w))
            || party(word) && start + 1 < self.len() && self.tokens()[start + 1].is_sign(b'-')
    }

    /// Whether a phrase tells what somebody is rather than who: *the panel's ranking Democrat*.
    fn is_role(&self, start: usize, end: usize) -> bool {
        let head = self.head(start, end);
        self.parts[start].is(Part::DETERMINER)
            || !self.tokens()[head].is_capitalised()
            || (start..head).any(|i| self.is_possessive(i))
    }

    /// What *who*, *which* or *that* at token `relative` refers to.
    fn antecedent(&self, relative: usize) -> Option<Source> {
        let mut end = relative;
        while end > 0 && (self.tokens()[end - 1].is_sign(b',') || self.tokens()[end - 1].is_sign(b'_')) {
            end -= 1;
        }
        let source = (end > 0).then(|| self.phrase_ending(end)).flatten()?;
        // *fired up the base in a speech that …*: only *of* and its like bind a phrase to the noun.
        let loose = |i: &usize| {
            self.parts[*i].is(Part::PREPOSITION)
                && !matches!(self.sentence.word(*i), "of" | "for" | "at" | "from" | "with")
        };
        match source {
            Source::Named(start, end) | Source::Nameless(start, end) => match (start..end).rev().find(loose) {
                Some(i) if end == relative => self.source(i + 1, end),
                _ => Some(source),
            },
            _ => Some(source),
        }
    }

    /// The agent of a passive at token `verb`: behind *by*, in the same clause.
    pub(super) fn agent(&self, verb: usize) -> Option<Source> {
        let limit = (verb + 1..self.len())
            .find(|i| self.is_clause_break(*i) || self.hit_at(*i).is_some_and(|h| h.is_finite() && *i > verb + 1))
            .unwrap_or(self.len())
            .min(verb + 25);
        let mut first = None;
        for by in (verb + 1..limit).filter(|i| self.sentence.word(*i).eq_ignore_ascii_case("by")) {
            let Some((source, end)) = self.phrase_from(by + 1) else { continue };
            if matches!(source, Source::Named(..)) {
                return Some(source);
            }
            // *accused of winning by fraud*: without a name, only the nearest *by* or one before
            // somebody who speaks gives the agent.
            let speaks = source.start().is_some_and(|start| self.is_speaker(self.head(start, end)));
            if by <= verb + 2 || speaks {
                first = Some(source);
            }
        }
        first
    }

    /// The subject of the clause in which token `at` stands: its first phrase.
    pub(super) fn clause_subject(&self, at: usize) -> Option<Source> {
        self.inner_subject(at).or_else(|| self.outer_subject(at))
    }

    /// The subject of the nearest clause that a word opens: *after NATO tried to blame …*, *NATO,
    /// which began by blaming …*.
    fn inner_subject(&self, at: usize) -> Option<Source> {
        let quoted = self.quotation.inside[at];
        let near =
            (1..at).rev().take_while(|i| !(self.tokens()[*i].is_sign(b';') || self.quotation.inside[*i] != quoted));
        let fronted = |i: usize| i < 2 && (i..at).any(|j| self.tokens()[j].is_sign(b','));
        for i in near.filter(|i| {
            self.parts[*i].is(CLAUSE) && !fronted(*i) && !self.sentence.word(*i).eq_ignore_ascii_case("than")
        }) {
            let source = if matches!(self.sentence.word(i), "who" | "which") && self.has_verb(i + 1, at) {
                self.antecedent(i)
            } else {
                self.phrase_from(i + 1)
                    .filter(|(source, end)| source.start() == Some(i + 1) && self.has_verb(*end, at))
                    .map(|(s, _)| s)
            };
            if let Some(source) = source.filter(|s| matches!(s, Source::Named(..) | Source::Pronoun(_))) {
                return Some(source);
            }
        }
        None
    }

    /// Whether a verb may stand at token `i`, adverbs aside.
    fn has_verb(&self, i: usize, end: usize) -> bool {
        let at = (i..end).find(|i| !self.parts[*i].is(Part::ADVERB));
        at.is_some_and(|i| {
            self.tokens()[i].kind == TokenKind::Word
                && !self.tokens()[i].is_capitalised()
                && !self.parts[i].is(Part::PREPOSITION.or(Part::AND).or(CLAUSE))
        })
    }

    fn outer_subject(&self, at: usize) -> Option<Source> {
        let quoted = self.quotation.inside[at];
        let opens = |i: &usize| {
            self.tokens()[*i].is_sign(b';')
                || self.quotation.inside[*i] != quoted
                || self.parts[*i].is(Part::CONTRAST) && i + 3 < at
        };
        let start = (0..at).rev().find(opens).map_or(0, |i| i + 1);
        self.first_subject(start, at).or_else(|| self.first_subject(0, at))
    }

    /// The subject of the main clause behind a leading participle: *Accusing China, NATO …*.
    pub(super) fn later_subject(&self, at: usize) -> Option<Source> {
        let commas = (at..self.len()).filter(|i| self.tokens()[*i].is_sign(b',') && !self.quotation.inside[*i]);
        commas.take(4).find_map(|comma| {
            let (source, end) = self.phrase_from(comma + 1)?;
            let goes_on = end < self.len() && !self.is_sign(end) && !self.parts[end].is(Part::AND);
            (goes_on && source != Source::Unsaid && source.start() == Some(comma + 1)).then_some(source)
        })
    }

    fn first_subject(&self, start: usize, at: usize) -> Option<Source> {
        // The first phrase that no preposition opens: *In Brussels, NATO …*.
        let mut i = start;
        while i < at {
            if self.parts[i].is(Part::PREPOSITION.or(Part::OPENER)) {
                let comma = (i..at).find(|j| self.tokens()[*j].is_sign(b','));
                i = comma? + 1;
                continue;
            }
            let (source, end) = self.phrase_from(i).unwrap_or((Source::Unsaid, i + 1));
            // *A few hours later, NATO …*.
            let aside = matches!(source, Source::Nameless(..)) && end < at && self.is_sign(end);
            if source != Source::Unsaid && end < at && !aside {
                return Some(source);
            }
            i = end.max(i + 1);
        }
        None
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
}
