//! The actors of one article: forms of known actors, and names that the article introduces,
//! joined where a later mention is shorter than the first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::Context;
use super::lexicon::Found;
use super::name::IntroducedNames;
use super::office::OfficesOn;
use super::run::TokenRange;
use super::{ActorId, ActorKind, IsoDate, Lexicon};
use crate::token::{Span, TokenizedSentence};

/// An actor of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastActor {
    /// The canonical name: the lexicon's, or the fullest form in the article.
    pub name: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
}

/// A place where an actor is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Index of the sentence among those given.
    pub sentence: usize,
    /// Byte offsets into that sentence.
    pub span: Span,
    /// Index into [`Cast::actors`].
    pub actor: usize,
    /// By what sort of expression.
    pub kind: MentionKind,
}

/// By what sort of expression an actor is mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MentionKind {
    /// A name, or any form of one.
    #[default]
    Name,
    /// An office that the actor held on the article's date: *the Russian president*.
    Office,
    /// A definite noun: *the company*. Its span leaves the article out, as that of a name does.
    Noun,
    /// A personal pronoun: *he*, *its*.
    Pronoun,
}

impl MentionKind {
    /// Whether it is a name.
    #[must_use]
    pub fn is_name(&self) -> bool {
        *self == Self::Name
    }
}

/// The actors of one article and all their mentions, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The actors, in order of first mention.
    pub actors: Vec<CastActor>,
    /// The mentions, by sentence and place.
    pub mentions: Vec<Mention>,
}

impl Lexicon {
    /// Finds the actors of an article without a date, given all its sentences.
    ///
    /// As [`Lexicon::cast_on`] without a date: offices are held by nobody.
    #[must_use]
    pub fn cast(&self, sentences: &[TokenizedSentence]) -> Cast {
        self.cast_on(sentences, None)
    }

    /// Finds the actors of an article of that date, given all its sentences.
    ///
    /// Known forms come first, longest first. A form that can mean something else counts where
    /// the article names its actor unmistakably, or where nothing beside it speaks against it.
    /// An office (*the Russian president*) means who held it on that date; where the lexicon
    /// knows nobody, the state stays mentioned. What the lexicon does not know is a name of its
    /// own where it looks like the name of a person, an organisation, a people or a place; its
    /// last word, or an acronym given in brackets, then refers to it.
    #[must_use]
    pub fn cast_on(&self, sentences: &[TokenizedSentence], date: Option<&IsoDate>) -> Cast {
        let found: Vec<Vec<Found>> = sentences.iter().map(|s| self.find(s)).collect();
        let names = IntroducedNames::collect(sentences, &found, self);
        let context = Context::new(self, &names, date, sentences, &found);
        let mut cast = CastBuilder { lexicon: self, cast: Cast::default(), by_key: BTreeMap::new() };
        let mut findings: Vec<Vec<Finding>> =
            sentences.iter().zip(&found).map(|(read, found)| context.known(read, found)).collect();
        if let Some(date) = date {
            let offices = OfficesOn::new(self, date, findings.iter().flatten());
            for (read, known) in sentences.iter().zip(&mut findings) {
                offices.put(read, known);
            }
        }
        for (sentence, ((read, found), mut all)) in sentences.iter().zip(&found).zip(findings).enumerate() {
            let taken: Vec<TokenRange> = all.iter().map(|f| f.tokens).collect();
            for (tokens, name) in names.mentions(read, found, &taken) {
                if self.is_product(tokens, &all) {
                    continue;
                }
                all.push(Finding { tokens, key: Key::Introduced(name), kind: MentionKind::Name });
            }
            all.sort_unstable_by_key(|f| f.tokens);
            for finding in all {
                cast.mention(sentence, read, &finding);
            }
        }
        cast.cast
    }

    /// Whether a word directly behind a company's name names what it makes: `Google Hangouts`.
    fn is_product(&self, (start, end): TokenRange, known: &[Finding]) -> bool {
        let company = |key: &Key| matches!(key, Key::Known(id) if self.actor(*id).kind == ActorKind::Company);
        end - start == 1 && known.iter().any(|f| f.tokens.1 == start && company(&f.key))
    }
}

/// What a range of tokens means.
pub(super) struct Finding {
    pub(super) tokens: TokenRange,
    pub(super) key: Key,
    pub(super) kind: MentionKind,
}

impl Finding {
    pub(super) fn known(tokens: TokenRange, actor: ActorId) -> Self {
        Self { tokens, key: Key::Known(actor), kind: MentionKind::Name }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Known(ActorId),
    Introduced(String),
}

struct CastBuilder<'l> {
    lexicon: &'l Lexicon,
    cast: Cast,
    by_key: BTreeMap<Key, usize>,
}

impl CastBuilder<'_> {
    fn mention(&mut self, sentence: usize, read: &TokenizedSentence, finding: &Finding) {
        let actor = *self.by_key.entry(finding.key.clone()).or_insert_with(|| {
            self.cast.actors.push(match &finding.key {
                Key::Known(id) => {
                    CastActor { name: self.lexicon.actor(*id).name.clone(), kind: self.lexicon.actor(*id).kind }
                }
                Key::Introduced(name) => CastActor { name: name.clone(), kind: ActorKind::Name },
            });
            self.cast.actors.len() - 1
        });
        let (start, end) = finding.tokens;
        let span = Span::new(read.tokens()[start].span.start, read.tokens()[end - 1].span.end);
        self.cast.mentions.push(Mention { sentence, span, actor, kind: finding.kind });
    }
}
