//! What an article tells of its actors: who is a person, by which titles and of which gender.

use std::collections::BTreeSet;

use super::MentionKind;
use super::clause::{Place, Reading};
use super::words;
use crate::actor::wordlist::is_title;
use crate::actor::{ActorKind, Cast};
use crate::token::word_key;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// Whether a name is that of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Personhood {
    Person,
    Unknown,
    Organisation,
}

#[derive(Debug)]
pub(super) struct Profile {
    pub(super) personhood: Personhood,
    pub(super) gender: Option<Gender>,
    /// Keys of the titles that stand before its mentions: `president`, `prime minister`.
    pub(super) titles: BTreeSet<u64>,
    /// Keys of the nouns that the article puts beside it: *Norcom, a company that …*.
    pub(super) described: BTreeSet<u64>,
}

impl Profile {
    pub(super) fn of_all(cast: &Cast, readings: &[Reading]) -> Vec<Self> {
        let mut tellings = vec![Telling::default(); cast.actors.len()];
        for reading in readings {
            for place in reading.places.iter().filter(|p| p.kind == MentionKind::Name) {
                tellings[place.actor].read(reading, place, &cast.actors[place.actor].name);
            }
            told_by_pronoun(cast, reading, &mut tellings);
        }
        let told = cast.actors.iter().zip(tellings);
        told.map(|(actor, telling)| telling.profile(actor.kind, &actor.name)).collect()
    }

    pub(super) fn may_be(&self, gender: Gender) -> bool {
        self.gender.is_none_or(|g| g == gender)
    }
}

#[derive(Debug, Clone, Default)]
struct Telling {
    n_female: usize,
    n_male: usize,
    person: bool,
    titles: BTreeSet<u64>,
    described: BTreeSet<u64>,
}

impl Telling {
    fn read(&mut self, reading: &Reading, place: &Place, name: &str) {
        let (first, behind) = place.tokens;
        self.read_titles(reading, first);
        // A later mention by the last word alone: persons are called so.
        let form = reading.sentence.word(first);
        self.person |= behind == first + 1 && name.contains(' ') && name.ends_with(form) && !is_organisation(name);
        if !reading.sign(behind, b',') {
            return;
        }
        // `, 52,` tells an age; `, a company that …` what it is.
        let age = reading.is_word(behind + 1) || !reading.sign(behind + 2, b',');
        self.person |= !age && reading.sentence.word(behind + 1).len() == 2;
        if reading.is(behind + 1, &words::APPOSITION) {
            for i in behind + 2..reading.len().min(behind + 8) {
                if !reading.is_word(i) || reading.is(i, &words::FUNCTION) {
                    break;
                }
                self.described.insert(reading.sentence.tokens()[i].key);
                self.person |= reading.is(i, &words::PERSON_NOUNS);
            }
        }
    }

    fn read_titles(&mut self, reading: &Reading, first: usize) {
        let mut at = first;
        while at > 0 {
            let dot = reading.sign(at - 1, b'.') && at > 1 && is_title(reading.sentence.word(at - 2));
            let title = if dot { at - 2 } else { at - 1 };
            if !reading.is_word(title) || !is_title(reading.sentence.word(title)) {
                break;
            }
            at = title;
        }
        let lower = |i: usize| reading.sentence.word(i).to_lowercase();
        let former = |i: usize| matches!(lower(i).as_str(), "former" | "ex" | "vice" | "then" | "late" | "deputy");
        let past = at > 0 && former(at - 1) || (at > 1 && reading.sign(at - 1, b'-') && former(at - 2));
        let titles: Vec<String> = (at..first).filter(|i| reading.is_word(*i)).map(lower).collect();
        for title in &titles {
            self.person = true;
            match title.as_str() {
                "mr" | "sir" | "lord" | "king" | "prince" | "congressman" | "father" | "spokesman" | "chairman" => {
                    self.n_male += 5;
                }
                "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "congresswoman" | "spokeswoman"
                | "chairwoman" | "sister" => self.n_female += 5,
                _ => {}
            }
        }
        if past || titles.iter().any(|t| matches!(t.as_str(), "former" | "ex" | "vice" | "then" | "deputy")) {
            return;
        }
        self.titles.extend(titles.iter().map(|t| word_key(t)));
        self.titles.extend(titles.windows(2).map(|two| word_key(&two.join(" "))));
    }

    fn profile(self, kind: ActorKind, name: &str) -> Profile {
        let personhood = match kind {
            ActorKind::Person => Personhood::Person,
            ActorKind::Name if is_organisation(name) => Personhood::Organisation,
            ActorKind::Name if self.person || self.n_female + self.n_male > 1 => Personhood::Person,
            ActorKind::Name => Personhood::Unknown,
            _ => Personhood::Organisation,
        };
        let gender = match (self.n_female, self.n_male) {
            (f, m) if f > 2 * m => Some(Gender::Female),
            (f, m) if m > 2 * f => Some(Gender::Male),
            _ => None,
        };
        Profile { personhood, gender, titles: self.titles, described: self.described }
    }
}

/// *Halvorsen said she …*: a pronoun behind the only person of a sentence tells the gender.
fn told_by_pronoun(cast: &Cast, reading: &Reading, tellings: &mut [Telling]) {
    let person = |p: &&Place| matches!(cast.actors[p.actor].kind, ActorKind::Person | ActorKind::Name);
    let mut persons = reading.places.iter().filter(person);
    let Some(first) = persons.next() else { return };
    if persons.any(|p| p.actor != first.actor) || reading.quoted[first.tokens.0] || reading.is_possessive(first) {
        return;
    }
    for i in first.tokens.1..reading.len() {
        if reading.quoted[i] || reading.is(i, &words::PERSON_NOUNS) {
            return;
        }
        match reading.sentence.word(i) {
            "he" | "his" | "him" | "himself" => tellings[first.actor].n_male += 1,
            "she" | "her" | "herself" => tellings[first.actor].n_female += 1,
            _ => continue,
        }
        return;
    }
}

/// Whether a name holds a word that only organisations bear.
pub(super) fn is_organisation(name: &str) -> bool {
    name.split_whitespace().any(|word| {
        matches!(
            word.trim_end_matches(['.', ',']),
            "Inc"
                | "Corp"
                | "Corporation"
                | "Co"
                | "Company"
                | "Ltd"
                | "LLC"
                | "LLP"
                | "Group"
                | "Holdings"
                | "PLC"
                | "University"
                | "College"
                | "Institute"
                | "Institution"
                | "Association"
                | "Party"
                | "Ministry"
                | "Department"
                | "Agency"
                | "Committee"
                | "Council"
                | "Union"
                | "Bank"
                | "Foundation"
                | "Center"
                | "Centre"
                | "Fund"
                | "Court"
                | "Commission"
                | "Office"
                | "Bureau"
                | "Board"
                | "Federation"
                | "League"
                | "Alliance"
                | "Coalition"
                | "Society"
                | "Organization"
                | "Organisation"
                | "Network"
                | "Service"
                | "Services"
                | "Administration"
                | "Authority"
                | "Press"
                | "News"
                | "Post"
                | "Times"
                | "Journal"
                | "Tribune"
                | "Herald"
                | "Church"
                | "School"
                | "Hospital"
                | "Police"
                | "Team"
                | "Club"
                | "Force"
                | "Movement"
                | "Project"
                | "Action"
                | "Partners"
                | "Technologies"
                | "Systems"
                | "Airlines"
                | "Motors"
                | "Industries"
                | "International"
                | "Campaign"
                | "PAC"
                | "Front"
                | "Brigade"
                | "Army"
                | "Guard"
        )
    })
}
