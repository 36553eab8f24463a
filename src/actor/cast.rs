//! The actors of one article: forms of known actors, and names that the article introduces,
//! joined where a later mention is shorter than the first.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::{Found, Role};
use super::{ActorId, ActorKind, Lexicon};
use crate::token::{Case, Span, TokenKind, TokenizedSentence, word_key};

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
        let names = IntroducedNames::collect(sentences, &found, self);
        let mut cast = CastBuilder { lexicon: self, cast: Cast::default(), by_key: BTreeMap::new() };
        for (i, sentence) in sentences.iter().enumerate() {
            let known = found[i]
                .iter()
                .filter_map(|f| Some((f.tokens, Key::Known(self.decide(f, sentence, &certain, &names)?))));
            let mut all: Vec<_> = known.collect();
            for (tokens, name) in names.mentions(sentence, &found[i], &all) {
                all.push((tokens, Key::Introduced(name)));
            }
            all.sort_unstable_by_key(|(tokens, _)| *tokens);
            for (tokens, key) in all {
                cast.mention(i, sentence, tokens, &key);
            }
        }
        cast.cast
    }

    /// Which actor a form means here, if any.
    fn decide(
        &self,
        f: &Found,
        sentence: &TokenizedSentence,
        certain: &BTreeSet<ActorId>,
        names: &IntroducedNames,
    ) -> Option<ActorId> {
        let (start, end) = f.tokens;
        if f.role == Role::Surname {
            // `Melania Trump` is not the Trump of the lexicon, nor is the Trump of her article.
            if !sentence.is_name(start)
                || name_word_before(sentence, start)
                || names.by_last_word.contains_key(sentence.word(start))
                || forms_own_name(sentence, end)
            {
                return None;
            }
            let mut present = f.candidates.iter().filter(|c| certain.contains(c));
            return match (present.next(), present.next()) {
                (Some(only), None) => Some(*only),
                (None, _) if !f.ambiguous => Some(f.candidates[0]),
                _ => None,
            };
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
        let mut present = f.candidates.iter().filter(|c| certain.contains(c));
        match (present.next(), present.next()) {
            (Some(only), None) => Some(*only),
            (None, _) if f.candidates.len() == 1 && self.actor(f.candidates[0]).kind != ActorKind::Person => {
                let alone = !name_word_before(sentence, start) && !forms_own_name(sentence, end);
                (alone && sentence.is_name(start)).then(|| f.candidates[0])
            }
            _ => None,
        }
    }
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

/// Titles and ranks before a name; they are no part of it.
const TITLES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "President",
    "Vice",
    "Sen",
    "Senator",
    "Sens",
    "Senators",
    "Rep",
    "Reps",
    "Representative",
    "Gov",
    "Governor",
    "Gen",
    "General",
    "Col",
    "Colonel",
    "Lt",
    "Lieutenant",
    "Capt",
    "Captain",
    "Sgt",
    "Sergeant",
    "Maj",
    "Major",
    "Adm",
    "Admiral",
    "Cmdr",
    "Commander",
    "Minister",
    "Prime",
    "Chancellor",
    "Secretary",
    "Foreign",
    "Defense",
    "Defence",
    "Interior",
    "Finance",
    "Attorney",
    "Judge",
    "Justice",
    "Speaker",
    "Leader",
    "Majority",
    "Minority",
    "Chairman",
    "Chairwoman",
    "Chair",
    "Director",
    "Ambassador",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Crown",
    "Pope",
    "Sir",
    "Lord",
    "Lady",
    "Dame",
    "Chief",
    "Deputy",
    "Former",
    "Rev",
    "Reverend",
    "Imam",
    "Ayatollah",
    "Sheikh",
    "Mayor",
    "Sheriff",
    "Officer",
    "Detective",
    "Professor",
    "Prof",
    "Congressman",
    "Congresswoman",
    "CEO",
    "Spokesman",
    "Spokeswoman",
    "Special",
    "Counsel",
    "Inspector",
    "First",
    "Coach",
    "Commissioner",
    "Premier",
    "Father",
    "Sister",
    "Brother",
    "Archbishop",
    "Bishop",
    "Cardinal",
    "Rabbi",
    "State",
    "Treasury",
    "Press",
    "Acting",
    "Then",
    "Ex",
    "House",
    "Dictator",
    "Emperor",
    "Sultan",
    "Emir",
    "Envoy",
    "Solicitor",
    "Economy",
    "Health",
    "Energy",
    "Labor",
    "Education",
    "Commerce",
    "Homeland",
    "National",
    "Security",
    "Adviser",
    "Advisor",
];

