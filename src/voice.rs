//! Who makes an accusation or denial: the outlet, an actor, or somebody unnamed; and how.
//!
//! No parser is needed. A sentence is searched for acts of speech: verbs of saying, accusing and
//! denying, their nouns, *according to*, a name before or behind a colon. Each has a source (its
//! subject, its agent behind *by*, its owner) and a reach. The act that fits the actor best gives
//! the voice; where there is none, quotation marks give it to whoever spoke last, and what
//! nobody else says the outlet says.

mod verb;
mod word;
mod quotation;
mod line;
mod phrase;
mod subject;
mod noun;
mod act;
mod choice;

pub use verb::Tone;

use serde::{Deserialize, Serialize};

use crate::actor::{ActorKind, Cast, Mention};
use crate::feature::Predicates;
use crate::token::{Span, TokenizedSentence};
use act::Act;
use line::{Line, Sort};
use phrase::Source;

/// Who makes an accusation or denial, and how.
///
/// As JSON: `{"kind": "actor", "name": "NATO", "manner": "reported", "verb": "accused", "tone": "accusing"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// What sort of speaker it is.
    pub kind: VoiceKind,
    /// The actor's canonical name, or a speaker as the sentence has it (*the ministry's
    /// spokesman*; *critics*, in small letters); none for the outlet, and where nobody is mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In whose words.
    pub manner: Manner,
    /// The verb or noun of speech as written, in small letters; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// How that verb presents what is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
}

/// What sort of speaker a voice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VoiceKind {
    /// The outlet speaks for itself.
    Outlet,
    /// Somebody with a name, or a role at something with a name.
    Actor,
    /// *critics*, *officials*, the unsaid agent of a passive.
    Unnamed,
}

/// In whose words something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// The outlet's, as its own view.
    Own,
    /// The outlet's, as somebody else's view.
    Reported,
    /// The speaker's, in quotation marks or behind the speaker's name and a colon.
    Quoted,
}

/// What a voice is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Utterance {
    /// Who accuses the actor.
    Accusation,
    /// Who denies or defends on the actor's behalf.
    Denial,
}

impl Voice {
    /// The outlet in its own words.
    #[must_use]
    pub const fn outlet() -> Self {
        Self { kind: VoiceKind::Outlet, name: None, manner: Manner::Own, verb: None, tone: None }
    }
}

/// The speakers of one article, found once for all its judgements.
#[derive(Debug)]
pub struct Voices<'a, 's> {
    cast: &'a Cast,
    lines: Vec<Read<'a, 's>>,
}

/// A sentence with its acts of speech, and who goes on speaking in it.
#[derive(Debug)]
struct Read<'a, 's> {
    line: Line<'a, 's>,
    acts: Vec<Act>,
    between: choice::Between,
    /// The actor that makes each act, where it is known.
    makers: Vec<Option<usize>>,
    /// Who spoke last before this sentence, for quotations that name nobody and for pronouns.
    before: Option<Speaker>,
}

/// Somebody who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Speaker {
    kind: VoiceKind,
    name: Option<String>,
    actor: Option<usize>,
}

/// A quotation that nobody closes is taken to end after this many sentences.
const MAX_CARRIED: usize = 12;

