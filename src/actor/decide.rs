//! Which actor a form means in its sentence, its article and on its date.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Finding;
use super::lexicon::{Found, Role};
use super::name::IntroducedNames;
use super::office::Noun;
use super::run::{in_credit, in_party_tag, is_behind_of};
use super::wordlist::{
    is_association, is_calendar, is_common_surname, is_follower, is_organisation, is_place_word, is_thing, is_title,
    is_womans_name,
};
use super::{ActorId, ActorKind, IsoDate, Lexicon};
use crate::token::{Case, TokenKind, TokenizedSentence};

/// What the whole article tells of the forms in it.
pub(super) struct Context<'a> {
    lexicon: &'a Lexicon,
    names: &'a IntroducedNames,
    date: Option<&'a IsoDate>,
    /// Actors with a form that can mean nobody else.
    certain: BTreeSet<ActorId>,
    /// How many of them speak for each owner: `of`, and the owner itself.
    votes: BTreeMap<&'a str, usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        names: &'a IntroducedNames,
        date: Option<&'a IsoDate>,
        sentences: &[TokenizedSentence],
        found: &[Vec<Found>],
    ) -> Self {
        let sure = found.iter().flatten().filter(|f| !f.ambiguous && f.role != Role::Surname);
        let mut context =
            Self { lexicon, names, date, certain: sure.map(|f| f.candidates[0]).collect(), votes: BTreeMap::new() };
        let mut speakers = context.certain.clone();
        for (sentence, found) in sentences.iter().zip(found) {
            for f in found.iter().filter(|f| f.role == Role::Surname) {
                speakers.extend(context.bearer(f, sentence, &|i| is_known(found, i)));
            }
        }
        for actor in speakers.iter().map(|id| lexicon.actor(*id)) {
            *context.votes.entry(actor.of.as_deref().unwrap_or(&actor.name)).or_insert(0) += 1;
        }
        context
    }

    /// The forms of a sentence that mean a known actor.
    pub(super) fn known(&self, sentence: &TokenizedSentence, found: &[Found]) -> Vec<Finding> {
        let known = |i: usize| is_known(found, i);
        // `Ohio Supreme Court` is the name of neither the state nor the court of the union.
        let own = |f: &&Found| {
            let court = found.iter().find(|court| court.tokens.0 == f.tokens.1);
            !self.is_court_of_another(f, found) && !court.is_some_and(|court| self.is_court_of_another(court, found))
        };
        let decided = |f: &Found| Some(Finding::known(f.tokens, self.decide(f, sentence, &known)?));
        found.iter().filter(own).filter_map(decided).collect()
    }

    /// Whether a form names a court, but the state directly before it has another.
    fn is_court_of_another(&self, f: &Found, found: &[Found]) -> bool {
        let state = found.iter().find(|other| other.tokens.1 == f.tokens.0 && other.role == Role::Name);
        let state = state.map(|other| self.lexicon.actor(other.candidates[0])).filter(|a| a.kind == ActorKind::State);
        let of = |id: &ActorId| self.lexicon.actor(*id).of.as_deref();
        f.words.ends_with("Court")
            && state.is_some_and(|state| f.candidates.iter().all(|id| of(id) != Some(&state.name)))
    }

    /// Which known actor a form means here; none if it means nobody, or a name that stands for
    /// itself.
    fn decide(&self, f: &Found, sentence: &TokenizedSentence, known: &dyn Fn(usize) -> bool) -> Option<ActorId> {
        let (start, end) = f.tokens;
        if in_party_tag(sentence, start) || in_credit(sentence, start, end) {
            return None;
        }
        if f.role == Role::Surname {
            return self.bearer(f, sentence, known);
        }
        if let Some(persons) = self.persons(f).filter(|_| title_before(sentence, start).is_some_and(is_personal)) {
            return self.bearer(&persons, sentence, known);
        }
        // `Mr. Holland` is no state.
        let person = |id: &ActorId| self.lexicon.actor(*id).kind == ActorKind::Person;
        let surname = end - start == 1 && title_before(sentence, start).is_some_and(is_personal);
        if surname && !f.candidates.iter().any(person) {
            return None;
        }
        if f.role == Role::Metonym && is_town(sentence, start, end) {
            return None;
        }
        if f.role == Role::Demonym && is_compound_people(sentence, start, end) {
            return None;
        }
        let single = end - start == 1 && f.role != Role::Demonym;
        if (is_behind_of(sentence, start) && sentence.word(start - 1) == "of")
            || (f.role != Role::Demonym && is_part_of_town(sentence, start))
            || opens_organisation(sentence, f.role, end, known)
            || (single && is_name_of_thing(sentence, end))
            || matches!(word_at(sentence, end), Some("500" | "225" | "100"))
        {
            return None;
        }
        if !f.ambiguous {
            return Some(f.candidates[0]);
        }
        self.only_certain(f).or_else(|| self.likeliest_owner(f)).or_else(|| self.namesake(f)).or_else(|| {
            let person = self.lexicon.actor(f.candidates[0]).kind == ActorKind::Person;
            let named = names_itself(sentence, start, end);
            let alone = !name_word_before(sentence, start) && !forms_own_name(sentence, end, known) && named;
            (f.candidates.len() == 1 && !person && alone).then(|| f.candidates[0])
        })
    }

    /// The only candidate that the article names unmistakably.
    fn only_certain(&self, f: &Found) -> Option<ActorId> {
        let mut present = f.candidates.iter().filter(|c| self.certain.contains(c));
        present.next().filter(|_| present.next().is_none()).copied()
    }

    /// Of several bearers of a name (the Congress of the United States or of India) the one
    /// whose owner the article speaks of most, if one leads.
    fn likeliest_owner(&self, f: &Found) -> Option<ActorId> {
        let votes = |id: &ActorId| {
            let actor = self.lexicon.actor(*id);
            self.votes.get(actor.of.as_deref().unwrap_or(&actor.name)).copied()
        };
        let best = f.candidates.iter().max_by_key(|id| votes(id))?;
        let n_best = f.candidates.iter().filter(|id| votes(id) == votes(best)).count();
        (f.candidates.len() > 1 && votes(best) > Some(0) && n_best == 1).then_some(*best)
    }

    /// Of several bearers, where nobody's owner is spoken of, the one that the lexicon calls
    /// just so: *Congress* is that of the United States unless India is spoken of.
    fn namesake(&self, f: &Found) -> Option<ActorId> {
        let silent = |id: &ActorId| {
            let of = self.lexicon.actor(*id).of.as_deref();
            of.is_none_or(|of| !self.votes.contains_key(of))
        };
        let called = |id: &&ActorId| self.lexicon.is_named(**id, f.words);
        (f.candidates.len() > 1 && f.candidates.iter().all(silent)).then(|| f.candidates.iter().find(called))?.copied()
    }

    /// The bearers of a form that persons share with others: `Bloomberg`.
    fn persons<'s>(&self, f: &Found<'s>) -> Option<Found<'s>> {
        let person = |id: &ActorId| self.lexicon.actor(*id).kind == ActorKind::Person;
        let candidates: Vec<ActorId> = f.candidates.iter().copied().filter(person).collect();
        (candidates.len() < f.candidates.len() && !candidates.is_empty()).then(|| Found {
            candidates,
            role: Role::Surname,
            ..f.clone()
        })
    }

    /// Those whom a title does not exclude: *Mrs. Clinton* is Hillary, *Mr. Clinton* Bill.
    fn of_that_sex<'s>(&self, f: &Found<'s>, sentence: &TokenizedSentence) -> Found<'s> {
        let woman = title_before(sentence, f.tokens.0).and_then(|title| match title {
            "Mr" => Some(false),
            "Mrs" | "Ms" | "Miss" => Some(true),
            _ => None,
        });
        let fits = |id: &ActorId| {
            let name = &self.lexicon.actor(*id).name;
            let first = name.split(' ').next().unwrap_or_default().to_lowercase();
            woman.is_none_or(|woman| is_womans_name(&first) == woman)
        };
        Found { candidates: f.candidates.iter().copied().filter(fits).collect(), ..f.clone() }
    }

    /// Whom a bare surname means.
    ///
    /// A title before it decides (*President Medvedev*: the bearer in that office on the date, or
    /// the only one who ever was), then the full name in the article, then the state or party of
    /// the only bearer, if the article speaks of it: any Taylor may be meant, but hardly another
    /// Kerry where America is spoken of. A leader of the day needs no introduction, nor does the
    /// only bearer of a rare surname; of several leaders of one state the last one is meant.
    fn bearer(&self, f: &Found, sentence: &TokenizedSentence, known: &dyn Fn(usize) -> bool) -> Option<ActorId> {
        let f = &self.of_that_sex(f, sentence);
        let (start, end) = f.tokens;
        // `Melania Trump` is not the Trump of the lexicon, nor is the Trump of her article.
        let anothers = name_word_before(sentence, start)
            || self.names.claims(sentence.word(start))
            || forms_own_name(sentence, end, known);
        if anothers {
            return None;
        }
        if !(start..end).any(|i| sentence.is_name(i)) {
            return self.only_certain(f).filter(|_| stands_as_name(sentence, start, end));
        }
        let listed = |id: &ActorId| self.lexicon.lists_as_ambiguous(*id, f.words);
        let by_title = || {
            let noun = Noun::before(sentence, start)?;
            Self::only(f, |id| self.date.is_some() && noun.is_of(self.lexicon.actor(id), self.date))
                .or_else(|| Self::only(f, |id| noun.is_of(self.lexicon.actor(id), None)))
        };
        let alone = f.candidates.len() == 1 && !listed(&f.candidates[0]);
        let is_spoken_of =
            |id: &ActorId| self.lexicon.actor(*id).of.as_deref().is_some_and(|of| self.votes.contains_key(of));
        // A title tells the person from the company of that name.
        let titled = f.candidates.len() == 1 && title_before(sentence, start).is_some_and(is_personal);
        let at_home = || ((alone || titled) && is_spoken_of(&f.candidates[0])).then(|| f.candidates[0]);
        let rare = || {
            let placed = start.checked_sub(1).is_some_and(|i| is_place_word(&sentence.word(i).to_lowercase()));
            (alone && !placed && !is_common_surname(&f.words.to_lowercase())).then(|| f.candidates[0])
        };
        let leader = || {
            let person = |id: ActorId| Some(self.lexicon.actor(id)).filter(|_| !listed(&id));
            let leads = |id| person(id).zip(self.date).is_some_and(|(person, date)| person.leads(date));
            let has_led = |id| person(id).is_some_and(|person| person.has_led(self.date));
            Self::only(f, leads).or_else(|| Self::only(f, has_led))
        };
        let last_leader = || {
            let unnamed = !f.candidates.iter().any(|id| self.certain.contains(id));
            let led = |id: &ActorId| self.lexicon.actor(*id).last_led(self.date).filter(|_| !listed(id));
            let mut leaders: Vec<ActorId> = f.candidates.iter().copied().filter(|id| led(id).is_some()).collect();
            if leaders.iter().any(is_spoken_of) {
                leaders.retain(is_spoken_of);
            }
            let of = |id: &ActorId| self.lexicon.actor(*id).of.as_deref();
            let compatriots = leaders.windows(2).all(|two| of(&two[0]) == of(&two[1]));
            let telling = unnamed && compatriots && !is_common_surname(&f.words.to_lowercase());
            leaders.into_iter().max_by_key(led).filter(|_| telling)
        };
        by_title().or_else(|| self.only_certain(f)).or_else(at_home).or_else(leader).or_else(rare).or_else(last_leader)
    }

    /// The only candidate of which something holds.
    fn only(f: &Found, holds: impl Fn(ActorId) -> bool) -> Option<ActorId> {
        let mut good = f.candidates.iter().copied().filter(|id| holds(*id));
        good.next().filter(|_| good.next().is_none())
    }
}

