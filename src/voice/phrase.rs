//! Phrases that name a speaker: subject before a verb, inverted subject, agent behind *by*.

use super::line::Line;
use super::verb::is_office;
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
pub(super) const CLAUSE: Part = Part::OPENER.or(Part::RELATIVE);

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
        let empty =
            |i: usize| matches!(self.sentence.word(i).to_lowercase().as_str(), "the" | "a" | "an" | "no" | "every");
        if (start..end).all(empty) {
            return None;
        }
        let last = self.parts[end - 1];
        if last.is(Part::PRONOUN) {
            return Some(Source::Pronoun(end - 1));
        }
        if last.is(Part::SELF) {
            return Some(Source::Oneself(end - 1));
        }
        let named = (start..end).any(|i| self.is_named(i)) || self.is_name_by_position(start, end);
        Some(if named || self.is_the_office(start, end) {
            Source::Named(start, end)
        } else {
            Source::Nameless(start, end)
        })
    }

    /// *the president*, *the special counsel*: there is only one.
    fn is_the_office(&self, start: usize, end: usize) -> bool {
        let head = self.head(start, end);
        self.sentence.word(start).eq_ignore_ascii_case("the") && head > start && is_office(self.tokens()[head].key)
    }

    /// *Power said*, *the Sentencing Project said*: capitals in mid-sentence, or a lone noun in
    /// the singular without an article, which English does not allow to nouns that count.
    fn is_name_by_position(&self, start: usize, end: usize) -> bool {
        let free = |i: usize| {
            i > 0 && !self.is_sign(i - 1) && self.tokens()[i].is_capitalised() && self.parts[i] == Part::default()
        };
        let word = self.sentence.word(start);
        let lone = end - start == 1 && self.tokens()[start].is_capitalised() && self.parts[start] == Part::default();
        (start..end).any(free)
            || lone
                && !word.ends_with('s')
                && !matches!(word, "Police" | "People" | "Staff" | "Media" | "Everyone" | "Nobody" | "You")
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
            if self.tokens()[i].is_sign(b')')
                && let Some(open) = self.back_to(i, b'(')
            {
                start = open;
                continue;
            }
            if self.ends_before(i, start, end) {
                break;
            }
            start = i;
        }
        // *denied ties with Moscow and Minsk said*: what stands before *and* is an earlier verb's.
        if start > 0
            && self.hit_ending_at(start - 1).is_some_and(super::line::Hit::is_verb)
            && let Some(and) = (start..end).rev().find(|i| self.parts[*i].is(Part::AND))
        {
            start = and + 1;
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

    /// Whether a phrase that reaches from `start` to `end` does not hold token `i` before it.
    fn ends_before(&self, i: usize, start: usize, end: usize) -> bool {
        let part = self.parts[i];
        let verb = self.hit_ending_at(i).is_some_and(super::line::Hit::is_finite);
        if self.is_sign(i) && !self.is_inner_sign(i) || part.is(CLAUSE) || verb {
            return true;
        }
        if part.is(BEFORE_VERB.or(Part::VERB)) && !part.is(Part::DETERMINER) {
            return true;
        }
        if start == end || part.is(Part::PREPOSITION) || self.is_inner_sign(i) {
            return false;
        }
        let behind = self.parts[start];
        if behind.is(Part::PRONOUN.or(Part::SELF)) {
            return true;
        }
        if part.is(Part::AND) {
            // *the plan failed and NATO said*: only names and plurals are coordinated.
            return !(i > 0 && (self.is_named(i - 1) || self.is_plural(i - 1)));
        }
        // *allegations the ministry denies*, *charges Iran denies*: a new phrase begins.
        let article = behind.is(Part::DETERMINER) && !part.is(Part::DETERMINER.or(Part::AND).or(Part::TIME));
        let noun = self.is_named(start) && !self.is_named(i) && self.hit_at(i).is_some_and(|h| !h.is_verb());
        // *cited Mr. Okoro saying*: a verb before a name.
        let verb =
            self.is_participle(i) && (self.is_named(start) || behind.is(Part::DETERMINER)) && !self.is_speaker(i);
        article || noun || verb
    }

    /// The subject of a verb behind an apposition or relative clause that ends with a comma.
    fn across_apposition(&self, comma: usize) -> Option<Source> {
        let sign = self.tokens()[comma].kind;
        let mut at = comma;
        let inner = self.phrase_ending(comma);
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
            // *an attorney for Okoro, Kofi Mensah, said*: the name, wherever it stands.
            if let Some(Source::Named(start, end)) = inner
                && start == at + 1
                && (start..=self.head(start, end)).all(|i| self.tokens()[i].is_capitalised() || self.is_inner_sign(i))
                && self.head(start, end) > start
                && source.start().is_none_or(|s| self.is_role(s, at))
            {
                return inner;
            }
            if fits && !(opener.is(Part::CONTRAST) && !opener.is(Part::PREPOSITION)) || place {
                return Some(source);
            }
        }
        None
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

    /// The phrase that begins at token `start`, and the token behind it.
    pub(super) fn phrase_from(&self, start: usize) -> Option<(Source, usize)> {
        let mut start = start;
        while start < self.len() && self.parts[start].is(Part::TIME) && !self.parts[start].is(Part::DETERMINER) {
            start += 1;
        }
        let mut end = start;
        while end < self.len() {
            let part = self.parts[end];
            let verb = end > start
                && (self.hit_at(end).is_some_and(super::line::Hit::is_verb)
                    || self.parts[end].is(Part::VERB)
                    || self.is_named(end - 1) && self.is_lower(end) && !self.is_speaker(end) && !self.is_group(end)
                    || self.is_participle(end) && !self.parts[end - 1].is(Part::DETERMINER));
            let joins = part.is(Part::AND)
                && end + 1 < self.len()
                && (self.is_named(end + 1) || self.parts[end + 1].is(Part::DETERMINER));
            let stop = self.is_sign(end) && !self.is_inner_sign(end)
                || part.is(CLAUSE)
                || verb
                || part.is(BEFORE_VERB) && !part.is(Part::DETERMINER)
                || part.is(Part::AND) && !joins
                || part.is(Part::TIME) && end > start
                || part.is(Part::PREPOSITION)
                    && !matches!(self.sentence.word(end), "of" | "for" | "at" | "from" | "with");
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

    fn back_to(&self, from: usize, sign: u8) -> Option<usize> {
        (from.saturating_sub(12)..from).rev().find(|i| self.tokens()[*i].is_sign(sign))
    }

    fn is_lower(&self, i: usize) -> bool {
        self.tokens()[i].kind == TokenKind::Word
            && !self.tokens()[i].is_capitalised()
            && self.parts[i] == Part::default()
            && !self.is_possessive(i)
    }

    /// What is said of many who speak as one: *the Okoro campaign*.
    fn is_group(&self, i: usize) -> bool {
        matches!(
            self.sentence.word(i),
            "campaign"
                | "administration"
                | "government"
                | "team"
                | "family"
                | "leaders"
                | "intelligence"
                | "army"
                | "military"
                | "police"
                | "allies"
                | "supporters"
                | "camp"
                | "agencies"
                | "community"
                | "media"
                | "president"
                | "state"
                | "foreign"
                | "defense"
                | "defence"
                | "interior"
                | "leader"
                | "leadership"
                | "party"
                | "troops"
                | "authorities"
        )
    }

    fn is_plural(&self, i: usize) -> bool {
        self.is_word(i) && self.sentence.word(i).ends_with('s')
    }

    fn is_word(&self, i: usize) -> bool {
        matches!(self.tokens()[i].kind, TokenKind::Word | TokenKind::Number)
    }
}
