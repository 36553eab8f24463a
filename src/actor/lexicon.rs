//! The actors that are known beforehand, and the search for their forms in a sentence.

use std::collections::BTreeMap;
use std::hash::BuildHasherDefault;

use serde::{Deserialize, Serialize};

use super::office::Offices;
use super::{Actor, ActorId, ActorKind};
use crate::legible::is_override;
use crate::token::{Case, KeyMap, PhraseCollector, PhraseWord, Phrases, Span, Token, TokenizedSentence, word_key};

/// Known actors, searchable by every form of their names.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    actors: Vec<Actor>,
    /// The actors by their names.
    by_name: Vec<ActorId>,
    aliases: Phrases<Alias>,
    offices: Offices,
}

/// Why an actor file is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file is not TOML of the documented form.
    #[error("{0}")]
    NotToml(String),
    /// Two actors have the same name.
    #[error("two actors are named `{0}`")]
    DuplicateName(String),
    /// Two actors claim the same form, and not both say that it is ambiguous.
    #[error("`{alias}` belongs to both `{first}` and `{second}`; list it under `ambiguous` of each, or remove one")]
    SharedAlias {
        /// The form.
        alias: String,
        /// The actor that has it.
        first: String,
        /// The other one.
        second: String,
    },
    /// `of` names no actor.
    #[error("actor `{actor}` is said to be of `{of}`, which is no actor of the lexicon")]
    UnknownOwner {
        /// The actor.
        actor: String,
        /// What its `of` says.
        of: String,
    },
    /// A name, form or office that nobody bears.
    #[error("actor `{actor}` has {problem}")]
    BadForm {
        /// The actor, its name shortened if it is too long.
        actor: String,
        /// What is wrong, with the limit.
        problem: String,
    },
    /// A form that too many actors share.
    #[error("`{alias}` is shared by more than {} actors", limit::BEARERS)]
    TooManyBearers {
        /// The form.
        alias: String,
    },
    /// A form without a letter.
    #[error("actor `{actor}` has the form `{alias}`, which holds no word")]
    EmptyAlias {
        /// The actor.
        actor: String,
        /// The form.
        alias: String,
    },
}

/// How much of what an actor may have: many times what the built-in lexicon needs.
pub(super) mod limit {
    /// Forms and entries of `ambiguous` of one actor.
    pub(in crate::actor) const FORMS: usize = 1000;
    /// Terms of one actor.
    pub(in crate::actor) const TERMS: usize = 200;
    /// Bytes of a name, form or office.
    pub(in crate::actor) const FORM_BYTES: usize = 200;
    /// Actors that share a form.
    pub(in crate::actor) const BEARERS: usize = 500;
    /// From an actor to whom it belongs in the end.
    pub(in crate::actor) const STEPS: usize = 64;
}

/// How a form refers to its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Name,
    Demonym,
    Metonym,
    Forces,
    Surname,
}

#[derive(Debug, Clone, Copy)]
struct Alias {
    actor: ActorId,
    role: Role,
    ambiguous: bool,
}

/// Whose a form is, while a lexicon is made.
#[derive(Debug, Clone, Copy)]
struct Owner {
    /// The last actor that claims it.
    actor: usize,
    ambiguous: bool,
    n_bearers: usize,
}

/// A form of a known actor found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Found<'s> {
    /// First token, and the one behind the last.
    pub(super) tokens: (usize, usize),
    /// What the sentence says there.
    pub(super) words: &'s str,
    /// Who it may be; several only for ambiguous forms.
    pub(super) candidates: Vec<ActorId>,
    pub(super) role: Role,
    pub(super) ambiguous: bool,
}

impl Found<'_> {
    /// Whether the form holds token `i`.
    pub(super) fn covers(&self, i: usize) -> bool {
        (self.tokens.0..self.tokens.1).contains(&i)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    actor: Vec<Actor>,
}

impl Lexicon {
    /// Reads an actor file: TOML, one `[[actor]]` table per [`Actor`].
    ///
    /// # Errors
    ///
    /// If it is not of that form, a name or form belongs to two actors, or `of` names nobody.
    pub fn parse(toml: &str) -> Result<Self, LexiconError> {
        let file: File = toml::from_str(toml).map_err(|e| LexiconError::NotToml(e.to_string()))?;
        Self::new(file.actor)
    }