/// Whether the capitals of a form tell that it is a name: those of `Border Patrol` do by its last
/// word; but a sentence that opens `The Atlantic` may go on about the sea.
fn names_itself(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let article = start == 0 && sentence.word(start) == "The";
    (!article || sentence.is_name(start)) && (start..end).any(|i| sentence.is_name(i))
}

/// Whether a form other than a surname holds token `i`.
fn is_known(found: &[Found], i: usize) -> bool {
    found.iter().any(|f| f.role != Role::Surname && f.covers(i))
}

fn word_at<'s>(sentence: &TokenizedSentence<'s>, i: usize) -> Option<&'s str> {
    sentence.tokens().get(i).map(|_| sentence.word(i))
}

/// Whether a title is only given to persons whose surname follows.
fn is_personal(title: &str) -> bool {
    matches!(title, "Mr" | "Mrs" | "Ms" | "Miss" | "Dr" | "Sen" | "Senator" | "Rep" | "Gov" | "Mayor" | "Sir")
}

/// The title directly before token `at`, without its full stop.
fn title_before<'s>(sentence: &TokenizedSentence<'s>, at: usize) -> Option<&'s str> {
    let last = at.checked_sub(1)?;
    let last = if sentence.tokens()[last].is_sign(b'.') { last.checked_sub(1)? } else { last };
    Some(sentence.word(last)).filter(|word| is_title(word))
}