fn is_title(word: &str) -> bool {
    TITLES.contains(&word.trim_end_matches('.'))
}

/// Words that no person's or organisation's name begins with or consists of.
const NO_NAME: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "i",
    "god",
    "lord",
    "bible",
    "christmas",
    "easter",
    "internet",
    "tv",
    "covid",
    "twitter",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
];

/// Last words that tell of a thing rather than an actor.
const THING_WORDS: &[&str] = &[
    "act",
    "street",
    "avenue",
    "road",
    "bridge",
    "river",
    "lake",
    "sea",
    "ocean",
    "bay",
    "gulf",
    "mountain",
    "mountains",
    "valley",
    "county",
    "city",
    "park",
    "square",
    "day",
    "week",
    "month",
    "year",
    "war",
    "agreement",
    "treaty",
    "accord",
    "deal",
    "amendment",
    "constitution",
    "bill",
    "law",
    "order",
    "prize",
    "award",
    "cup",
    "bowl",
    "games",
    "olympics",
    "show",
    "hotel",
    "tower",
    "airport",
    "station",
    "beach",
    "island",
    "islands",
    "plan",
    "program",
    "project",
    "initiative",
    "hill",
    "springs",
    "coast",
    "desert",
    "peninsula",
    "strait",
    "canal",
    "border",
    "building",
    "hall",
    "center",
    "centre",
    "stadium",
    "arena",
    "theater",
    "theatre",
    "museum",
    "church",
    "cathedral",
    "mosque",
    "highway",
    "boulevard",
    "drive",
    "lane",
    "district",
    "province",
    "region",
    "territory",
    "conference",
    "summit",
    "resolution",
    "clause",
    "rights",
    "revolution",
    "spring",
    "eve",
    "post",
    "times",
    "magazine",
    "photo",
    "images",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "monday",
    "ave",
    "blvd",
    "st",
    "rd",
    "carolina",
    "dakota",
    "virginia",
    "jersey",
    "hampshire",
    "york",
    "mexico",
    "angeles",
    "francisco",
    "diego",
    "vegas",
    "orleans",
    "convention",
    "caucus",
    "primary",
    "debate",
    "election",
    "age",
    "depression",
    "recession",
    "dream",
    "first",
];

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
        let actor = match self.by_key.get(key) {
            Some(actor) => *actor,
            None => {
                let actor = match key {
                    Key::Known(id) => {
                        CastActor { name: self.lexicon.actor(*id).name.clone(), kind: self.lexicon.actor(*id).kind }
                    }
                    Key::Introduced(name) => CastActor { name: name.clone(), kind: ActorKind::Name },
                };
                self.cast.actors.push(actor);
                self.by_key.insert(key.clone(), self.cast.actors.len() - 1);
                self.cast.actors.len() - 1
            }
        };
        let span = Span::new(read.tokens()[tokens.0].span.start, read.tokens()[tokens.1 - 1].span.end);
        self.cast.mentions.push(Mention { sentence, span, actor });
    }
}

/// Full names that the article itself introduces.
struct IntroducedNames {
    full: BTreeSet<String>,
    /// Last word → full name, where it is the only one.
    by_last_word: BTreeMap<String, Option<String>>,
    /// Acronym in brackets behind a full name.
    acronyms: BTreeMap<String, String>,
}

impl IntroducedNames {
    fn collect(sentences: &[TokenizedSentence], found: &[Vec<Found>], lexicon: &Lexicon) -> Self {
        let mut names = Self { full: BTreeSet::new(), by_last_word: BTreeMap::new(), acronyms: BTreeMap::new() };
        for (sentence, found) in sentences.iter().zip(found) {
            for (start, end) in free_runs(sentence, found) {
                let name = joined(sentence, start, end);
                if let Some(acronym) = acronym_behind(sentence, end) {
                    names.acronyms.insert(acronym.to_owned(), name.clone());
                }
                let last = sentence.word(end - 1).to_owned();
                let entry = names.by_last_word.entry(last).or_insert_with(|| Some(name.clone()));
                if entry.as_ref().is_some_and(|n| *n != name) {
                    *entry = None;
                }
                names.full.insert(name);
            }
        }
        // A lexicon person who is named in full keeps the surname, whoever else bears it.
        let certain = found.iter().flatten().filter(|f| f.role == Role::Name && !f.ambiguous);
        for actor in certain.map(|f| lexicon.actor(f.candidates[0])) {
            if let Some(surname) = &actor.surname {
                names.by_last_word.remove(surname);
            }
        }
        names
    }

