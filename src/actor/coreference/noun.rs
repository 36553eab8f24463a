//! Definite nouns: *the alliance*, *the company*, *the senator*.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::MentionKind;
use super::clause::{Place, Reading};
use super::profile::{Personhood, Profile};
use super::words::{self, WordSet, is_bloc, is_company, prints};
use crate::actor::{ActorKind, CastActor, IsoDate, Lexicon};
use crate::token::{Case, KeyMap, word_key};

/// What is known of the actors of an article.
pub(super) struct Known<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) actors: &'a [CastActor],
    pub(super) profiles: &'a [Profile],
    pub(super) date: Option<&'a IsoDate>,
    /// By the key of an office, whether a single actor of the article may hold it.
    pub(super) single: RefCell<KeyMap<bool>>,
}

/// Definite nouns of one sentence that are looked at.
const MOST_NOUNS: usize = 16;

/// Among more actors in reach no noun is clear.
const MOST_IN_REACH: usize = 64;

/// What a noun may stand for.
#[derive(Debug, Clone, Copy)]
enum Sense {
    Kind(&'static [ActorKind]),
    /// A union of states.
    Bloc,
    /// Media whose name says that they print.
    Newspaper,
    /// An organisation in whose name the noun stands: *the ministry*, the Foreign Ministry.
    Head(&'static str),
    /// A person under one of these titles, or in the office of the first.
    Office(&'static [&'static str]),
}

#[derive(Debug, Clone, Copy)]
struct Noun {
    sense: Sense,
    /// How many sentences back an antecedent may stand.
    reach: usize,
}

/// How an actor suits a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    /// It might be meant, which suffices to make another uncertain.
    Perhaps,
    No,
}

/// When a person held an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Never,
    /// At some time; the article has no date.
    Undated,
    /// On the article's date.
    Now,
    /// Before or after it.
    Then,
}

static NOUNS: LazyLock<KeyMap<Noun>> = LazyLock::new(|| {
    use ActorKind::{Alliance, ArmedGroup, Company, Party, State};
    let mut nouns = KeyMap::default();
    let mut add = |word: &str, sense, reach| {
        nouns.insert(word_key(word), Noun { sense, reach });
    };
    add("alliance", Sense::Kind(&[Alliance]), 4);
    add("bloc", Sense::Bloc, 4);
    for word in ["company", "firm", "corporation"] {
        add(word, Sense::Kind(&[Company]), 4);
    }
    add("country", Sense::Kind(&[State]), 2);
    add("party", Sense::Kind(&[Party]), 3);
    for word in ["militia", "militants", "rebels", "insurgents"] {
        add(word, Sense::Kind(&[ArmedGroup]), 3);
    }
    add("group", Sense::Kind(&[ArmedGroup, ActorKind::Body]), 3);
    add("newspaper", Sense::Newspaper, 3);
    for (word, head) in [
        ("ministry", "Ministry"),
        ("department", "Department"),
        ("agency", "Agency"),
        ("bureau", "Bureau"),
        ("court", "Court"),
        ("commission", "Commission"),
        ("committee", "Committee"),
        ("council", "Council"),
        ("parliament", "Parliament"),
        ("university", "University"),
        ("association", "Association"),
        ("organization", "Organization"),
        ("organisation", "Organisation"),
        ("foundation", "Foundation"),
        ("institute", "Institute"),
        ("federation", "Federation"),
        ("union", "Union"),
        ("bank", "Bank"),
        ("league", "League"),
        ("coalition", "Coalition"),
        ("movement", "Movement"),
        ("magazine", "Magazine"),
    ] {
        add(word, Sense::Head(head), 4);
    }
    for (word, titles) in [
        ("president", &["president"][..]),
        ("senator", &["senator", "sen"]),
        ("governor", &["governor", "gov"]),
        ("congressman", &["congressman", "rep", "representative"]),
        ("congresswoman", &["congresswoman", "rep", "representative"]),
        ("mayor", &["mayor"]),
        ("chancellor", &["chancellor"]),
        ("minister", &["prime minister"]),
        ("premier", &["premier", "prime minister"]),
        ("sheriff", &["sheriff"]),
        ("ambassador", &["ambassador"]),
        ("general", &["general", "gen"]),
        ("judge", &["judge"]),
        ("king", &["king"]),
        ("queen", &["queen"]),
        ("pope", &["pope"]),
        ("pontiff", &["pope"]),
    ] {
        add(word, Sense::Office(titles), 4);
    }
    nouns
});

