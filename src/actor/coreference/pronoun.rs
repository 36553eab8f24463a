//! Personal pronouns: *he*, *she*, *it*, *they*.

use super::MentionKind;
use super::clause::{Place, Reading};
use super::profile::{Gender, Personhood, Profile};
use super::words;
use crate::actor::wordlist::{is_no_name, is_thing, is_title};
use crate::actor::{ActorKind, CastActor};
use crate::token::Case;

/// How many sentences back an antecedent may stand.
const REACH: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    One(Gender),
    Thing,
    Several,
}

fn person(word: &str) -> Option<Person> {
    Some(match word.to_lowercase().as_str() {
        "he" | "him" | "his" => Person::One(Gender::Male),
        "she" | "her" => Person::One(Gender::Female),
        "it" | "its" => Person::Thing,
        "they" | "them" | "their" => Person::Several,
        _ => return None,
    })
}

/// The pronouns of a sentence whose antecedent is clear; at most one of each person.
pub(super) fn resolved(
    actors: &[CastActor],
    profiles: &[Profile],
    before: &[Reading],
    reading: &Reading,
) -> Vec<Place> {
    let search = Search { actors, profiles, before, reading };
    let mut tried = Vec::new();
    let mut out = Vec::new();
    for i in (0..reading.len()).filter(|i| reading.is_word(*i) && !reading.quoted[*i]) {
        let Some(person) = person(reading.sentence.word(i)) else { continue };
        if tried.contains(&person) {
            continue;
        }
        tried.push(person);
        let actor = match person {
            Person::One(gender) => search.one(gender, i),
            Person::Thing => search.thing(i),
            Person::Several => search.several(i),
        };
        if let Some(actor) = actor.filter(|a| !reading.mentions(*a)) {
            out.push(Place { actor, tokens: (i, i + 1), kind: MentionKind::Pronoun });
        }
    }
    out
}

struct Search<'a> {
    actors: &'a [CastActor],
    profiles: &'a [Profile],
    before: &'a [Reading<'a>],
    reading: &'a Reading<'a>,
}

