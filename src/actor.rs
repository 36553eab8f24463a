//! Who is spoken of: a lexicon of known actors, and the names that an article itself introduces.

mod lexicon;
mod wordlist;
mod run;
mod name;
mod office;
mod decide;
mod cast;
mod check;
mod coreference;

pub use cast::{Cast, CastActor, Mention, MentionKind};
pub use check::LexiconProblem;
pub use coreference::Coreference;
pub use lexicon::{Lexicon, LexiconError};

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// An actor of a [`Lexicon`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub(crate) u32);

/// What sort of actor it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActorKind {
    /// A state or its government.
    State,
    /// An international organisation, court or association.
    Body,
    /// An alliance or union of states.
    Alliance,
    /// An armed group.
    ArmedGroup,
    /// A political party.
    Party,
    /// A ministry, parliament, court, agency or association within a state.
    Institution,
    /// A company.
    Company,
    /// A news outlet.
    Media,
    /// A person.
    Person,
    /// A name found in the text that no lexicon knows.
    Name,
}

/// An office that a person held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// `president`, `foreign minister` …
    pub office: String,
    /// First day, `2012-05-07`.
    pub from: IsoDate,
    /// Last day; none while in office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<IsoDate>,
    /// The state or body of the office, where it is not the person's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A calendar date, `2024-05-31`; compares in time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct IsoDate(String);

impl<'de> Deserialize<'de> for IsoDate {
    /// TOML dates come as a value of their own, JSON dates as a string.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl<'de> Visitor<'de> for DateVisitor {
            type Value = IsoDate;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a date like 2024-05-31")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<IsoDate, E> {
                IsoDate::parse(text).ok_or_else(|| E::custom(format!("`{text}` is no date like 2024-05-31")))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IsoDate, A::Error> {
                let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                self.visit_str(&date.to_string())
            }
        }

        d.deserialize_any(DateVisitor)
    }
}

impl IsoDate {
    /// The date as `2024-05-31`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads `2024-05-31`; a time of day behind it (`2024-05-31T08:00:00Z`) is passed over.
    ///
    /// None if it is not of that form or no day of the calendar.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (day, rest) = text.split_at_checked(10)?;
        let mut parts = day.split('-').map(|p| p.bytes().all(|b| b.is_ascii_digit()).then(|| p.parse::<u32>().ok())?);
        let (year, month, day_of_month) = (parts.next()??, parts.next()??, parts.next()??);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let n_days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        let well_formed = day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
        (well_formed && (1..=n_days).contains(&day_of_month) && !rest.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| Self(day.to_owned()))
    }
}

/// A known actor and the forms under which news speaks of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Actor {
    /// The name that is displayed; unique in its lexicon.
    pub name: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// Other names and acronyms, as running text writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Adjectives and names of its people or followers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demonyms: Vec<String>,
    /// Capitals and seats that stand for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metonyms: Vec<String>,
    /// Names of its forces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub armed_forces: Vec<String>,
    /// The actor that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Those of its forms that can mean something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ambiguous: Vec<String>,
    /// What news calls a person after the first mention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname: Option<String>,
    /// Offices held by a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
}