static DEFINITE: WordSet = LazyLock::new(|| ["the"].into_iter().map(word_key).collect());

/// Words behind a noun that single out another one of its kind: *the company that …*.
static RESTRICTING: WordSet = LazyLock::new(|| {
    "of that which who whom whose where with behind near called named known responsible owned based like between"
        .split_whitespace()
        .map(word_key)
        .collect()
});

/// Words that may follow a noun which stands for itself, verbs and signs aside.
static FOLLOWING: WordSet = LazyLock::new(|| {
    "and or but to on as before after while when because if about since until from over through during into against \
     for at in by under than so yet amid despite without although though whether itself himself herself more less \
     again too also today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday last this next \
     up out off down back together because once"
        .split_whitespace()
        .map(word_key)
        .collect()
});

/// What belongs to an office rather than to who holds it: *the governor's race*.
static POSTS: WordSet = LazyLock::new(|| {
    "race office mansion seat election primary job post contest".split_whitespace().map(word_key).collect()
});

/// Verbs whose charge follows the accused with *of*.
static ACCUSING: WordSet = LazyLock::new(|| {
    "accuse accuses accused accusing suspect suspects suspected convict convicts convicted acquit acquits acquitted \
     clear clears cleared warn warns warned inform informs informed"
        .split_whitespace()
        .map(word_key)
        .collect()
});

/// Offices of which the lexicon has every holder.
const LEADERS: [&str; 2] = ["president", "prime minister"];

/// Words before a company's name that make it a place to write to, or somebody's account there.
static AS_PLATFORM: WordSet =
    LazyLock::new(|| "on via his her their its my our".split_whitespace().map(word_key).collect());

/// What news calls a company before its name.
static COMPANY_NOUNS: WordSet = LazyLock::new(|| {
    "company firm corporation manufacturer maker giant startup start-up retailer airline automaker carmaker chain \
     conglomerate contractor subsidiary rival competitor"
        .split_whitespace()
        .map(word_key)
        .collect()
});

static PARTICIPLE_SIGNS: WordSet =
    LazyLock::new(|| "of by with in as at to for".split_whitespace().map(word_key).collect());

