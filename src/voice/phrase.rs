//! Phrases that name a speaker: where they begin and end, and what they are called.

use super::line::{Hit, Line};
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

/// What stands between a subject and its verb.
pub(super) const BEFORE_VERB: Part = Part::BE.or(Part::AUXILIARY).or(Part::ADVERB);
/// What opens a clause.
pub(super) const CLAUSE: Part = Part::OPENER.or(Part::RELATIVE);

impl Line<'_, '_> {
    /// The phrase from `start` to `end` as a speaker.
    pub(super) fn source(&self, mut start: usize, mut end: usize) -> Option<Source> {
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
        // *she's accused*
        if start + 2 == end && self.is_possessive(start + 1) && self.parts[start].is(Part::PRONOUN.or(Part::SELF)) {
            end -= 1;
        }
        let empty = |i: usize| {
            matches!(self.sentence.word(i).to_lowercase().as_str(), "the" | "a" | "an" | "no" | "every" | "this")
        };
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
        // *, killed in Iraq, …*: what is said of a subject is none itself.
        if self.is_participle(start) && self.parts.get(start + 1).is_some_and(|p| p.is(Part::PREPOSITION)) {
            return None;
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
        let the = self.sentence.word(start).eq_ignore_ascii_case("the");
        let office = |i: usize| is_office(self.tokens()[i].key);
        // *the president's aides*
        let owned = || (start + 1..head).any(|i| office(i) && self.is_possessive(i + 1));
        let jury = self.sentence.word(head) == "jury" && head > start;
        jury || the && head > start && (office(head) || owned())
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
            && self.hit_ending_at(start - 1).is_some_and(Hit::is_verb)
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
        // *Peru, Chile and two banks*: the names before the commas of a list.
        if (start..end).any(|i| self.parts[i].is(Part::AND)) {
            while let Some(before) = self.listed_before(start) {
                start = before;
            }
        }
        self.source(start, end)
    }

    /// Where the name begins that a comma parts from the phrase at `start`, if it is only a name.
    fn listed_before(&self, start: usize) -> Option<usize> {
        let comma = start.checked_sub(1).filter(|i| self.tokens()[*i].is_sign(b','))?;
        let named = |i: &usize| self.is_named(*i) || self.is_inner_sign(*i) && !self.is_possessive(*i);
        let first = (0..comma).rev().take_while(named).last()?;
        let opens = first == 0
            || self.tokens()[first - 1].is_sign(b',')
            || self.tokens()[first - 1].is_sign(b'"')
            || self.parts[first - 1].is(CLAUSE);
        opens.then_some(first)
    }

    /// Whether a phrase that reaches from `start` to `end` does not hold token `i` before it.
    fn ends_before(&self, i: usize, start: usize, end: usize) -> bool {
        let part = self.parts[i];
        let verb = self.hit_ending_at(i).is_some_and(Hit::is_finite);
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
                && (self.hit_at(end).is_some_and(Hit::is_verb)
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

    pub(super) fn back_to(&self, from: usize, sign: u8) -> Option<usize> {
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

    /// Whether a phrase is in the plural, by its noun.
    pub(super) fn is_many(&self, start: usize, end: usize) -> bool {
        let head = self.head(start, end);
        self.is_plural(head)
            || matches!(self.sentence.word(head), "people" | "police" | "%" | "percent" | "women" | "men")
    }

    fn is_plural(&self, i: usize) -> bool {
        self.is_word(i) && self.sentence.word(i).ends_with('s')
    }

    fn is_word(&self, i: usize) -> bool {
        matches!(self.tokens()[i].kind, TokenKind::Word | TokenKind::Number)
    }

    /// The last token of the phrase's own noun: before the first preposition, comma or clause.
    pub(super) fn head(&self, start: usize, end: usize) -> usize {
        let inner = (start + 1..end).find(|i| {
            let of_name = self.sentence.word(*i) == "of"
                && self.tokens()[*i - 1].is_capitalised()
                && (*i > 1 || self.is_named(0))
                && !self.is_person(*i - 1);
            self.parts[*i].is(Part::PREPOSITION.or(CLAUSE).or(Part::AND)) && !of_name
                || self.is_sign(*i) && !self.is_inner_sign(*i)
        });
        inner.unwrap_or(end) - 1
    }

    /// Whether a phrase with a name in it leaves open who of many it is: *Norcom's critics*,
    /// *opponents of Norcom*, *a Republican*.
    pub(super) fn is_anybody(&self, start: usize, end: usize) -> bool {
        let head = self.head(start, end);
        let foes = matches!(
            self.sentence.word(head).to_lowercase().as_str(),
            "critics"
                | "opponents"
                | "detractors"
                | "accusers"
                | "accuser"
                | "foes"
                | "enemies"
                | "skeptics"
                | "sceptics"
        );
        let owned =
            head > start && self.is_possessive(head - 1) || head + 1 < end && self.sentence.word(head + 1) == "of";
        let one = matches!(self.sentence.word(start).to_lowercase().as_str(), "a" | "an" | "one");
        foes && owned || one && head > start && self.is_member(head)
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

    /// Of *Wexcom and Norcom* the one that is a target, if one is.
    pub(super) fn conjunct(&self, source: Source, targets: &[(usize, usize)]) -> Source {
        let Source::Named(start, end) = source else { return source };
        let joins = |i: usize| self.parts[i].is(Part::AND) || self.tokens()[i].is_sign(b',');
        if !(start..end).any(|i| self.parts[i].is(Part::AND)) {
            return source;
        }
        let Some((at, _)) = targets.iter().find(|(at, _)| (start..end).contains(at)) else { return source };
        let from = (start..*at).rev().find(|i| joins(*i)).map_or(start, |i| i + 1);
        let to = (*at..end).find(|i| joins(*i)).unwrap_or(end);
        if from < to { Source::Named(from, to) } else { source }
    }
}