    /// Mentions of introduced names among the tokens that no known actor took.
    fn mentions(
        &self,
        sentence: &TokenizedSentence,
        found: &[Found],
        taken: &[((usize, usize), Key)],
    ) -> Vec<((usize, usize), String)> {
        let mut out: Vec<((usize, usize), String)> = Vec::new();
        for run in free_runs(sentence, found) {
            out.push((run, joined(sentence, run.0, run.1)));
        }
        let used = |i: usize, out: &[((usize, usize), String)]| {
            taken.iter().any(|(t, _)| (t.0..t.1).contains(&i)) || out.iter().any(|(t, _)| (t.0..t.1).contains(&i))
        };
        for (i, token) in sentence.tokens().iter().enumerate() {
            if !token.is_capitalised() || !sentence.is_name(i) || used(i, &out) {
                continue;
            }
            let word = sentence.word(i);
            let beside_name = i > 0 && sentence.is_name(i - 1) && !is_title(sentence.word(i - 1)) && !used(i - 1, &out)
                || i + 1 < sentence.tokens().len() && sentence.is_name(i + 1) && !used(i + 1, &out);
            if beside_name {
                continue;
            }
            if let Some(name) = self.acronyms.get(word).or_else(|| self.by_last_word.get(word)?.as_ref()) {
                out.push(((i, i + 1), name.clone()));
            }
        }
        out
    }
}

/// Runs of name words that look like a full name and that no known form overlaps, titles cut off.
fn free_runs(sentence: &TokenizedSentence, found: &[Found]) -> Vec<(usize, usize)> {
    let tokens = sentence.tokens();
    // A surname of the lexicon inside a longer run belongs to that run.
    let claimed = |i: usize| found.iter().any(|f| f.role != Role::Surname && (f.tokens.0..f.tokens.1).contains(&i));
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !sentence.is_name(at) || claimed(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        while end < tokens.len() && !claimed(end) {
            let initial_dot = tokens[end].is_sign(b'.')
                && end > start
                && tokens[end - 1].span.end - tokens[end - 1].span.start == 1
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1);
            let particle = end > start
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1)
                && matches!(
                    sentence.word(end),
                    "de" | "van" | "von" | "bin" | "al" | "el" | "da" | "del" | "der" | "la" | "ibn" | "-"
                );
            let title_dot = tokens[end].is_sign(b'.')
                && end > start
                && is_title(sentence.word(end - 1))
                && end + 1 < tokens.len()
                && sentence.is_name(end + 1);
            let initial = tokens[end].is_capitalised()
                && end > start
                && tokens[end].span.end - tokens[end].span.start == 1
                && end + 1 < tokens.len()
                && tokens[end + 1].is_sign(b'.');
            if !(sentence.is_name(end) || initial_dot || particle || title_dot || initial) {
                break;
            }
            end += 1;
        }
        at = end.max(start + 1);
        out.extend(full_name(sentence, start, end));
    }
    out
}

/// The part of a run that is a full name: two to four words behind the titles.
fn full_name(sentence: &TokenizedSentence, mut start: usize, end: usize) -> Option<(usize, usize)> {
    while start < end && (is_title(sentence.word(start)) || sentence.tokens()[start].kind != TokenKind::Word) {
        start += 1;
    }
    let words = (start..end).filter(|i| sentence.tokens()[*i].is_capitalised()).count();
    if !(2..=4).contains(&words) || end - start > 7 {
        return None;
    }
    let lower = |i: usize| sentence.word(i).to_lowercase();
    let is_thing = THING_WORDS.contains(&lower(end - 1).as_str());
    let no_name =
        (start..end).any(|i| NO_NAME.contains(&lower(i).as_str()) && sentence.tokens()[i].key != word_key("may"));
    let shouting = (start..end).all(|i| sentence.tokens()[i].case == Case::Upper);
    let number_next = end < sentence.tokens().len() && sentence.tokens()[end].kind == TokenKind::Number;
    (!is_thing && !no_name && !shouting && !number_next).then_some((start, end))
}

/// The acronym in `… Organization (ABC)`.
fn acronym_behind<'a>(sentence: &TokenizedSentence<'a>, end: usize) -> Option<&'a str> {
    let tokens = sentence.tokens();
    let inner = tokens.get(end + 1)?;
    (tokens[end].is_sign(b'(') && tokens.get(end + 2)?.is_sign(b')') && inner.case == Case::Upper)
        .then(|| sentence.word(end + 1))
}

fn joined(sentence: &TokenizedSentence, start: usize, end: usize) -> String {
    let span = Span::new(sentence.tokens()[start].span.start, sentence.tokens()[end - 1].span.end);
    span.of(sentence.text()).split_whitespace().collect::<Vec<_>>().join(" ")
}