/// Whether a name word that is no title stands directly before token `at`, or an initial.
fn name_word_before(sentence: &TokenizedSentence, at: usize) -> bool {
    let tokens = sentence.tokens();
    // `Gerald R. Ford`
    if at >= 3 && tokens[at - 1].is_sign(b'.') {
        let initial = tokens[at - 2].is_capitalised() && tokens[at - 2].span.end - tokens[at - 2].span.start == 1;
        return initial && sentence.is_name(at - 3) && !is_title(sentence.word(at - 3));
    }
    at > 0
        && sentence.is_name(at - 1)
        && !is_title(sentence.word(at - 1))
        && !is_calendar(&sentence.word(at - 1).to_lowercase())
        && !(tokens[at - 1].case == Case::Upper && at == 1)
}

/// Whether an ordinary word with a capital can be the surname of somebody in the article: *May*
/// in `May blamed Russia`, but not in `May I`, `in May` or `May 4`.
fn stands_as_name(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let dated = |w: &str| {
        matches!(
            w,
            "in" | "of"
                | "since"
                | "by"
                | "until"
                | "till"
                | "last"
                | "next"
                | "this"
                | "early"
                | "mid"
                | "late"
                | "from"
                | "and"
        )
    };
    let calls = |w: &str| {
        matches!(
            w,
            "i" | "you" | "he" | "she" | "it" | "we" | "they" | "the" | "a" | "this" | "that" | "god" | "be" | "have"
        )
    };
    let before = start.checked_sub(1).and_then(|i| word_at(sentence, i)).map(str::to_lowercase);
    let after = word_at(sentence, end).map(str::to_lowercase);
    let number = sentence.tokens().get(end).is_some_and(|t| t.kind == TokenKind::Number);
    sentence.tokens()[start].is_capitalised()
        && !sentence.is_headline()
        && !number
        && !before.is_some_and(|w| dated(&w))
        && !after.is_some_and(|w| calls(&w))
}

