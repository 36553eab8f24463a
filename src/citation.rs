//! The sentences behind the numbers: of every count the most certain ones.

mod shelf;
mod weight;

pub use shelf::Citations;
pub(crate) use shelf::Wanted;
pub use weight::WeightyWord;

use crate::actor::IsoDate;
use crate::aggregate::Speaker;
use crate::judgement::Judgement;
use crate::sentence::Part;
use crate::token::Span;
use crate::voice::Manner;

/// A sentence that stands behind a number, with what is needed to find and to read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// The outlet or other group that the sentence counts for.
    pub group: String,
    /// The outlet.
    pub source: String,
    /// The article's id.
    pub article: String,
    /// The article's headline, if the judgements bring it along as a field `title`.
    pub title: Option<String>,
    /// Where it was published, likewise as `url`; as the input writes it, so it may be no address at all.
    pub url: Option<String>,
    /// The article's date, if it can be read.
    pub date: Option<IsoDate>,
    /// Whether the sentence is the headline or stands in the body.
    pub part: Part,
    /// Offset of its first byte in that part.
    pub start: usize,
    /// The sentence.
    pub sentence: String,
    /// The actor that it mentions.
    pub mentioned: String,
    /// The actor that it counts for; another one only where actors are rolled up.
    pub actor: String,
    /// The first mention, as bytes of the sentence.
    pub mention: Span,
    /// The class of its label.
    pub class: usize,
    /// The probability of that class.
    pub probability: f64,
    /// Who accuses or denies, counted as actors are; none if the judgement does not tell.
    pub speaker: Option<Speaker>,
    /// In whose words, likewise.
    pub manner: Option<Manner>,
    /// The verb of speech, if there is one.
    pub verb: Option<String>,
    /// The words that weigh in its verdict; empty until [`Citation::weigh`] has found them.
    pub words: Vec<WeightyWord>,
}

impl Citation {
    /// Of a judgement with that label and probability; `top` tells whom an actor counts for.
    fn of(j: &Judgement, group: &str, class: usize, probability: f64, top: impl Fn(&str) -> String) -> Self {
        use crate::voice::VoiceKind::{Actor, Outlet};
        let field = |name: &str| j.fields.get(name).filter(|v| !v.trim().is_empty()).cloned();
        let length = j.sentence.len();
        let at = |offset: usize| offset.saturating_sub(j.start).min(length);
        let mention = Span::new(at(j.mention_start), at(j.mention_end).max(at(j.mention_start)));
        Self {
            group: group.to_owned(),
            source: j.source.to_string(),
            article: j.article.to_string(),
            title: field("title"),
            url: field("url"),
            date: j.date.as_deref().and_then(IsoDate::parse),
            part: j.part,
            start: j.start,
            sentence: j.sentence.to_string(),
            mentioned: j.actor.to_string(),
            actor: top(&j.actor),
            // A file of judgements may hold anything.
            mention: if j.sentence.get(mention.start..mention.end).is_some() { mention } else { Span::new(0, 0) },
            class,
            probability,
            speaker: j.voice.as_ref().map(|voice| match (voice.kind, &voice.name) {
                (Outlet, _) => Speaker::Outlet,
                (Actor, Some(name)) => Speaker::Actor(top(name)),
                _ => Speaker::Unnamed,
            }),
            manner: j.voice.as_ref().map(|v| v.manner),
            verb: j.voice.as_ref().and_then(|v| v.verb.clone()),
            words: Vec::new(),
        }
    }

    /// What tells the sentence from all others.
    fn place(&self) -> (&str, &str, Part, usize) {
        (&self.source, &self.article, self.part, self.start)
    }

    /// The surest first; the same citations always in the same order.
    fn rank(&self, other: &Self) -> std::cmp::Ordering {
        let names = |c: &Self| (c.class, c.actor.clone(), c.mention.start, c.mentioned.clone());
        other
            .probability
            .total_cmp(&self.probability)
            .then_with(|| self.place().cmp(&other.place()))
            .then_with(|| names(self).cmp(&names(other)))
    }
}