impl<'a, 's> Voices<'a, 's> {
    /// Reads the sentences of an article in order, in O(length).
    #[must_use]
    pub fn new(sentences: &'a [TokenizedSentence<'s>], cast: &'a Cast, predicates: &Predicates) -> Self {
        let mut voices = Self { cast, lines: Vec::with_capacity(sentences.len()) };
        let mut open = 0;
        let mut before = None;
        for (i, sentence) in sentences.iter().enumerate() {
            let start = cast.mentions.partition_point(|m| m.sentence < i);
            let end = cast.mentions.partition_point(|m| m.sentence <= i);
            let mentions: &[Mention] = &cast.mentions[start..end];
            let line = Line::new(sentence, mentions, cast, predicates, (1..MAX_CARRIED).contains(&open));
            open = if line.quotation.open { open + 1 } else { 0 };
            let acts = line.acts();
            let between = choice::Between::new(&line, &acts);
            let mut read = Read { line, acts, between, makers: Vec::new(), before };
            if !mentions.is_empty() {
                read.makers = read.acts.iter().map(|act| voices.speaker(&read, act.source).actor).collect();
            }
            before = voices.last_speaker(&read);
            voices.lines.push(read);
        }
        voices
    }

    /// The voice of a sentence about whoever is mentioned at `mentions` (byte spans in it).
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    #[must_use]
    pub fn of(&self, sentence: usize, mentions: &[Span], utterance: Utterance) -> Voice {
        let read = &self.lines[sentence];
        let line = &read.line;
        let targets: Vec<_> = mentions.iter().map(|m| line.token_range(*m)).filter(|(s, e)| s < e).collect();
        let actor = targets.iter().find_map(|(_, end)| line.actor_at(end - 1));
        // *Norcom's workers* may accuse Norcom, but also deny for it.
        let is_target = |act: usize| {
            let source = read.acts[act].source;
            let holds = |i: usize| match (source, utterance) {
                (Source::Named(start, end), Utterance::Accusation) => {
                    let head = line.head(start, end);
                    head == i || source.holds(i) && !line.is_speaker(head)
                }
                _ => source.holds(i),
            };
            targets.iter().any(|(start, end)| (*start..*end).any(holds))
                || actor.is_some() && read.makers.get(act) == Some(&actor)
        };
        let Some(act) = choice::choose(line, &read.acts, &read.between, &targets, utterance, is_target) else {
            return Self::unclaimed(read, &targets);
        };
        let speaker = self.speaker(read, line.conjunct(act.source, &targets));
        if speaker.kind == VoiceKind::Outlet {
            return Voice::outlet();
        }
        let quoted = is_quoted(line, act, &targets);
        Voice {
            kind: speaker.kind,
            name: speaker.name,
            manner: if quoted { Manner::Quoted } else { Manner::Reported },
            verb: act.spoken.then(|| line.words(act.first, act.last + 1).to_lowercase()),
            tone: act.spoken.then_some(act.tone),
        }
    }

    /// The voice where no act of speech governs the target.
    fn unclaimed(read: &Read, targets: &[(usize, usize)]) -> Voice {
        let quotation = &read.line.quotation;
        let quoted =
            targets.iter().any(|(start, _)| quotation.inside[*start]) && (quotation.fills() || quotation.carried);
        if !quoted {
            return Voice::outlet();
        }
        let speaker = read.before.clone().unwrap_or(Speaker { kind: VoiceKind::Unnamed, name: None, actor: None });
        Voice { kind: speaker.kind, name: speaker.name, manner: Manner::Quoted, verb: None, tone: None }
    }

    /// Who a source is.
    fn speaker(&self, read: &Read, source: Source) -> Speaker {
        let line = &read.line;
        let unnamed = |name: Option<String>| Speaker { kind: VoiceKind::Unnamed, name, actor: None };
        match source {
            Source::Named(start, end) if line.is_anybody(start, end) => {
                unnamed(Some(line.bare(start, end).to_lowercase()))
            }
            Source::Named(start, end) => self.named(line, start, end),
            Source::Nameless(start, end) => unnamed(Some(line.bare(start, end).to_lowercase())),
            Source::Pronoun(at) => self.antecedent(read, at).unwrap_or_else(|| unnamed(None)),
            Source::Oneself(at) if line.quotation.inside[at] || line.quotation.carried => {
                read.before.clone().unwrap_or_else(|| unnamed(None))
            }
            Source::Oneself(_) => Speaker { kind: VoiceKind::Outlet, name: None, actor: None },
            Source::Unsaid => unnamed(None),
        }
    }

    /// The actor at the head of a phrase, else the phrase itself.
    fn named(&self, line: &Line, start: usize, end: usize) -> Speaker {
        let head = line.head(start, end);
        let actor = line.actor_at(head).or_else(|| line.company_before(start, head));
        let name = match actor {
            Some(actor) => self.cast.actors[actor].name.clone(),
            None => line.speaker_name(start, end),
        };
        Speaker { kind: VoiceKind::Actor, name: Some(name), actor }
    }

    /// Whom *he*, *she*, *they* or *it* means: the last who spoke in the sentence, its first
    /// person, or whoever spoke before it.
    fn antecedent(&self, read: &Read, at: usize) -> Option<Speaker> {
        let line = &read.line;
        // Where pronouns were resolved, that holds.
        if let Some(actor) = line.actor_at(at) {
            let name = Some(self.cast.actors[actor].name.clone());
            return Some(Speaker { kind: VoiceKind::Actor, name, actor: Some(actor) });
        }
        if line.quotation.inside[at] {
            return None;
        }
        let verbs = read.acts.iter().filter(|a| !matches!(a.sort, Sort::Accusation | Sort::Denial));
        let own: Vec<&Act> = verbs.filter(|a| a.source == Source::Pronoun(at)).collect();
        let governed = |i: usize| own.iter().any(|a| a.governs(i));
        let word = line.sentence.word(at);
        let fits = |i: usize| match line.actor_at(i) {
            Some(actor) => self.may_be(actor, word),
            None => !is_personal(word) || line.tokens()[i].is_capitalised(),
        };
        let many = matches!(word.to_lowercase().as_str(), "they" | "their");
        let nameless = read.acts.iter().filter_map(|act| match act.source {
            Source::Nameless(start, end) if start < at && act.first < at && line.is_many(start, end) == many => {
                Some((start, act.source))
            }
            _ => None,
        });
        let nameless = nameless.filter(|(start, _)| !line.quotation.inside[*start]).max_by_key(|(start, _)| *start);
        let within = line
            .subjects(at)
            .filter(|(start, end)| !line.quotation.inside[*start] && !governed(*start) && fits(end - 1))
            .last();
        let within = match (within, nameless) {
            (subject, Some((behind, source))) if subject.is_none_or(|(start, _)| behind > start) => {
                Some(self.speaker(read, source))
            }
            (within, _) => within.map(|(start, end)| self.named(line, start, end)),
        };
        let anybody = || {
            let free = |i: usize| !line.quotation.inside[i] && !governed(i);
            let mut named = (0..at).rev().filter(|i| free(*i)).filter_map(|i| Some((i, line.actor_at(i)?)));
            let (i, actor) = named.find(|(_, actor)| self.may_be(*actor, word))?;
            Some(self.named(line, i, i + 1)).filter(|s| s.actor == Some(actor))
        };
        within.or_else(|| read.before.clone().filter(|s| s.actor.is_none_or(|a| self.may_be(a, word)))).or_else(anybody)
    }

    fn may_be(&self, actor: usize, pronoun: &str) -> bool {
        let person = matches!(self.cast.actors[actor].kind, ActorKind::Person | ActorKind::Name);
        person || !is_personal(pronoun)
    }

    /// Who goes on speaking behind a sentence.
    fn last_speaker(&self, read: &Read) -> Option<Speaker> {
        let spoken = read.acts.iter().filter(|a| a.sort == Sort::Say && a.source != Source::Unsaid);
        if let Some(act) = spoken.reduce(|a, b| if matches!(b.source, Source::Oneself(_)) { a } else { b }) {
            let speaker = self.speaker(read, act.source);
            if speaker.kind != VoiceKind::Outlet {
                return Some(speaker);
            }
        }
        let quotation = &read.line.quotation;
        if quotation.fills() || quotation.carried {
            return read.before.clone();
        }
        let acted = read.acts.iter().map(|a| a.source).find(|s| matches!(s, Source::Named(..)));
        let subject = || read.line.subjects(read.line.len()).next().map(|(start, end)| Source::Named(start, end));
        acted.or_else(subject).map(|source| self.speaker(read, source))
    }
}

/// Whether a pronoun stands for one person.
fn is_personal(pronoun: &str) -> bool {
    matches!(pronoun.to_lowercase().as_str(), "he" | "she" | "his" | "her")
}

/// Whether what an act says about the target stands in quotation marks.
fn is_quoted(line: &Line, act: &Act, targets: &[(usize, usize)]) -> bool {
    let inside = &line.quotation.inside;
    if !act.spoken || targets.iter().any(|(start, _)| inside[*start] && act.governs(*start)) {
        return true;
    }
    // *“We did not,” China said*: the target speaks, and what it says is quoted.
    act.sort == Sort::Say && {
        let (start, end) = act.scope;
        let governed = (start..end).filter(|i| act.governs(*i));
        let (quoted, all) = governed.fold((0, 0), |(q, n), i| (q + usize::from(inside[i]), n + 1));
        quoted * 2 > all
    }
}
