//! One sentence with all that finding its speakers needs.

use super::quotation::Quotation;
use super::verb::{Tone, is_accusing_adjective, speech_noun, speech_verb};
use super::word::{Part, parts};
use crate::actor::{ActorKind, Cast, Mention};
use crate::feature::{Predicates, Shape};
use crate::token::{Span, Token, TokenKind, TokenizedSentence};

/// What a predicate does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// *said*.
    Say,
    /// *accused*.
    Accuse,
    /// *urged*.
    Press,
    /// *denied*.
    Deny,
    /// *defended*.
    Defend,
    /// *acquitted*.
    Clear,
    /// *accusation*.
    Accusation,
    /// *denial*.
    Denial,
    /// *allegedly*.
    Rumour,
}

/// A predicate in the sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// First and last token.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) sort: Sort,
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    pub(super) passive: bool,
}

impl Hit {
    pub(super) fn is_verb(&self) -> bool {
        matches!(self.shape, Shape::Base | Shape::Past | Shape::Ing)
    }

    pub(super) fn is_finite(&self) -> bool {
        matches!(self.shape, Shape::Base | Shape::Past)
    }
}

/// Predicates of one sentence that are looked at: no prose has so many, and what is tried for each pair
/// of them would make a text of nothing else slow.
const MOST_HITS: usize = 100;

/// A sentence read for its speakers.
#[derive(Debug)]
pub(super) struct Line<'a, 's> {
    pub(super) sentence: &'a TokenizedSentence<'s>,
    pub(super) parts: Vec<Part>,
    pub(super) quotation: Quotation,
    pub(super) hits: Vec<Hit>,
    /// Nouns for those who speak, by the predicate lexicon.
    speakers: Vec<bool>,
    /// The actor mentioned at each token.
    actors: Vec<Option<usize>>,
    cast: &'a Cast,
}

impl<'a, 's> Line<'a, 's> {
    pub(super) fn new(
        sentence: &'a TokenizedSentence<'s>,
        mentions: &'a [Mention],
        cast: &'a Cast,
        predicates: &Predicates,
        carried: bool,
    ) -> Self {
        let tokens = sentence.tokens();
        let is_speaker = |i| predicates.opening(&tokens[i..=i]).is_some_and(|(class, _, _)| class == "speaker");
        let mut line = Self {
            sentence,
            speakers: (0..tokens.len()).map(is_speaker).collect(),
            parts: parts(sentence),
            quotation: Quotation::new(sentence, carried),
            hits: Vec::new(),
            actors: Vec::new(),
            cast,
        };
        line.actors = line.mentioned(mentions);
        let mut i = 0;
        while i < line.len() && line.hits.len() < MOST_HITS {
            match line.find_hit(i, predicates) {
                Some(hit) => {
                    i = hit.last + 1;
                    line.hits.push(hit);
                }
                None => i += 1,
            }
        }
        line
    }

    fn find_hit(&self, first: usize, predicates: &Predicates) -> Option<Hit> {
        let token = &self.tokens()[first];
        let proper = first > 0 && self.sentence.is_name(first);
        if token.kind != TokenKind::Word || proper {
            return None;
        }
        let (sort, tone, shape, n) = self.verb_at(first, predicates).or_else(|| self.noun_at(first))?;
        let last = first + n - 1;
        let passive = shape == Shape::Past && self.is_passive(first, last, sort);
        Some(Hit { first, last, sort, shape, tone, passive })
    }

    fn verb_at(&self, first: usize, predicates: &Predicates) -> Option<(Sort, Tone, Shape, usize)> {
        let opens = predicates.opens_form(self.tokens()[first].key);
        let known = |n: usize| {
            if !opens {
                return None;
            }
            let (class, shape, n) = predicates.opening(&self.tokens()[first..(first + n).min(self.len())])?;
            let (sort, tone) = sort_of(class, shape, n > 1)?;
            (shape != Shape::Base || self.is_verb_here(first)).then_some((sort, tone, shape, n))
        };
        if matches!(self.sentence.word(first), "allegedly" | "reportedly" | "supposedly") {
            return Some((Sort::Rumour, Tone::Doubting, Shape::Word, 1));
        }
        if let Some(special) = self.plea(first).or_else(|| self.adjective(first)) {
            return Some(special);
        }
        let long = known(6).filter(|(_, _, _, n)| *n > 1);
        if let Some(verb) = speech_verb(self.tokens()[first].key)
            && (if verb.also_noun { self.is_verb_here(first) } else { self.may_be_verb(first) })
        {
            let sort = match verb.tone {
                Tone::Demanding => Sort::Press,
                Tone::Denying if verb.clears => Sort::Clear,
                Tone::Denying => Sort::Deny,
                Tone::Accusing => Sort::Accuse,
                _ => Sort::Say,
            };
            // *called a liar*, *found no evidence* do more than *called* and *found*.
            return Some(
                long.filter(|l| l.0 != sort && l.0 != Sort::Defend).unwrap_or((sort, verb.tone, verb.shape, 1)),
            );
        }
        known(1).filter(|short| long.is_none_or(|l| l.0 == short.0)).or(long)
    }