impl Known<'_> {
    /// The definite nouns of a sentence that stand for an actor which it does not name.
    pub(super) fn nouns(&self, before: &[Reading], reading: &Reading) -> Vec<Place> {
        let mut out: Vec<Place> = Vec::new();
        let nouns = (0..reading.len().saturating_sub(1)).filter_map(|i| Some((i, definite_noun(reading, i)?)));
        for (i, (noun, at, key)) in nouns.take(MOST_NOUNS) {
            let Some(actor) = self.antecedent(&noun, key, before, reading, i) else { continue };
            if !reading.mentions(actor) && !out.iter().any(|p| p.actor == actor) {
                out.push(Place { actor, tokens: at, kind: MentionKind::Noun });
            }
        }
        out
    }

    /// The only actor in reach that suits the noun.
    fn antecedent(&self, noun: &Noun, key: u64, before: &[Reading], reading: &Reading, at: usize) -> Option<usize> {
        let window = &before[before.len().saturating_sub(noun.reach)..];
        let mut found = None;
        let mut seen = Vec::new();
        for place in window.iter().flat_map(|r| &r.places).chain(&reading.places) {
            if seen.contains(&place.actor) {
                continue;
            }
            if seen.len() == MOST_IN_REACH {
                return None;
            }
            seen.push(place.actor);
            match self.fit(noun.sense, key, place.actor) {
                Fit::Yes if found.is_none() => found = Some(place.actor),
                Fit::Yes | Fit::Perhaps => return None,
                Fit::No => {}
            }
        }
        let actor = found?;
        if !self.is_without_rival(noun.sense, key, actor, &seen) {
            return None;
        }
        // A name in the same sentence behind the noun is somebody else, or comes too late.
        let company = matches!(noun.sense, Sense::Kind([ActorKind::Company]));
        let platform = |r: &Reading, p: &Place| company && p.tokens.0 > 0 && r.is(p.tokens.0 - 1, &AS_PLATFORM);
        let named_before = window.iter().any(|r| r.places.iter().any(|p| p.actor == actor && !platform(r, p)));
        if company && window.iter().any(|r| names_strange_company(r)) {
            return None;
        }
        let other = window.iter().any(|r| speaks_of_another(r, key, r.len(), actor))
            || speaks_of_another(reading, key, at, actor);
        (named_before && !other).then_some(actor)
    }

    /// Whether nobody beyond those that suit the noun themselves might be meant.
    ///
    /// *The president* is one for the whole article, or none. Where *the country* or *the party* is
    /// said, all whom the window names must belong to it: beside the president of the United States,
    /// Syria is not *the country*.
    fn is_without_rival(&self, sense: Sense, key: u64, actor: usize, seen: &[usize]) -> bool {
        match sense {
            // It fits `actor`, so that it fits one is that it fits no other.
            Sense::Office(_) => *self.single.borrow_mut().entry(key).or_insert_with(|| {
                (0..self.actors.len()).filter(|a| self.fit(sense, key, *a) != Fit::No).nth(1).is_none()
            }),
            Sense::Kind([kind @ (ActorKind::State | ActorKind::Party)]) => {
                let owners = seen.iter().filter_map(|a| self.lexicon.named(&self.actors[*a].name)?.of.as_deref());
                let mut of_kind = owners.filter(|of| self.lexicon.named(of).is_some_and(|owner| owner.kind == *kind));
                of_kind.all(|of| of == self.actors[actor].name)
            }
            _ => true,
        }
    }

    fn fit(&self, sense: Sense, key: u64, actor: usize) -> Fit {
        let CastActor { name, kind } = &self.actors[actor];
        let profile = &self.profiles[actor];
        let yes = |b: bool| if b { Fit::Yes } else { Fit::No };
        let organisation = *kind == ActorKind::Name && profile.personhood == Personhood::Organisation;
        let lone = *kind == ActorKind::Name && profile.personhood == Personhood::Unknown && !name.contains(' ');
        match sense {
            Sense::Kind(kinds) if kinds.contains(kind) => Fit::Yes,
            Sense::Kind(_) if *kind == ActorKind::Name && profile.described.contains(&key) => Fit::Yes,
            Sense::Kind([ActorKind::Company]) if is_company(name) => Fit::Yes,
            Sense::Kind([ActorKind::Alliance | ActorKind::State]) => Fit::No,
            Sense::Kind(kinds) => {
                let like =
                    kinds.contains(&ActorKind::Body) && matches!(kind, ActorKind::Institution | ActorKind::Party);
                if organisation || lone || like { Fit::Perhaps } else { Fit::No }
            }
            Sense::Bloc => {
                let known = || self.lexicon.named(name).is_some_and(|a| a.names.iter().any(|n| is_bloc(n)));
                yes(*kind == ActorKind::Alliance || *kind == ActorKind::Body && (is_bloc(name) || known()))
            }
            Sense::Newspaper => match kind {
                ActorKind::Media => {
                    if prints(name) {
                        Fit::Yes
                    } else {
                        Fit::Perhaps
                    }
                }
                _ => Fit::No,
            },
            Sense::Head(_) if matches!(kind, ActorKind::Person | ActorKind::State) => Fit::No,
            Sense::Head(head) => {
                let bears = |form: &str| form.split_whitespace().any(|w| w == head);
                let known = || self.lexicon.named(name).is_some_and(|a| a.names.iter().any(|n| bears(n)));
                if bears(name) || known() {
                    Fit::Yes
                } else if head == "Agency" && *kind == ActorKind::Institution {
                    Fit::Perhaps
                } else {
                    Fit::No
                }
            }
            Sense::Office(titles) => {
                if profile.personhood == Personhood::Organisation {
                    return Fit::No;
                }
                let bears = titles.iter().any(|t| profile.titles.contains(&word_key(t)));
                match (self.holds(name, titles), bears) {
                    // The lexicon knows all who led a state: to another of its persons the title of a
                    // namesake has fallen.
                    (Term::Never, true) if *kind == ActorKind::Person && LEADERS.contains(&titles[0]) => Fit::Perhaps,
                    (Term::Now, _) | (Term::Undated | Term::Never, true) => Fit::Yes,
                    (Term::Undated, false) => Fit::Perhaps,
                    (Term::Never, false) | (Term::Then, _) => Fit::No,
                }
            }
        }
    }

    /// When a known person held an office, seen from the article's date.
    fn holds(&self, name: &str, titles: &[&str]) -> Term {
        let terms = self.lexicon.named(name).map_or(&[][..], |a| &a.terms);
        let mut held = terms.iter().filter(|t| titles.contains(&t.office.as_str())).peekable();
        match self.date {
            _ if held.peek().is_none() => Term::Never,
            None => Term::Undated,
            Some(date) if held.any(|t| t.covers(date)) => Term::Now,
            Some(_) => Term::Then,
        }
    }
}