    /// A lexicon of these actors.
    ///
    /// # Errors
    ///
    /// As [`Lexicon::parse`].
    pub fn new(actors: Vec<Actor>) -> Result<Self, LexiconError> {
        actors.iter().try_for_each(sensible)?;
        let name = |id: &ActorId| actors[id.0 as usize].name.as_str();
        let mut by_name: Vec<_> = (0..actors.len()).map(|i| ActorId(i as u32)).collect();
        by_name.sort_by(|a, b| name(a).cmp(name(b)));
        if let Some((twice, _)) = by_name.iter().zip(by_name.iter().skip(1)).find(|(a, b)| name(a) == name(b)) {
            return Err(LexiconError::DuplicateName(name(twice).to_owned()));
        }
        let is_known = |of: &str| by_name.binary_search_by(|id| name(id).cmp(of)).is_ok();
        if let Some((actor, of)) =
            actors.iter().find_map(|a| a.of.as_ref().filter(|of| !is_known(of)).map(|of| (a, of)))
        {
            return Err(LexiconError::UnknownOwner { actor: actor.name.clone(), of: of.clone() });
        }
        let mut surname_owners: KeyMap<u32> = KeyMap::default();
        for surname in actors.iter().filter_map(|a| a.surname.as_deref()) {
            *surname_owners.entry(form_key(surname)).or_default() += 1;
        }
        let mut owners: KeyMap<Owner> = KeyMap::with_capacity_and_hasher(4 * actors.len(), BuildHasherDefault::new());
        let mut aliases = PhraseCollector::new();
        for (i, actor) in actors.iter().enumerate() {
            for (form, role) in forms(actor) {
                let key = form_key(form);
                let shared_surname = role == Role::Surname && surname_owners[&key] > 1;
                let ambiguous = shared_surname || actor.ambiguous.iter().any(|a| a == form);
                let last = owners.get(&key).copied();
                let n_bearers = last.map_or(0, |o| o.n_bearers) + usize::from(last.is_none_or(|o| o.actor != i));
                owners.insert(key, Owner { actor: i, ambiguous, n_bearers });
                match last {
                    Some(last) if last.actor == i => continue,
                    Some(last) if !(ambiguous && last.ambiguous) && role != Role::Surname => {
                        return Err(LexiconError::SharedAlias {
                            alias: form.to_owned(),
                            first: actors[last.actor].name.clone(),
                            second: actor.name.clone(),
                        });
                    }
                    _ => {}
                }
                if n_bearers > limit::BEARERS {
                    return Err(LexiconError::TooManyBearers { alias: form.to_owned() });
                }
                if !aliases.add(form, Alias { actor: ActorId(i as u32), role, ambiguous }) {
                    return Err(LexiconError::EmptyAlias { actor: actor.name.clone(), alias: form.to_owned() });
                }
            }
        }
        let aliases = aliases.finish(|alias| (alias.role, alias.actor));
        Ok(Self { offices: Offices::new(&actors), by_name, aliases, actors })
    }

    /// This lexicon with the actors of `other` added. To an actor of the same name the forms of
    /// both belong, and a form that `other` claims is taken from all other actors of this one.
    ///
    /// # Errors
    ///
    /// As [`Lexicon::parse`], for the whole.
    pub fn extended(&self, other: &Self) -> Result<Self, LexiconError> {
        let claimed: std::collections::BTreeSet<&str> =
            other.actors.iter().flat_map(|a| forms(a).map(|(f, _)| f)).collect();
        let mut actors: Vec<Actor> = Vec::with_capacity(self.actors.len() + other.actors.len());
        for actor in &self.actors {
            let own = other.named(&actor.name);
            let mut actor = actor.clone();
            actor.surname = actor.surname.filter(|s| !claimed.contains(s.as_str()));
            for list in [&mut actor.names, &mut actor.demonyms, &mut actor.metonyms, &mut actor.armed_forces] {
                list.retain(|form| !claimed.contains(form.as_str()));
            }
            if let Some(own) = own {
                actor = own.clone().with_forms_of(actor);
            }
            actors.push(actor);
        }
        actors.extend(other.actors.iter().filter(|o| self.named(&o.name).is_none()).cloned());
        Self::new(actors)
    }

    /// The actor of exactly that name, in O(log n).
    pub(super) fn named(&self, name: &str) -> Option<&Actor> {
        let at = self.by_name.binary_search_by(|id| self.actor(*id).name.as_str().cmp(name)).ok()?;
        Some(self.actor(self.by_name[at]))
    }

    /// The actor that is called so, by its name or any of its forms, in any case; none if two are.
    #[must_use]
    pub fn called(&self, form: &str) -> Option<&Actor> {
        let same = |f: &str| f.to_lowercase() == form.to_lowercase();
        if let Some(actor) = self.actors.iter().find(|a| same(&a.name)) {
            return Some(actor);
        }
        let mut bearers = self.actors.iter().filter(|a| forms(a).any(|(f, _)| same(f)));
        bearers.next().filter(|_| bearers.next().is_none())
    }

