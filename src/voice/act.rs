//! Acts of speech in a sentence: who says, accuses or denies, and over which words that reaches.

use super::line::{Hit, Line, Sort};
use super::phrase::Source;
use super::verb::{Tone, is_document};
use super::word::Part;
use crate::feature::Shape;

/// One act of speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act {
    /// Its predicate: first and last token; equal and without a verb for *NATO: …*.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) sort: Sort,
    pub(super) tone: Tone,
    /// Whether a word says it; not in *NATO: “…”*.
    pub(super) spoken: bool,
    pub(super) passive: bool,
    /// Not said, but perhaps or not: *can*, *must*, *did not*, an infinitive.
    pub(super) unreal: bool,
    pub(super) source: Source,
    /// The words that it governs: first token, and the one behind the last.
    pub(super) scope: (usize, usize),
    /// What stands in its scope and around it, for the choice among acts.
    pub(super) content: Content,
}

/// What is said, as far as it tells whether an act accuses or denies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Content {
    /// It holds a negation or calls something false.
    pub(super) negates: bool,
    /// A word outside it and outside all quotation calls it unfounded.
    pub(super) refuted: bool,
    /// It holds, behind the predicate, a pronoun that may stand for somebody named before.
    pub(super) has_pronoun: bool,
}

impl Act {
    pub(super) fn governs(&self, i: usize) -> bool {
        (self.scope.0..self.scope.1).contains(&i) && !self.source.holds(i) && !(self.first..=self.last).contains(&i)
    }
}

/// Words for people who may speak, beside the plurals and the predicate lexicon's nouns.
fn is_people(word: &str) -> bool {
    matches!(
        word,
        "people"
            | "police"
            | "media"
            | "press"
            | "public"
            | "majority"
            | "some"
            | "many"
            | "most"
            | "others"
            | "few"
            | "several"
            | "left"
            | "right"
            | "woman"
            | "women"
            | "man"
            | "men"
            | "group"
            | "study"
            | "poll"
            | "survey"
            | "nobody"
            | "everyone"
            | "army"
            | "military"
            | "source"
            | "whistleblower"
            | "community"
            | "campaign"
            | "team"
            | "percent"
            | "father"
            | "mother"
            | "wife"
            | "husband"
            | "brother"
            | "sister"
            | "son"
            | "daughter"
            | "victim"
            | "opposition"
            | "leadership"
            | "government"
            | "president"
            | "state"
            | "leader"
            | "candidate"
            | "family"
            | "staff"
            | "those"
            | "all"
            | "both"
            | "children"
            | "half"
            | "anyone"
            | "none"
            | "investigation"
            | "lawsuit"
            | "complaint"
            | "statement"
    )
}

impl Line<'_, '_> {
    /// The acts of speech, left to right.
    pub(super) fn acts(&self) -> Vec<Act> {
        let mut acts: Vec<Act> = Vec::new();
        for hit in &self.hits {
            let act = match hit.sort {
                Sort::Accusation | Sort::Denial => Some(self.noun_act(hit)),
                Sort::Rumour => Some(self.act(hit, Source::Unsaid, (self.opening(hit.first), self.reach(hit.first)))),
                _ if hit.passive => Some(self.passive_act(hit)),
                _ => self.verb_act(hit, &acts),
            };
            acts.extend(act);
        }
        acts.extend(self.according_to());
        acts.extend(self.around_colon());
        acts.extend(self.signature());
        acts.extend(self.introduced());
        for act in &mut acts {
            act.content = Content::of(self, act);
        }
        acts
    }

    pub(super) fn act(&self, hit: &Hit, source: Source, scope: (usize, usize)) -> Act {
        let Hit { first, last, sort, tone, passive, .. } = *hit;
        let unreal = self.is_unreal(hit);
        Act { first, last, sort, tone, spoken: true, passive, unreal, source, scope, content: Content::default() }
    }

    fn is_unreal(&self, hit: &Hit) -> bool {
        let start = hit.first.saturating_sub(4);
        let own = |i: &usize| self.parts[*i].is(Part::BE.or(Part::AUXILIARY).or(Part::ADVERB).or(Part::UNREAL));
        hit.is_verb() && (start..hit.first).rev().take_while(own).any(|i| self.parts[i].is(Part::UNREAL))
    }

