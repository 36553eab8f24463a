//! Mentions that are no names: *the alliance*, *the company*, *he*, *it*.
//!
//! High precision before recall: each rule asks for exactly one candidate, and whatever might be
//! another (an unnamed spokesman, a name that no actor bears, a pronoun that stays open) makes it
//! none. A sentence that names an actor gets no further mention of it.
//!
//! The order of the search follows Hobbs, *Resolving pronoun references*, Lingua 44 (1978): the
//! subject of the sentence before comes first; the sieve from names over nouns to pronouns is that
//! of Lee et al., *Deterministic coreference resolution*, Computational Linguistics 39 (2013).

mod clause;
mod noun;
mod profile;
mod pronoun;
mod words;

use std::cell::RefCell;

use super::{ActorKind, Cast, IsoDate, Lexicon, Mention, MentionKind};
use crate::sentence::{Part, Sentence};
use crate::token::{Span, TokenizedSentence};
use clause::{Place, Reading};
use profile::Profile;

/// How far mentions are sought beyond names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Coreference {
    /// Names only.
    Off,
    /// Names, and definite nouns that stand for the only actor of their kind in reach.
    #[default]
    Names,
    /// These, and personal pronouns whose antecedent is clear.
    Pronouns,
}

impl Lexicon {
    /// Adds to a cast the mentions that are no names, as far as `coreference` says.
    ///
    /// `read` are the tokens of `sentences`, `cast` their actors, `date` the article's date, by
    /// which offices are told. A sentence gets at most one such mention of an actor,
    /// and none of an actor that it names. O(length), in one pass over the sentences.
    pub fn resolve(
        &self,
        cast: &mut Cast,
        sentences: &[Sentence],
        read: &[TokenizedSentence],
        date: Option<&IsoDate>,
        coreference: Coreference,
    ) {
        if coreference == Coreference::Off || cast.actors.is_empty() {
            return;
        }
        let mut readings = readings(cast, sentences, read);
        let profiles = Profile::of_all(cast, &readings);
        let article =
            noun::Known { lexicon: self, actors: &cast.actors, profiles: &profiles, date, single: RefCell::default() };
        let mut added = Vec::new();
        for i in 0..readings.len() {
            if readings[i].headline {
                continue;
            }
            let (before, rest) = readings.split_at_mut(i);
            let reading = &mut rest[0];
            for place in article.nouns(before, reading) {
                added.push((i, place));
                reading.add(place);
            }
            if coreference == Coreference::Pronouns {
                for place in pronoun::resolved(&cast.actors, &profiles, before, reading) {
                    added.push((i, place));
                    reading.add(place);
                }
            }
        }
        cast.mentions.extend(added.into_iter().map(|(i, place)| {
            let tokens = read[i].tokens();
            let span = Span::new(tokens[place.tokens.0].span.start, tokens[place.tokens.1 - 1].span.end);
            Mention { sentence: i, span, actor: place.actor, kind: place.kind }
        }));
        cast.mentions.sort_by_key(|m| (m.sentence, m.span));
    }
}

/// Whether an unknown name is where something happens, and so neither acts nor is spoken of.
fn is_place(cast: &Cast, mention: &Mention, sentence: &TokenizedSentence, first: usize) -> bool {
    let before = first.checked_sub(1).map(|i| sentence.word(i));
    cast.actors[mention.actor].kind == ActorKind::Name
        && before.is_some_and(|w| matches!(w, "in" | "at" | "near" | "outside" | "across"))
}

/// The sentences with the places of their named actors.
fn readings<'r>(cast: &Cast, sentences: &[Sentence], read: &'r [TokenizedSentence<'r>]) -> Vec<Reading<'r>> {
    let mut quotation = clause::Quotation::default();
    let mut mentions = cast.mentions.iter().peekable();
    let mut out = Vec::with_capacity(read.len());
    for (i, sentence) in read.iter().enumerate() {
        let mut reading = Reading::new(sentence, sentences[i].part == Part::Headline, &mut quotation);
        while let Some(mention) = mentions.next_if(|m| m.sentence == i) {
            let tokens = sentence.tokens();
            let first = tokens.partition_point(|t| t.span.end <= mention.span.start);
            let behind = tokens.partition_point(|t| t.span.start < mention.span.end);
            if first < behind && !is_place(cast, mention, sentence, first) {
                reading.add(Place { actor: mention.actor, tokens: (first, behind), kind: MentionKind::Name });
            }
        }
        out.push(reading);
    }
    out
}