    /// For every actor that belongs to another, the one at the top, by the actor's name.
    ///
    /// Persons, institutions, bodies, alliances and armed groups are counted for whom they belong
    /// to, step by step; a state, party, company or outlet acts for itself.
    #[must_use]
    pub fn tops(&self) -> BTreeMap<&str, &Actor> {
        self.actors.iter().filter_map(|a| Some((a.name.as_str(), self.top(a)?))).collect()
    }

    /// The actor at the top of whom this one belongs to; none if that is itself.
    fn top<'a>(&'a self, actor: &'a Actor) -> Option<&'a Actor> {
        let above = |actor: &Actor| {
            use ActorKind::{Alliance, ArmedGroup, Body, Institution, Person};
            let acts_for_other = matches!(actor.kind, Person | Institution | Body | Alliance | ArmedGroup);
            actor.of.as_deref().filter(|_| acts_for_other).and_then(|of| self.named(of))
        };
        // A circle of owners has no top.
        let top = (0..limit::STEPS).try_fold(actor, |at, _| above(at).ok_or(at)).err()?;
        (top.name != actor.name).then_some(top)
    }

    /// The state for which an institution of that name speaks: China for the Chinese foreign ministry.
    pub(crate) fn state_behind(&self, name: &str) -> Option<&str> {
        let office = self.named(name).filter(|a| a.kind == ActorKind::Institution)?;
        self.top(office).filter(|top| top.kind == ActorKind::State).map(|top| top.name.as_str())
    }

    /// The actors, in file order.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The actor of that id.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.actors[id.0 as usize]
    }

    pub(super) fn offices(&self) -> &Offices {
        &self.offices
    }

    /// Whether the words are the actor's canonical name.
    pub(super) fn is_named(&self, id: ActorId, words: &str) -> bool {
        self.actor(id).name.eq_ignore_ascii_case(words)
    }

    /// Whether the actor itself lists the form as one that can mean something else.
    pub(super) fn lists_as_ambiguous(&self, id: ActorId, form: &str) -> bool {
        self.actor(id).ambiguous.iter().any(|a| a.eq_ignore_ascii_case(form))
    }

    /// The forms of known actors in a sentence, leftmost longest, never overlapping.
    pub(super) fn find<'s>(&self, sentence: &TokenizedSentence<'s>) -> Vec<Found<'s>> {
        let tokens = sentence.tokens();
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let matched = self.match_at(sentence, at);
            at = matched.as_ref().map_or(at + 1, |m| m.tokens.1);
            found.extend(matched);
        }
        found
    }

    fn match_at<'s>(&self, sentence: &TokenizedSentence<'s>, at: usize) -> Option<Found<'s>> {
        let rest = &sentence.tokens()[at..];
        let (words, aliases) = self.aliases.longest(rest, |words| is_written(words, rest))?;
        let same: Vec<&Alias> = aliases.collect();
        let longest = same[0];
        let candidates: Vec<_> = same.iter().map(|alias| alias.actor).collect();
        Some(Found {
            tokens: (at, at + words.len()),
            words: Span::new(rest[0].span.start, rest[words.len() - 1].span.end).of(sentence.text()),
            role: longest.role,
            ambiguous: longest.ambiguous || candidates.len() > 1,
            candidates,
        })
    }
}

/// Whether the tokens, which begin with the words of a form, are written at least as large.
fn is_written(form: &[PhraseWord], rest: &[Token]) -> bool {
    form.iter().zip(rest).all(|((_, case), token)| match case {
        Case::Lower => true,
        Case::Initial => token.case != Case::Lower,
        Case::Upper => token.case == Case::Upper,
    })
}

/// A form as a key, with its capitals.
fn form_key(form: &str) -> u64 {
    word_key(form)
}

impl Actor {
    /// This actor with the forms of another added.
    fn with_forms_of(mut self, other: Self) -> Self {
        let add = |into: &mut Vec<String>, from: Vec<String>| {
            let new: Vec<String> = from.into_iter().filter(|f| !into.contains(f)).collect();
            into.extend(new);
        };
        add(&mut self.names, other.names);
        add(&mut self.demonyms, other.demonyms);
        add(&mut self.metonyms, other.metonyms);
        add(&mut self.armed_forces, other.armed_forces);
        add(&mut self.ambiguous, other.ambiguous);
        self.of = self.of.or(other.of);
        self.surname = self.surname.or(other.surname);
        if self.terms.is_empty() {
            self.terms = other.terms;
        }
        self
    }
}