    fn verb_act(&self, hit: &Hit, acts: &[Act]) -> Option<Act> {
        if hit.sort == Sort::Say
            && hit.shape != Shape::Ing
            && let Some(act) = self.inverted(hit)
        {
            return Some(act);
        }
        let before = hit.first.checked_sub(1);
        let infinitive = before.is_some_and(|i| self.sentence.word(i) == "to");
        let noun = (0..hit.first).rev().find(|i| !self.parts[*i].is(Part::ADVERB));
        let progressive = noun.is_some_and(|i| self.parts[i].is(Part::BE));
        let participle = hit.shape == Shape::Ing && !progressive && !noun.is_some_and(|i| self.may_act(i));
        let own = if infinitive || participle { None } else { self.subject(hit.first) };
        let own = own.filter(|source| !self.is_document(*source));
        let own = if infinitive { self.wished(hit.first - 1) } else { own };
        // *into alleged fraud*, *the proposed sanctions*: what is said, not who says it.
        let alleged = self.sentence.word(hit.first) == "alleged";
        let adjective = |i: usize| {
            let part = self.parts[i];
            part.is(Part::DETERMINER.or(Part::PREPOSITION)) && !part.is(Part::ADVERB)
                || alleged && !part.is(Part::AND.or(Part::ADVERB).or(Part::AUXILIARY))
        };
        if own.is_none() && hit.shape == Shape::Past && before.is_some_and(adjective) {
            return alleged.then(|| Act {
                sort: Sort::Rumour,
                ..self.act(hit, Source::Unsaid, (hit.last + 1, self.reach(hit.last + 1)))
            });
        }
        let source = own.or_else(|| self.shared_subject(hit, acts, infinitive)).filter(|s| self.may_speak(*s))?;
        let scope = match own {
            Some(source) if hit.sort == Sort::Say || hit.sort == Sort::Press => self.spoken_scope(hit, source),
            _ => (hit.last + 1, self.reach(hit.last + 1)),
        };
        Some(self.act(hit, source, scope))
    }

    /// *it is easy for NATO to blame …*: who stands between *for* and *to* at token `to`.
    fn wished(&self, to: usize) -> Option<Source> {
        let within = |i: &usize| !self.is_clause_break(*i) && self.hit_at(*i).is_none();
        let open = (to.saturating_sub(9)..to).rev().take_while(within).find(|i| self.sentence.word(*i) == "for")?;
        self.source(open + 1, to).filter(|source| matches!(source, Source::Named(..) | Source::Pronoun(_)))
    }

    /// Whether a participle behind token `i` may have it as its subject: *the media accusing …*.
    fn may_act(&self, i: usize) -> bool {
        let part = self.parts[i];
        let document = i > 0 && self.is_named(i - 1) && is_document(self.tokens()[i].key);
        let noun =
            self.is_named(i) || self.is_speaker(i) || document || i > 0 && self.parts[i - 1].is(Part::DETERMINER);
        !self.is_sign(i)
            && (part == Part::default() && noun || part.is(Part::PRONOUN))
            && self.hit_at(i).is_none_or(|h| !h.is_verb())
    }

    /// Whether a phrase without a name may be a speaker's: one for those who speak, a plural, or
    /// a word for some people.
    fn may_speak(&self, source: Source) -> bool {
        let Source::Nameless(start, end) = source else { return true };
        let head = self.sentence.word(self.head(start, end)).to_lowercase();
        let gerund = self.sentence.word(start).to_lowercase().ends_with("ing");
        let time = self.parts[self.head(start, end)].is(Part::TIME) || self.sentence.word(end - 1) == "seconds";
        let human = !time && (start..end).any(|i| self.is_speaker(i)) || is_people(&head);
        let nobody =
            matches!(head.as_str(), "his" | "this" | "its" | "details" | "attacks" | "times" | "years" | "moves");
        !gerund && !nobody && !time && (human || head.ends_with('s') && !head.ends_with("ss"))
    }

    /// Whether a phrase names a text rather than who wrote it.
    fn is_document(&self, source: Source) -> bool {
        match source {
            Source::Nameless(start, end) => is_document(self.tokens()[self.head(start, end)].key),
            _ => false,
        }
    }