/// The noun that stands behind *the* at token `i`, if it is one of the table and not singled out
/// by what follows it; with its tokens and its key.
fn definite_noun(reading: &Reading, i: usize) -> Option<(Noun, (usize, usize), u64)> {
    if !reading.is(i, &DEFINITE) || reading.quoted[i] || i > 0 && reading.sign(i - 1, b'-') {
        return None;
    }
    let tokens = reading.sentence.tokens();
    let prime =
        tokens[i + 1].key == word_key("prime") && tokens.get(i + 2).is_some_and(|t| t.key == word_key("minister"));
    let at = if prime { i + 2 } else { i + 1 };
    let key = tokens[at].key;
    if tokens[at].case != Case::Lower || key == word_key("minister") && !prime {
        return None;
    }
    let noun = *NOUNS.get(&key)?;
    let post =
        matches!(noun.sense, Sense::Office(_)) && reading.is(at + 1, &words::POSSESSIVE) && reading.is(at + 2, &POSTS);
    // `accused the company of fraud`: what it is accused of, not which company.
    let accused = (i.saturating_sub(2)..i).any(|j| reading.is(j, &ACCUSING)) && reading.is(at + 1, &words::OF);
    (!post && (accused || stands_alone(reading, at + 1))).then_some((noun, (i + 1, at + 1), key))
}

/// Whether what follows the noun neither joins it to another noun nor singles it out.
fn stands_alone(reading: &Reading, at: usize) -> bool {
    if at >= reading.len() || reading.is(at, &words::POSSESSIVE) {
        return true;
    }
    if reading.sign(at, b',') {
        return !reading.is(at + 1, &RESTRICTING) && !reading.is_name(at + 1);
    }
    if !reading.is_word(at) {
        return !reading.sign(at, b'-') && !reading.sign(at, b'(') && !reading.sign(at, b'\'');
    }
    if reading.is(at, &RESTRICTING) {
        return false;
    }
    if reading.is(at, &FOLLOWING) {
        return true;
    }
    // `the company accused of …` is one of several; `the company accused Peru` is not.
    let participle = reading.sentence.word(at).ends_with("ed") && reading.is(at + 1, &PARTICIPLE_SIGNS);
    reading.verb_at(at) && !participle
}

/// Whether the sentence speaks, before token `end`, of another of the noun's kind: *a company*,
/// *the other company*, *the company that …*, or a *Ministry* that no actor bears.
fn speaks_of_another(reading: &Reading, key: u64, end: usize, actor: usize) -> bool {
    let tokens = reading.sentence.tokens();
    (0..end).filter(|i| tokens[*i].key == key).any(|i| {
        let own = reading.place_at(i).is_some_and(|p| p.actor == actor);
        let lower = tokens[i].case == Case::Lower;
        let title = !lower && (i + 1..i + 4).any(|j| reading.place_at(j).is_some_and(|p| p.actor == actor));
        let plain = lower && i > 0 && reading.is(i - 1, &DEFINITE) && stands_alone(reading, i + 1);
        let beside = lower
            && i > 0
            && (1..=7.min(i)).any(|n| {
                reading.sign(i - n, b',') && i - n > 0 && reading.place_at(i - n - 1).is_some_and(|p| p.actor == actor)
            });
        !(own || title || plain || beside)
    })
}

/// Whether a name that no actor bears stands behind a word for a company: *the carmaker Velmar*.
fn names_strange_company(reading: &Reading) -> bool {
    (1..reading.len()).any(|i| reading.is_name(i) && reading.is(i - 1, &COMPANY_NOUNS) && reading.place_at(i).is_none())
}