/// Refuses an actor with more, longer or stranger forms than anybody has.
pub(super) fn sensible(actor: &Actor) -> Result<(), LexiconError> {
    let bad = |problem: String| {
        let name = actor.name.chars().take(60).collect();
        Err(LexiconError::BadForm { actor: name, problem })
    };
    if forms(actor).count() + actor.ambiguous.len() > limit::FORMS {
        return bad(format!("more than {} forms", limit::FORMS));
    }
    if actor.terms.len() > limit::TERMS {
        return bad(format!("more than {} terms", limit::TERMS));
    }
    let listed = forms(actor).map(|(form, _)| form).chain(actor.ambiguous.iter().map(String::as_str));
    let offices = actor.terms.iter().flat_map(|t| [Some(&t.office), t.of.as_ref()]).chain([actor.of.as_ref()]);
    for text in listed.chain(offices.flatten().map(String::as_str)).chain(actor.surname.as_deref()) {
        if text.len() > limit::FORM_BYTES {
            return bad(format!("a form or office of more than {} bytes", limit::FORM_BYTES));
        }
        if text.chars().any(|c| c.is_control() || is_override(c)) {
            return bad(format!("a control character in {text:?}"));
        }
    }
    Ok(())
}

pub(super) fn forms(actor: &Actor) -> impl Iterator<Item = (&str, Role)> {
    // An institution's own name may be ambiguous too, so it is treated as any other form.
    std::iter::once((actor.name.as_str(), Role::Name))
        .chain(actor.names.iter().map(|n| (n.as_str(), Role::Name)))
        .chain(actor.demonyms.iter().map(|n| (n.as_str(), Role::Demonym)))
        .chain(actor.metonyms.iter().map(|n| (n.as_str(), Role::Metonym)))
        .chain(actor.armed_forces.iter().map(|n| (n.as_str(), Role::Forces)))
        .chain(actor.surname.iter().filter(|_| actor.kind == ActorKind::Person).map(|n| (n.as_str(), Role::Surname)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Casing;

    const TWO: &str = r#"
        [[actor]]
        name = "United States"
        kind = "state"
        names = ["US", "U.S."]
        demonyms = ["American"]
        [[actor]]
        name = "US Army"
        kind = "institution"
        of = "United States"
    "#;

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        let sentence = TokenizedSentence::new(text, &Casing::default());
        lexicon.find(&sentence).iter().map(|f| lexicon.actor(f.candidates[0]).name.clone()).collect()
    }

    #[test]
    fn longest_form_wins_and_case_counts() {
        let lexicon = Lexicon::parse(TWO).expect("a good file");
        assert_eq!(
            found(&lexicon, "The US Army told us that U.S. and American troops left."),
            ["US Army", "United States", "United States"]
        );
    }

    #[test]
    fn a_shared_form_must_be_declared() {
        let shared = TWO.replace("kind = \"institution\"", "kind = \"institution\"\nnames = [\"US\"]");
        let error = Lexicon::parse(&shared).expect_err("US twice");
        assert!(error.to_string().contains("`US` belongs to both"), "{error}");
    }

    #[test]
    fn bad_files_are_refused() {
        for (bad, says) in [
            ("[[actor]]\nname = \"A\"\nkind = \"planet\"\n", "planet"),
            ("[[actor]]\nname = \"A\"\nkind = \"state\"\ncolour = 1\n", "colour"),
            ("[[actor]]\nname = \"A\"\nkind = \"state\"\nof = \"B\"\n", "no actor"),
            ("[[actor]]\nname = \"A\"\nkind = \"person\"\nterms = [{office = \"king\", from = \"x\"}]\n", "no date"),
        ] {
            let error = Lexicon::parse(bad).expect_err(says);
            assert!(error.to_string().contains(says), "{error}");
        }
    }

    #[test]
    fn an_extension_takes_over_its_forms() {
        let base = Lexicon::parse(TWO).expect("a good file");
        let own = Lexicon::parse("[[actor]]\nname = \"US Weekly\"\nkind = \"media\"\nnames = [\"US\"]\n")
            .expect("a good file");
        let both = base.extended(&own).expect("no clash");
        assert_eq!(found(&both, "US and U.S."), ["US Weekly", "United States"]);
        let more = Lexicon::parse("[[actor]]\nname = \"United States\"\nkind = \"state\"\nnames = [\"Uncle Sam\"]\n");
        let both = base.extended(&more.expect("a good file")).expect("no clash");
        assert_eq!(found(&both, "Uncle Sam and U.S."), ["United States", "United States"]);
        assert_eq!(both.called("american").map(|a| a.name.as_str()), Some("United States"));
    }
}