    /// *“…,” said NATO*: the subject stands behind the verb.
    fn inverted(&self, hit: &Hit) -> Option<Act> {
        let before = hit.first.checked_sub(1);
        let sign = |i: usize, s: u8| self.tokens()[i].is_sign(s);
        let behind_quote = before.is_some_and(|i| sign(i, b'"') || sign(i, b'\'') && !self.is_possessive(i));
        let behind_comma = before.is_some_and(|i| sign(i, b',') || sign(i, b'_') || sign(i, b'?') || sign(i, b'!'));
        let behind_as = before.is_some_and(|i| self.sentence.word(i).eq_ignore_ascii_case("as"));
        if !(behind_quote || behind_comma || behind_as) || hit.last + 1 >= self.len() {
            return None;
        }
        let (source, end) = self.phrase_from(hit.last + 1)?;
        // *, a lawyer, said Norcom “has done nothing”*, *, said the claims that …*: no inversion.
        let object = end < self.len()
            && (self.sentence.word(end) == "that"
                || self.tokens()[end].is_sign(b'"') && !self.quotation.inside[end - 1]);
        if behind_comma && !behind_quote && !self.quotation.inside[hit.first - 1] && object {
            return None;
        }
        let closed = end >= self.len()
            || self.is_sign(end)
            || self.parts[end].is(Part::PREPOSITION.or(Part::TIME).or(Part::RELATIVE).or(Part::CONTRAST));
        let object = self.sentence.word(hit.first).ends_with("told") || matches!(source, Source::Oneself(_));
        // *Xi, the president, said China …*: a clause behind, so no inversion.
        (closed && !object && (behind_quote || behind_as || !self.parts[hit.last + 1].is(Part::OPENER)))
            .then(|| self.act(hit, source, (self.opening(hit.first), self.len())))
    }

    /// What a verb with a subject of its own governs: what follows, or what it is put behind.
    fn spoken_scope(&self, hit: &Hit, source: Source) -> (usize, usize) {
        let right = (hit.last + 1, self.reach(hit.last + 1));
        let Some(start) = source.start().filter(|s| *s > 0 && *s < hit.first) else { return right };
        let before = &self.tokens()[start - 1];
        let behind_quote = before.is_sign(b'"') || before.is_sign(b'\'');
        let behind_comma = before.is_sign(b',') || before.is_sign(b'_') || before.is_sign(b'?') || before.is_sign(b'!');
        let and = self.parts[start - 1].is(Part::AND) || self.parts[start - 1].is(Part::CONTRAST);
        if !(behind_quote || behind_comma && !and) {
            return right;
        }
        let next = (hit.last + 1..self.len()).find(|i| !self.parts[*i].is(Part::TIME.or(Part::ADVERB)));
        let closed = next.is_none_or(|i| {
            self.is_sign(i) && !self.tokens()[i].is_sign(b'"')
                || self.parts[i].is(Part::PREPOSITION) && !self.has_clause(i)
                || self.is_told_somebody(hit, i)
        });
        if behind_quote || closed { (self.opening(start), self.len()) } else { right }
    }

    /// *, he told reporters.*: what follows the verb is who was told, and no more.
    fn is_told_somebody(&self, hit: &Hit, i: usize) -> bool {
        self.sentence.word(hit.first).ends_with("told")
            && self
                .phrase_from(i)
                .is_none_or(|(_, end)| end >= self.len() || self.is_sign(end) || self.parts[end].is(Part::PREPOSITION))
            && !self.has_clause(i)
    }

    /// Whether *that* or a quotation follows before the sentence ends.
    fn has_clause(&self, from: usize) -> bool {
        (from..self.len()).any(|i| self.tokens()[i].is_sign(b'"') || self.sentence.word(i) == "that")
    }

    /// Where the clause that a verb closes begins.
    fn opening(&self, before: usize) -> usize {
        let ends = |i: &usize| self.tokens()[*i].is_sign(b';') && !self.quotation.inside[*i];
        (0..before).rev().find(ends).map_or(0, |i| i + 1)
    }

    /// Where what a verb introduces ends: at a contrast, a semicolon, or the end.
    fn reach(&self, from: usize) -> usize {
        let quoted = |i: usize| self.quotation.inside[i];
        (from..self.len())
            .find(|i| {
                !quoted(*i)
                    && (self.tokens()[*i].is_sign(b';')
                        || *i > 0 && self.parts[*i].is(Part::CONTRAST) && self.tokens()[*i - 1].is_sign(b','))
            })
            .unwrap_or(self.len())
    }