    /// *pleaded guilty*, *pleads not guilty*.
    fn plea(&self, first: usize) -> Option<(Sort, Tone, Shape, usize)> {
        if !matches!(self.sentence.word(first), "pleaded" | "pleads" | "plead" | "pled" | "pleading") {
            return None;
        }
        let word = |i: usize| (first + i < self.len()).then(|| self.sentence.word(first + i));
        match (word(1), word(2)) {
            (Some("guilty"), _) => Some((Sort::Say, Tone::Conceding, Shape::Past, 2)),
            (Some("not"), Some("guilty")) => Some((Sort::Deny, Tone::Denying, Shape::Past, 3)),
            _ => None,
        }
    }

    /// *was critical of*, *is deeply concerned about*.
    fn adjective(&self, first: usize) -> Option<(Sort, Tone, Shape, usize)> {
        let be = (first.saturating_sub(3)..first)
            .rev()
            .take_while(|i| self.parts[*i].is(Part::ADVERB.or(Part::BE)))
            .any(|i| self.parts[i].is(Part::BE));
        (be && is_accusing_adjective(self.tokens()[first].key)).then_some((
            Sort::Accuse,
            Tone::Accusing,
            Shape::Base,
            1,
        ))
    }

    fn may_be_verb(&self, i: usize) -> bool {
        i == 0 || self.is_quantifier(i - 1) || !self.parts[i - 1].is(Part::DETERMINER) && !self.is_possessive(i - 1)
    }

    /// *many blame*, *some say*: a quantifier may stand for people.
    fn is_quantifier(&self, i: usize) -> bool {
        let word = self.sentence.word(i).to_lowercase();
        matches!(word.as_str(), "many" | "some" | "most" | "few" | "several" | "all" | "both" | "those")
    }

    fn noun_at(&self, first: usize) -> Option<(Sort, Tone, Shape, usize)> {
        if self.sentence.word(first) == "under" && first + 1 < self.len() && self.sentence.word(first + 1) == "fire" {
            return Some((Sort::Accusation, Tone::Accusing, Shape::Noun, 2));
        }
        let tone = speech_noun(self.tokens()[first].key)?;
        let sort = if tone == Tone::Denying { Sort::Denial } else { Sort::Accusation };
        Some((sort, tone, Shape::Noun, 1))
    }

    /// Whether a form that may be verb or noun is a verb here, by its neighbours.
    fn is_verb_here(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let part = self.parts[before];
        let next_opens = i + 1 < self.len()
            && (self.parts[i + 1].is(Part::RELATIVE.or(Part::PRONOUN).or(Part::DETERMINER)) || self.is_named(i + 1));
        if part.is(Part::AUXILIARY.or(Part::PRONOUN).or(Part::SELF)) || self.sentence.word(before) == "to" {
            return true;
        }
        if part.is(Part::RELATIVE) {
            return true;
        }
        if part.is(Part::ADVERB) {
            return next_opens || !self.sentence.word(i).ends_with("ed");
        }
        let next_verb = i + 1 < self.len() && self.parts[i + 1].is(Part::AUXILIARY.or(Part::BE));
        if self.is_quantifier(before) {
            return next_opens && !next_verb;
        }
        if part.is(Part::DETERMINER.or(Part::PREPOSITION)) || self.is_possessive(before) || next_verb {
            return false;
        }
        if self.is_named(before) {
            // *the Lima attack*: a singular name wants a verb in *-s* or in the past.
            let base = speech_verb(self.tokens()[i].key).is_some_and(|v| v.shape == Shape::Base);
            return !base || self.sentence.word(i).ends_with('s') || self.sentence.word(before).ends_with('s');
        }
        if self.tokens()[before].kind == TokenKind::Word {
            if self.is_participle(before) {
                return false;
            }
            let plural = self.sentence.word(before).ends_with('s') || self.sentence.word(before).ends_with("people");
            return if self.sentence.word(i).ends_with('s') { !plural && next_opens } else { plural || next_opens };
        }
        next_opens
    }