impl Search<'_> {
    fn may_be(&self, actor: usize, gender: Gender) -> bool {
        let profile = &self.profiles[actor];
        profile.personhood != Personhood::Organisation && profile.may_be(gender)
    }

    /// *he*, *she*: the only person of the sentence before, or of the one before that if no
    /// person stands between.
    fn one(&self, gender: Gender, at: usize) -> Option<usize> {
        let opens = self.reading.opens_sentence(at);
        let own = &self.reading;
        if own.places.iter().any(|p| self.may_be(p.actor, gender) && (p.tokens.0 < at || !opens))
            || self.unnamed_person(own, 0..at).is_some()
            || strange_name(own, 0..at).is_some()
        {
            return None;
        }
        // A subject goes on as subject; then persons that come after it do not count, unless named.
        let subject_here = opens && self.reading.verb_at(at + 1);
        for reading in self.before.iter().rev().take(REACH) {
            if reading.headline {
                return None;
            }
            let subject = reading.subject();
            let end = subject.filter(|_| subject_here).map_or(reading.len(), |s| s.tokens.0);
            if self.unnamed_person(reading, 0..end).is_some() || strange_name(reading, 0..end).is_some() {
                return None;
            }
            let mut persons = reading.places.iter().filter(|p| self.may_be(p.actor, gender));
            if let Some(first) = persons.next() {
                let alone = persons.all(|p| p.actor == first.actor);
                let known = self.profiles[first.actor].personhood == Personhood::Person;
                let goes_on = subject.is_some_and(|s| s.actor == first.actor);
                return (alone && known && goes_on).then_some(first.actor);
            }
            // A pronoun that stays open may be anybody.
            if (0..reading.len()).any(|i| person(reading.sentence.word(i)) == Some(Person::One(gender))) {
                return None;
            }
        }
        None
    }

    /// *it*, before a verb that only an agent is the subject of: the subject of the sentence before.
    fn thing(&self, at: usize) -> Option<usize> {
        let subject = self.subject_before(at)?;
        let CastActor { kind, .. } = self.actors[subject.actor];
        let organisation = self.profiles[subject.actor].personhood == Personhood::Organisation;
        let form = self.form(subject);
        let people =
            kind == ActorKind::State && self.is_people(subject) || form.ends_with("cans") || form.ends_with("crats");
        (organisation && !people).then_some(subject.actor)
    }

    /// *they*: a people or a party's followers, the subject of the sentence before.
    fn several(&self, at: usize) -> Option<usize> {
        let subject = self.subject_before(at)?;
        let reading = self.before.last()?;
        let others = (0..reading.len()).any(|i| reading.is(i, &words::PEOPLE_NOUNS));
        (self.is_people(subject) && !others).then_some(subject.actor)
    }

    /// The subject of the sentence before, for a pronoun that opens a sentence as the subject of an
    /// agent's verb.
    fn subject_before(&self, at: usize) -> Option<&Place> {
        let word = self.reading.sentence.word(at);
        let nominative = word.eq_ignore_ascii_case("it") || word.eq_ignore_ascii_case("they");
        if !nominative || !self.reading.opens_sentence(at) || !self.reading.agent_verb_at(at + 1) {
            return None;
        }
        let reading = self.before.last().filter(|r| !r.headline)?;
        reading.subject().filter(|s| !reading.is_possessive(s))
    }

    fn form(&self, place: &Place) -> &str {
        let reading = self.before.last().expect("the place stands in it");
        reading.sentence.word(place.tokens.1 - 1)
    }

    /// Whether a form names people: *Russians*, *Democrats*, *the Taliban*.
    fn is_people(&self, place: &Place) -> bool {
        let form = self.form(place);
        let kind = self.actors[place.actor].kind;
        place.kind == MentionKind::Name
            && match kind {
                ActorKind::State => form.ends_with("ans") || form.ends_with("is") || form.ends_with("ese"),
                ActorKind::Party => form.ends_with('s'),
                ActorKind::ArmedGroup => form.ends_with('s') || form == "Taliban",
                _ => false,
            }
    }

    /// A person noun in `range` that does not stand beside a name as its title or apposition.
    fn unnamed_person(&self, reading: &Reading, range: std::ops::Range<usize>) -> Option<usize> {
        range.into_iter().find(|i| {
            let i = *i;
            let lower = reading.is_word(i) && reading.sentence.tokens()[i].case == Case::Lower;
            if !lower || !reading.is(i, &words::PERSON_NOUNS) || reading.place_at(i).is_some() {
                return false;
            }
            let title = reading.is_name(i + 1);
            let beside = (1..=8.min(i)).any(|n| {
                reading.sign(i - n, b',')
                    && i - n > 0
                    && reading
                        .place_at(i - n - 1)
                        .is_some_and(|p| self.profiles[p.actor].personhood != Personhood::Organisation)
            });
            !(title || beside)
        })
    }
}

/// A name in `range` that no actor bears and that may be a person's.
fn strange_name(reading: &Reading, range: std::ops::Range<usize>) -> Option<usize> {
    range.into_iter().find(|i| {
        let i = *i;
        if !reading.is_name(i) || reading.place_at(i).is_some() || reading.sentence.tokens()[i].case != Case::Initial {
            return false;
        }
        let word = reading.sentence.word(i);
        let lower = word.to_lowercase();
        let before_name = reading.is_name(i + 1) || reading.sign(i + 1, b'.') && reading.is_name(i + 2);
        let behind_name = i > 0 && reading.is_name(i - 1);
        let place = i > 0
            && matches!(
                reading.sentence.word(i - 1).to_lowercase().as_str(),
                "in" | "at" | "near" | "from" | "across" | "on" | "of" | "to" | "the" | "outside" | "into" | "around"
            );
        !(is_title(word) || is_no_name(&lower) || is_thing(&lower) || before_name || behind_name || place)
    })
}