    /// The subject of a verb that has none beside it: *denied it and accused …*, *…, accusing …*.
    fn shared_subject(&self, hit: &Hit, acts: &[Act], infinitive: bool) -> Option<Source> {
        let same_clause = |act: &&Act| !(act.last..hit.first).any(|i| self.tokens()[i].is_sign(b';'));
        let earlier =
            acts.iter().rev().filter(same_clause).find(|a| !matches!(a.sort, Sort::Accusation | Sort::Denial));
        // *filed a complaint accusing …*, *released an ad that mocks …*: who brings the text about.
        let told = (hit.first.saturating_sub(4)..hit.first).rev().find(|i| is_document(self.tokens()[*i].key));
        if let Some(source) = told.and_then(|i| self.bringer(i)) {
            return Some(source);
        }
        if let Some(act) = earlier {
            // *praised Peru for condemning …*: whoever is praised or blamed for it.
            if hit.shape == Shape::Ing
                && act.sort == Sort::Accuse
                && !act.passive
                && self.sentence.word(hit.first - 1) == "for"
                && let Some((object @ Source::Named(..), end)) = self.phrase_from(act.last + 1)
                && end + 1 >= hit.first
            {
                return Some(object);
            }
            // *urged Congress to condemn …*: whoever is urged.
            if infinitive
                && act.sort == Sort::Press
                && hit.first - act.last <= 8
                && let Some((object, _)) = self.phrase_from(act.last + 1)
                && object != Source::Unsaid
            {
                return Some(object);
            }
            if act.passive {
                return self.subject(act.first).or(Some(act.source));
            }
            return Some(act.source);
        }
        self.clause_subject(hit.first).or_else(|| self.later_subject(hit.last))
    }

    fn passive_act(&self, hit: &Hit) -> Act {
        let source = self.agent(hit.last).unwrap_or(Source::Unsaid);
        self.act(hit, source, (0, self.len()))
    }

    /// *according to NATO*.
    fn according_to(&self) -> Option<Act> {
        let first = (0..self.len().saturating_sub(2))
            .find(|i| self.sentence.word(*i).eq_ignore_ascii_case("according") && self.sentence.word(i + 1) == "to")?;
        let (source, _) = self.phrase_from(first + 2)?;
        let scope = (self.opening(first), self.reach(first));
        Some(Act {
            first,
            last: first + 1,
            sort: Sort::Say,
            tone: Tone::Neutral,
            spoken: true,
            passive: false,
            unreal: false,
            source,
            scope,
            content: Content::default(),
        })
    }

    /// *… — Amina Okoro (@okoro)*: a post with its author's name below.
    fn signature(&self) -> Option<Act> {
        let sign = |i: usize, s: u8| i < self.len() && self.tokens()[i].is_sign(s);
        let at = (1..self.len()).find(|i| sign(*i, b'@') && sign(*i - 1, b'('))?;
        let dash = (at.saturating_sub(8)..at).rev().find(|i| sign(*i, b'_'))?;
        let (source, _) = self.phrase_from(dash + 1)?;
        Some(unspoken(dash, source, (0, dash)))
    }

    /// *NATO did not mince its words: “…”*: the subject of what leads up to a quotation.
    fn introduced(&self) -> Option<Act> {
        let sign = |i: usize, s: u8| self.tokens()[i].is_sign(s);
        let colon = (3..self.len().saturating_sub(2)).find(|i| sign(*i, b':') && sign(*i + 1, b'"'))?;
        if self.hits.iter().any(|h| h.sort == Sort::Say && h.last < colon) {
            return None;
        }
        let source = self.clause_subject(colon).filter(|s| matches!(s, Source::Named(..)))?;
        Some(unspoken(colon, source, (colon + 1, self.len())))
    }

    /// *NATO: China arms Russia* and *China arms Russia: NATO*.
    fn around_colon(&self) -> Option<Act> {
        let colon = (0..self.len()).find(|i| self.tokens()[*i].is_sign(b':'))?;
        let named = |start: usize, end: usize| {
            let short =
                end > start && end - start <= 7 && (start..end).all(|i| !self.is_sign(i) || self.is_inner_sign(i));
            let verbless =
                (start..end).all(|i| self.hit_at(i).is_none() && !self.parts[i].is(Part::BE.or(Part::AUXILIARY)));
            let (source, behind) = self.phrase_from(start)?;
            (short && verbless && behind >= end && matches!(source, Source::Named(..))).then_some(source)
        };
        let mut end = self.len();
        while end > colon + 1 && self.is_sign(end - 1) {
            end -= 1;
        }
        let start = (0..colon).find(|i| !self.is_sign(*i)).unwrap_or(0);
        if let Some(source) = named(start, colon).filter(|_| end > colon + 3) {
            return Some(unspoken(colon, source, (colon + 1, self.len())));
        }
        named(colon + 1, end).filter(|_| colon > 2).map(|source| unspoken(colon, source, (0, colon)))
    }
}

/// An act without a verb, at the sign that stands for it.
fn unspoken(at: usize, source: Source, scope: (usize, usize)) -> Act {
    Act {
        first: at,
        last: at,
        sort: Sort::Say,
        tone: Tone::Neutral,
        spoken: false,
        passive: false,
        unreal: false,
        source,
        scope,
        content: Content::default(),
    }
}