    fn is_passive(&self, first: usize, last: usize, sort: Sort) -> bool {
        let mut i = first;
        while i > 0 && first - i < 4 && self.parts[i - 1].is(Part::ADVERB) {
            i -= 1;
        }
        if i > 0 && self.parts[i - 1].is(Part::BE) {
            return true;
        }
        if i > 0 && matches!(self.sentence.word(i - 1), "'s" | "’s" | "'re" | "’re") {
            // *she's accused Norcom*: with an object the clitic is *has*.
            let object = |j: usize| self.is_named(j) || self.parts[j].is(Part::DETERMINER.or(Part::PRONOUN));
            return !(last + 1 < self.len() && object(last + 1));
        }
        let next = self.sentence.tokens().get(last + 1).map(|_| self.sentence.word(last + 1));
        match (sort, next) {
            (_, Some("by")) => true,
            (Sort::Clear, Some("of")) => first == last,
            (Sort::Accuse, Some("of" | "for" | "with" | "over" | "as" | "in")) => {
                !(i > 0 && self.parts[i - 1].is(Part::AUXILIARY))
                    && self.sentence.word(last) != "complained"
                    && !self.is_subject_of_relative(i)
            }
            _ => false,
        }
    }

    /// *the man Okoro accused of …*, *which Okoro criticised as …*: a name behind a noun or relative
    /// pronoun is the subject of what follows at `verb`.
    fn is_subject_of_relative(&self, verb: usize) -> bool {
        let start = (0..verb).rev().take_while(|i| self.is_named(*i) || self.is_inner_sign(*i)).last();
        start.filter(|s| *s > 0).is_some_and(|s| {
            let before = s - 1;
            let noun = self.tokens()[before].kind == TokenKind::Word
                && !self.tokens()[before].is_capitalised()
                && self.parts[before] == Part::default();
            noun || self.parts[before].is(Part::RELATIVE)
        })
    }

    pub(super) fn tokens(&self) -> &[Token] {
        self.sentence.tokens()
    }

    pub(super) fn len(&self) -> usize {
        self.tokens().len()
    }

    /// Whether token `i` belongs to a name, or to a mention of an actor.
    pub(super) fn is_named(&self, i: usize) -> bool {
        !self.parts[i].is(Part::TIME) && self.sentence.is_name(i) && self.tokens()[i].kind == TokenKind::Word
            || self.actors[i].is_some()
    }

    /// The actor of the first mention that each token shares a byte with.
    fn mentioned(&self, mentions: &[Mention]) -> Vec<Option<usize>> {
        let mut actors = vec![None; self.len()];
        for mention in mentions {
            let (start, end) = self.token_range(mention.span);
            for actor in &mut actors[start..end] {
                actor.get_or_insert(mention.actor);
            }
        }
        actors
    }

    /// The actor mentioned at token `i`.
    pub(super) fn actor_at(&self, i: usize) -> Option<usize> {
        self.actors[i]
    }

    /// Whether the actor mentioned at token `i` is a body that acts as such: neither a place nor a person.
    pub(super) fn is_body(&self, i: usize) -> bool {
        self.actor_at(i).is_some_and(|actor| {
            matches!(
                self.cast.actors[actor].kind,
                ActorKind::Body | ActorKind::Institution | ActorKind::Party | ActorKind::Alliance | ActorKind::Media
            )
        })
    }

    /// Whether token `i` names one of a party or people: *Republican*, *Peruvian*.
    pub(super) fn is_member(&self, i: usize) -> bool {
        self.actor_at(i)
            .is_some_and(|actor| matches!(self.cast.actors[actor].kind, ActorKind::Party | ActorKind::State))
    }

