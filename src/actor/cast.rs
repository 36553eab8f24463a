//! The actors of one article: forms of known actors, and names that the article introduces,
//! joined where a later mention is shorter than the first.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::{Found, Role};
use super::name::{IntroducedNames, TokenRange};
use super::wordlist::is_title;
use super::{ActorId, ActorKind, Lexicon, MentionKind};
use crate::token::{Case, Span, TokenizedSentence};

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

/// The actors of one article and all their mentions, in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The actors, in order of first mention.
    pub actors: Vec<CastActor>,
    /// The mentions, by sentence and place.
    pub mentions: Vec<Mention>,
}

impl Lexicon {
    /// Finds the actors of an article, given all its sentences.
    ///
    /// Known forms come first, longest first. A form that can mean something else counts where
    /// the article names its actor unmistakably, or where nothing beside it speaks against it.
    /// What the lexicon does not know is taken up where it looks like the full name of a person
    /// or organisation; its last word, or an acronym given in brackets, then refers to it.
    #[must_use]
    pub fn cast(&self, sentences: &[TokenizedSentence]) -> Cast {
        let found: Vec<Vec<Found>> = sentences.iter().map(|s| self.find(s)).collect();
        let certain: BTreeSet<ActorId> = found
            .iter()
            .flatten()
            .filter(|f| !f.ambiguous && f.role != Role::Surname)
            .map(|f| f.candidates[0])
            .collect();
        let context = Context { certain: &certain, votes: self.votes(&certain) };
        let names = IntroducedNames::collect(sentences, &found, self);
        let mut cast = CastBuilder { lexicon: self, cast: Cast::default(), by_key: BTreeMap::new() };
        for (i, sentence) in sentences.iter().enumerate() {
            let known = found[i]
                .iter()
                .filter_map(|f| Some((f.tokens, Key::Known(self.decide(f, sentence, &context, &names)?))));
            let mut all: Vec<_> = known.collect();
            let taken: Vec<TokenRange> = all.iter().map(|(tokens, _)| *tokens).collect();
            for (tokens, name) in names.mentions(sentence, &found[i], &taken) {
                all.push((tokens, Key::Introduced(name)));
            }
            all.sort_unstable_by_key(|(tokens, _)| *tokens);
            for (tokens, key) in all {
                cast.mention(i, sentence, tokens, &key);
            }
        }
        cast.cast
    }

    /// How many certain actors speak for each owner: `of`, and the owner itself.
    fn votes(&self, certain: &BTreeSet<ActorId>) -> BTreeMap<&str, usize> {
        let mut votes = BTreeMap::new();
        for actor in certain.iter().map(|id| self.actor(*id)) {
            *votes.entry(actor.of.as_deref().unwrap_or(&actor.name)).or_insert(0) += 1;
        }
        votes
    }

    /// Which actor a form means here, if any.
    fn decide(
        &self,
        f: &Found,
        sentence: &TokenizedSentence,
        context: &Context,
        names: &IntroducedNames,
    ) -> Option<ActorId> {
        let (start, end) = f.tokens;
        let only_certain = || {
            let mut present = f.candidates.iter().filter(|c| context.certain.contains(c));
            present.next().filter(|_| present.next().is_none()).copied()
        };
        if f.role == Role::Surname {
            // `Melania Trump` is not the Trump of the lexicon, nor is the Trump of her article.
            let anothers = name_word_before(sentence, start)
                || names.claims(sentence.word(start))
                || forms_own_name(sentence, end);
            if !sentence.is_name(start) || anothers {
                return None;
            }
            // A bare surname needs its full name in the article, or at least the person's state or
            // party: any Taylor may be meant, but hardly another Kerry where America is spoken of.
            let at_home =
                || self.actor(f.candidates[0]).of.as_ref().is_some_and(|of| context.votes.contains_key(of.as_str()));
            return only_certain().or_else(|| (!f.ambiguous && at_home()).then(|| f.candidates[0]));
        }
        if f.role == Role::Metonym && is_place(sentence, start, end) {
            return None;
        }
        if is_name_of_thing(sentence, end) && end - start == 1 && f.role != Role::Demonym {
            return None;
        }
        if !f.ambiguous {
            return Some(f.candidates[0]);
        }
        only_certain().or_else(|| self.likeliest_owner(f, context)).or_else(|| {
            let person = self.actor(f.candidates[0]).kind == ActorKind::Person;
            let alone = !name_word_before(sentence, start) && !forms_own_name(sentence, end) && sentence.is_name(start);
            (f.candidates.len() == 1 && !person && alone).then(|| f.candidates[0])
        })
    }

