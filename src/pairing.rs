//! Accusations and their denials: what an article prints against an actor, and where it prints
//! the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sentence::Part;
use crate::token::Span;

/// The sentence that denies what another sentence of the article accuses an actor of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// Whether it is the headline or stands in the body; the offsets refer to that text.
    pub part: Part,
    /// Offset of its first byte in its part of the article.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// Sentences from the accusation to the denial; negative where the denial comes first.
    pub distance: isize,
    /// How far up it stands.
    pub place: Place,
}

/// Where in an article a sentence stands, as readers come upon it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the headline.
    Headline,
    /// In the first fifth of the body's sentences.
    FirstFifth,
    /// Between the first fifth and the last.
    Middle,
    /// In the last fifth.
    Tail,
}

impl Place {
    /// The place of sentence `i` (from 0) of a body of `n` sentences.
    fn in_body(i: usize, n: usize) -> Self {
        match i * 5 {
            at if at < n => Self::FirstFifth,
            at if at >= 4 * n => Self::Tail,
            _ => Self::Middle,
        }
    }
}

/// What a sentence does to an actor, as far as pairing needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed<'p> {
    pub(crate) actor: &'p str,
    /// The state whose ministry, court or agency the actor is.
    pub(crate) state: Option<&'p str>,
    pub(crate) stance: Option<&'p str>,
    /// The number of the sentence in the article; headlines come first.
    pub(crate) sentence: usize,
    pub(crate) part: Part,
    pub(crate) span: Span,
}

/// For each of `printed` that accuses, the nearest that denies for the same actor, or by an
/// institution of the state that is accused; of two that are equally near the later, for an answer
/// follows what it answers.
///
/// `sentences` are the parts in which the article's sentences stand, in order. O(n log n).
pub(crate) fn denials(printed: &[Printed], sentences: &[Part]) -> Vec<Option<Denial>> {
    let n_headlines = sentences.iter().filter(|part| **part == Part::Headline).count();
    let n_body = sentences.len() - n_headlines;
    let mut by_actor: BTreeMap<&str, BTreeMap<usize, &Printed>> = BTreeMap::new();
    for denial in printed.iter().filter(|p| p.stance == Some("denying")) {
        for defended in [Some(denial.actor), denial.state].into_iter().flatten() {
            by_actor.entry(defended).or_default().insert(denial.sentence, denial);
        }
    }
    let nearest = |accusation: &Printed| {
        let denials = by_actor.get(accusation.actor).filter(|_| accusation.stance == Some("accusing"))?;
        let at = accusation.sentence;
        let later = denials.range(at..).next();
        let earlier = denials.range(..at).next_back();
        let (i, denial) = later.into_iter().chain(earlier).min_by_key(|(i, _)| i.abs_diff(at))?;
        Some(Denial {
            part: denial.part,
            start: denial.span.start,
            end: denial.span.end,
            distance: i.cast_signed() - at.cast_signed(),
            place: i.checked_sub(n_headlines).map_or(Place::Headline, |i| Place::in_body(i, n_body)),
        })
    };
    printed.iter().map(nearest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifths_of_a_body() {
        let places: Vec<Place> = (0..10).map(|i| Place::in_body(i, 10)).collect();
        assert_eq!(places[..2], [Place::FirstFifth; 2]);
        assert_eq!(places[2..8], [Place::Middle; 6]);
        assert_eq!(places[8..], [Place::Tail; 2]);
        assert_eq!(Place::in_body(0, 1), Place::FirstFifth);
    }

    #[test]
    fn the_nearest_denial_answers() {
        let sentences = [[Part::Headline; 1].as_slice(), &[Part::Body; 10]].concat();
        let of = |actor, stance, sentence: usize| Printed {
            actor,
            state: (actor == "Ministry of Salt").then_some("Kenya"),
            stance: Some(stance),
            sentence,
            part: sentences[sentence],
            span: Span::new(sentence * 100, sentence * 100 + 50),
        };
        let printed = [
            of("Norcom", "denying", 0),
            of("Norcom", "accusing", 2),
            of("Kenya", "accusing", 2),
            of("Norcom", "neutral", 3),
            of("Norcom", "denying", 4),
            of("Norcom", "accusing", 9),
            of("Norcom", "denying", 10),
            of("Ministry of Salt", "denying", 10),
        ];
        let found = denials(&printed, &sentences);
        let linked: Vec<_> = found.iter().map(|d| d.map(|d| (d.distance, d.place, d.start))).collect();
        let expected = [
            None,
            Some((2, Place::Middle, 400)),
            Some((8, Place::Tail, 1000)),
            None,
            None,
            Some((1, Place::Tail, 1000)),
            None,
            None,
        ];
        assert_eq!(linked, expected, "the later of two that are two sentences away; a state by its ministry");
    }
}
