//! Nouns of accusing and denying, and whose they are.

use super::act::Act;
use super::line::{Hit, Line};
use super::phrase::Source;
use super::word::Part;

impl Line<'_, '_> {
    /// *NATO's criticism of China*, *accusations by NATO*, *NATO raised accusations*.
    pub(super) fn noun_act(&self, hit: &Hit) -> Act {
        let source = self.owner(hit.first).or_else(|| self.author(hit.last)).or_else(|| self.mover(hit));
        self.act(hit, source.unwrap_or(Source::Unsaid), (0, self.len()))
    }

    /// *NATO's recent, harsh criticism*.
    fn owner(&self, noun: usize) -> Option<Source> {
        let start = noun.saturating_sub(4);
        for i in (start..noun).rev() {
            if self.is_possessive(i) {
                return self.innermost(self.phrase_ending(i)?);
            }
            if self.is_named(i) && i + 1 == noun {
                return self.innermost(self.phrase_ending(noun)?).filter(|_| self.may_own(i, noun));
            }
            let word = self.sentence.word(i).to_lowercase();
            if matches!(word.as_str(), "his" | "her" | "their" | "its") {
                return Some(Source::Pronoun(i));
            }
            if self.parts[i].is(Part::DETERMINER.or(Part::PREPOSITION).or(Part::OPENER)) || self.is_sign(i) {
                return None;
            }
        }
        None
    }

    /// Of *the case over NATO’s …* what stands behind the last preposition: *NATO*.
    fn innermost(&self, source: Source) -> Option<Source> {
        let (Source::Named(start, end) | Source::Nameless(start, end)) = source else { return Some(source) };
        let binds = |i: usize| {
            self.sentence.word(i) == "of"
                && self.tokens()[i - 1].is_capitalised()
                && self.tokens()[i + 1].is_capitalised()
        };
        let behind =
            (start + 1..end.saturating_sub(1)).rev().find(|i| self.parts[*i].is(Part::PREPOSITION) && !binds(*i));
        behind.map_or(Some(source), |i| self.source(i + 1, end))
    }

    /// Whether a name at token `i` right before a noun tells who speaks: *NATO criticism*, but not
    /// *the Lima attack* or *the Chile inquiry*.
    fn may_own(&self, i: usize, noun: usize) -> bool {
        let word = self.sentence.word(noun);
        let event = ["attack", "assault", "outrage", "threat"].iter().any(|w| word.starts_with(w));
        let inquiry = ["investigation", "probe", "inquir", "scrutiny"].iter().any(|w| word.starts_with(w));
        !event && (!inquiry || self.is_body(i))
    }

    /// *criticism of China by NATO*, *accusations from NATO*.
    fn author(&self, noun: usize) -> Option<Source> {
        let end = (noun + 1..self.len())
            .find(|i| self.is_clause_break(*i) || self.hit_at(*i).is_some_and(Hit::is_finite))
            .unwrap_or(self.len())
            .min(noun + 9);
        let at = (noun + 1..end).find(|i| {
            let word = self.sentence.word(*i);
            matches!(word, "by" | "from" | "among") && !self.parts.get(i + 1).is_some_and(|p| p.is(Part::TIME))
        })?;
        let (source, end) = self.phrase_from(at + 1)?;
        let speaks = source.start().is_some_and(|start| (start..end).any(|i| self.is_speaker(i)));
        (speaks || matches!(source, Source::Named(..))).then_some(source)
    }

    /// *NATO raised accusations against China*: the subject of the verb that brings it about.
    fn mover(&self, hit: &Hit) -> Option<Source> {
        self.bringer(hit.first)
    }

    /// The subject of the verb that brings the noun at token `noun` about.
    pub(super) fn bringer(&self, noun: usize) -> Option<Source> {
        let verb = (noun.saturating_sub(6)..noun)
            .rev()
            .take_while(|i| !self.is_clause_break(*i))
            .find(|i| self.parts[*i].is(Part::LIGHT_VERB))?;
        if verb > 0 && self.parts[verb - 1].is(Part::BE) {
            return self.agent(verb);
        }
        self.subject(verb).or_else(|| self.clause_subject(verb))
    }
}