    /// Of several bearers of a name (the Congress of the United States or of India) the one
    /// whose owner the article speaks of most, if one leads.
    fn likeliest_owner(&self, f: &Found, context: &Context) -> Option<ActorId> {
        let votes = |id: &&ActorId| self.actor(**id).of.as_ref().and_then(|of| context.votes.get(of.as_str())).copied();
        let best = f.candidates.iter().max_by_key(|id| votes(id))?;
        let n_best = f.candidates.iter().filter(|id| votes(id) == votes(&best)).count();
        (f.candidates.len() > 1 && votes(&best) > Some(0) && n_best == 1).then_some(*best)
    }
}

/// What the whole article tells of ambiguous forms.
struct Context<'a> {
    certain: &'a BTreeSet<ActorId>,
    votes: BTreeMap<&'a str, usize>,
}

/// Whether a name word that is no title stands directly before token `at`.
fn name_word_before(sentence: &TokenizedSentence, at: usize) -> bool {
    at > 0
        && sentence.is_name(at - 1)
        && !is_title(sentence.word(at - 1))
        && !(sentence.tokens()[at - 1].case == Case::Upper && at == 1)
}

/// Whether the next word makes another name of it: `Trump Tower`, `Georgia Tech`.
fn forms_own_name(sentence: &TokenizedSentence, end: usize) -> bool {
    end < sentence.tokens().len()
        && sentence.is_name(end)
        && !matches!(
            sentence.word(end),
            "Administration" | "White" | "Cabinet" | "Campaign" | "Republicans" | "Democrats"
        )
}

/// Whether the next word says that a thing bears the name: a street, a law, a newspaper.
fn is_name_of_thing(sentence: &TokenizedSentence, end: usize) -> bool {
    end < sentence.tokens().len()
        && sentence.tokens()[end].is_capitalised()
        && matches!(
            sentence.word(end),
            "Street"
                | "Avenue"
                | "Road"
                | "Square"
                | "Act"
                | "River"
                | "Sea"
                | "Lake"
                | "Bay"
                | "Island"
                | "Beach"
                | "Park"
                | "Airport"
                | "Post"
                | "Times"
                | "Daily"
                | "Journal"
                | "Cup"
                | "Open"
                | "Bowl"
                | "University"
                | "College"
                | "Tower"
                | "Hotel"
                | "Marathon"
                | "Hospital"
                | "Week"
                | "Film"
                | "Express"
                | "Examiner"
                | "Monument"
                | "Mall"
        )
}

/// Whether a capital stands for the town: `in Beijing`, `near Kabul`, `Moscow, Idaho`.
fn is_place(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|i| sentence.word(i).to_lowercase());
    let in_place = before.is_some_and(|w| {
        matches!(
            w.as_str(),
            "in" | "at"
                | "near"
                | "outside"
                | "around"
                | "across"
                | "downtown"
                | "central"
                | "leaving"
                | "suburban"
                | "inside"
                | "throughout"
                | "northern"
                | "southern"
                | "eastern"
                | "western"
        )
    });
    let after = (end < sentence.tokens().len()).then(|| sentence.word(end));
    in_place
        || after.is_some_and(|w| {
            matches!(
                w,
                "resident"
                    | "residents"
                    | "suburb"
                    | "suburbs"
                    | "hotel"
                    | "airport"
                    | "-based"
                    | "street"
                    | "streets"
                    | "State"
                    | "Monument"
            )
        })
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Known(ActorId),
    Introduced(String),
}

struct CastBuilder<'l> {
    lexicon: &'l Lexicon,
    cast: Cast,
    by_key: BTreeMap<Key, usize>,
}

impl CastBuilder<'_> {
    fn mention(&mut self, sentence: usize, read: &TokenizedSentence, tokens: (usize, usize), key: &Key) {
        let actor = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.cast.actors.push(match key {
                Key::Known(id) => {
                    CastActor { name: self.lexicon.actor(*id).name.clone(), kind: self.lexicon.actor(*id).kind }
                }
                Key::Introduced(name) => CastActor { name: name.clone(), kind: ActorKind::Name },
            });
            self.cast.actors.len() - 1
        });
        let span = Span::new(read.tokens()[tokens.0].span.start, read.tokens()[tokens.1 - 1].span.end);
        self.cast.mentions.push(Mention { sentence, span, actor, kind: MentionKind::Name });
    }
}