/// Whether the next word makes another name of it: `Trump Tower`, `Trump Jr.`, `Georgia Tech`.
fn forms_own_name(sentence: &TokenizedSentence, end: usize, known: &dyn Fn(usize) -> bool) -> bool {
    let Some(next) = sentence.tokens().get(end) else { return false };
    let names = sentence.is_name(end) || (next.is_capitalised() && !sentence.is_headline());
    names
        && !known(end)
        && !is_follower(sentence.word(end))
        && !is_title(sentence.word(end))
        && !is_calendar(&sentence.word(end).to_lowercase())
}

/// Whether the next word says that a thing bears the name: a street, a law, a newspaper.
fn is_name_of_thing(sentence: &TokenizedSentence, end: usize) -> bool {
    // `Oklahoma City` is a name of its own.
    sentence.tokens().get(end).is_some_and(crate::token::Token::is_capitalised)
        && (sentence.word(end) == "City" || is_thing(&sentence.word(end).to_lowercase()))
}

/// Whether the form only opens the name of an organisation that no form names: `United States
/// Lighthouse Bureau`, `American Bar Association`; but the *Iranian Parliament* is Iran's.
fn opens_organisation(sentence: &TokenizedSentence, role: Role, end: usize, known: &dyn Fn(usize) -> bool) -> bool {
    if sentence.is_headline() {
        return false;
    }
    let of_name = |i: &usize| sentence.tokens()[*i].is_capitalised() && !known(*i);
    let last = (end..sentence.tokens().len()).take(4).take_while(of_name).last();
    last.is_some_and(|last| {
        let word = sentence.word(last).to_lowercase();
        match role {
            Role::Demonym => is_association(&word),
            _ => is_organisation(&word) && word != "administration" && word != "party" && !word.ends_with('s'),
        }
    })
}

/// `East New York`: a quarter or region of that name.
fn is_part_of_town(sentence: &TokenizedSentence, start: usize) -> bool {
    !sentence.is_headline()
        && start > 1
        && matches!(sentence.word(start - 1), "East" | "West" | "North" | "South" | "Northern" | "Southern" | "Upstate")
}

/// `African-American`, `Asian American`, `Latin America`: a people, not the state.
fn is_compound_people(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let is_american = |i: usize| matches!(word_at(sentence, i), Some("American" | "Americans"));
    let before = start.checked_sub(1).map(|i| if sentence.tokens()[i].is_sign(b'-') { i.saturating_sub(1) } else { i });
    let compound = |i: usize| {
        let hyphen = i + 2 == start && sentence.tokens()[i].is_capitalised();
        hyphen
            || matches!(
                sentence.word(i),
                "African"
                    | "Asian"
                    | "Native"
                    | "Latin"
                    | "Central"
                    | "South"
                    | "North"
                    | "Arab"
                    | "Muslim"
                    | "Hispanic"
            )
    };
    (is_american(start) && before.is_some_and(compound))
        || (sentence.tokens().get(end).is_some_and(|t| t.is_sign(b'-')) && is_american(end + 1))
}

/// Whether a capital stands for the town: `in Beijing`, `near Kabul`, `Moscow, Idaho`.
fn is_town(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|i| sentence.word(i).to_lowercase());
    before.is_some_and(|w| is_place_word(&w))
        || word_at(sentence, end).is_some_and(|w| {
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