    /// The only company named before *the company*.
    pub(super) fn company_before(&self, start: usize, head: usize) -> Option<usize> {
        let noun = matches!(self.sentence.word(head), "company" | "firm" | "giant");
        let the = self.sentence.word(start).eq_ignore_ascii_case("the");
        let is_company = |actor: &usize| self.cast.actors[*actor].kind == ActorKind::Company;
        let mut before = (0..start).filter_map(|i| self.actor_at(i)).filter(is_company);
        let company = before.next().filter(|_| noun && the)?;
        before.all(|c| c == company).then_some(company)
    }

    /// Whether a person, or a name that may be one, is mentioned at token `i`.
    pub(super) fn is_person(&self, i: usize) -> bool {
        self.actor_at(i)
            .is_some_and(|actor| matches!(self.cast.actors[actor].kind, ActorKind::Person | ActorKind::Name))
    }

    /// A word in small letters that looks like a participle or past form: *cited*, *probing*.
    pub(super) fn is_participle(&self, i: usize) -> bool {
        let word = self.sentence.word(i);
        self.tokens()[i].kind == TokenKind::Word
            && !self.tokens()[i].is_capitalised()
            && word.len() > 4
            && (word.ends_with("ed") || word.ends_with("ing"))
    }

    pub(super) fn is_possessive(&self, i: usize) -> bool {
        matches!(self.sentence.word(i), "'s" | "’s")
            || self.tokens()[i].is_sign(b'\'') && i > 0 && self.sentence.word(i - 1).ends_with('s')
    }

    pub(super) fn is_sign(&self, i: usize) -> bool {
        matches!(self.tokens()[i].kind, TokenKind::Sign(_))
    }

    /// The stop of an initial or title, the hyphen of a compound, the apostrophe of a plural.
    pub(super) fn is_inner_sign(&self, i: usize) -> bool {
        let tokens = self.tokens();
        match tokens[i].kind {
            TokenKind::Sign(b'-' | b'&' | b'/' | b'$' | b'%') => true,
            TokenKind::Sign(b'.') => {
                i > 0 && i + 1 < tokens.len() && tokens[i - 1].is_capitalised() && !tokens[i + 1].is_sign(b'"')
            }
            TokenKind::Sign(b'\'') => self.is_possessive(i),
            _ => false,
        }
    }

    /// Where a clause ends for sure.
    pub(super) fn is_clause_break(&self, i: usize) -> bool {
        matches!(self.tokens()[i].kind, TokenKind::Sign(b',' | b';' | b':' | b'_' | b'"' | b'(' | b')'))
            || self.parts[i].is(Part::OPENER) && !self.parts[i].is(Part::PREPOSITION)
    }

    /// Whether token `i` is a noun for those who speak: *officials*, *lawyer*.
    pub(super) fn is_speaker(&self, i: usize) -> bool {
        self.speakers[i]
    }

    pub(super) fn hit_at(&self, i: usize) -> Option<&Hit> {
        let behind = self.hits.partition_point(|h| h.last < i);
        self.hits.get(behind).filter(|h| h.first <= i)
    }

    pub(super) fn hit_ending_at(&self, i: usize) -> Option<&Hit> {
        self.hit_at(i).filter(|h| h.last == i)
    }

    /// The tokens that overlap a span.
    pub(super) fn token_range(&self, span: Span) -> (usize, usize) {
        let tokens = self.tokens();
        let start = tokens.partition_point(|t| t.span.end <= span.start);
        let end = tokens.partition_point(|t| t.span.start < span.end);
        (start, end.max(start))
    }

    /// The text of a range of tokens, its white space folded.
    pub(super) fn words(&self, start: usize, end: usize) -> String {
        let span = Span::new(self.tokens()[start].span.start, self.tokens()[end - 1].span.end);
        span.of(self.sentence.text()).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What a class of the predicate lexicon does, if it can have a speaker.
fn sort_of(class: &str, shape: Shape, long: bool) -> Option<(Sort, Tone)> {
    if !matches!(shape, Shape::Base | Shape::Past | Shape::Ing) {
        return None;
    }
    Some(match class {
        "accuse" => (Sort::Accuse, Tone::Accusing),
        "target" if long => (Sort::Press, Tone::Demanding),
        "deny" => (Sort::Deny, Tone::Denying),
        "defend" => (Sort::Defend, Tone::Denying),
        "clear" => (Sort::Clear, Tone::Denying),
        _ => return None,
    })
}
