//! The part that the target plays in what a predicate says: its subject, its object, its agent.
//!
//! The same evidence as in [`super::relation`], but decided instead of described: a handful of
//! features per pair, which therefore weigh much. A role is given only where nothing speaks
//! against it; where the order of words leaves it open, there is none.

use std::sync::LazyLock;

use super::gram::{key, mix};
use super::predicate::{Hit, PREPOSITION_NAMES, Predicates, Voice};
use super::relation::words;
use super::view::{Item, View};
use super::{Family, NOWHERE, Sink};
use crate::token::{KeySet, word_key};

/// What the target is to a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Subject,
    /// Behind a relative pronoun or across an apposition: *Iran, which denied …*.
    FarSubject,
    Object,
    /// What a passive is done to.
    Patient,
    /// Behind a preposition that the predicate governs, by the preposition's number.
    Complement(u8),
    /// *Iran's denial*.
    Possessor,
    /// On that side, with other names or clauses between.
    LooselyBefore,
    LooselyBehind,
}

impl Role {
    fn code(self) -> u64 {
        match self {
            Self::Subject => 1,
            Self::FarSubject => 2,
            Self::Object => 3,
            Self::Patient => 4,
            Self::Possessor => 5,
            Self::LooselyBefore => 6,
            Self::LooselyBehind => 7,
            Self::Complement(p) => 16 + u64::from(p),
        }
    }
}

static POSSESSIVE: LazyLock<u64> = LazyLock::new(|| word_key("'s"));
static BARE_POSSESSIVE: LazyLock<u64> = LazyLock::new(|| word_key("'"));
static RELATIVES: LazyLock<KeySet> =
    LazyLock::new(|| ["who", "which", "that", "whom"].into_iter().map(word_key).collect());

/// Emits the features of [`Family::Role`].
pub(super) fn emit(view: &View, hits: &[Hit], predicates: &Predicates, sink: &mut impl Sink) {
    const F: Family = Family::Role;
    let head = head_of(view, hits, predicates);
    let mut direct = false;
    for (i, hit) in hits.iter().enumerate() {
        let role = role(view, hits, i);
        let loose = matches!(role, Role::LooselyBefore | Role::LooselyBehind);
        if loose && !is_nearest(view, hits, i) {
            continue;
        }
        direct |= !loose;
        let class = u64::from(hit.class) | u64::from(hit.negated) << 8;
        let base = mix(key(F, b'r'), role.code());
        let told = || {
            let not = if hit.negated { "negated " } else { "" };
            format!("{} of {not}{}-word", say(role), predicates.name(hit.class))
        };
        sink.emit(F, mix(base, class), hit.items(), told);
        sink.emit(F, mix(mix(base, class | 1 << 16), head.0), hit.items(), || format!("{}, {}", told(), head.1));
        if !loose {
            let lexical = mix(mix(base, 2 << 16), view.stems[hit.first]);
            sink.emit(F, lexical, hit.items(), || format!("{} of “{}”", say(role), words(view, hit)));
            let next = hits.get(i + 1).filter(|h| h.first <= hit.last + 5).map_or(0, |h| 1 + u64::from(h.class));
            sink.emit(F, mix(mix(base, class | 3 << 16), next), hit.items(), || match next {
                0 => format!("{}, nothing more", told()),
                c => format!("{}, then {}-word", told(), predicates.name((c - 1) as u8)),
            });
        }
    }
    sink.emit(F, mix(key(F, b'd'), u64::from(direct)), NOWHERE, || {
        if direct { "plays a part".to_owned() } else { "plays no part".to_owned() }
    });
}

/// What the target stands for: itself, the owner of a noun, or part of a compound.
fn head_of(view: &View, hits: &[Hit], predicates: &Predicates) -> (u64, &'static str) {
    let next = view.target + 1;
    if is_possessive(view, next) {
        return (1, "as owner");
    }
    match view.items.get(next) {
        Some(Item::Other) => (2, "before another name"),
        Some(Item::Word) => match hits.iter().find(|h| h.first == next) {
            Some(hit) if predicates.is_speaker(hit.class) => (3, "by a speaker"),
            Some(_) => (4, "before a predicate"),
            None if view.is_function_word(next) => (5, "by itself"),
            None => (6, "in a compound"),
        },
        _ => (7, "alone"),
    }
}

fn is_possessive(view: &View, i: usize) -> bool {
    i < view.len()
        && (view.items[i] == Item::Word && view.keys[i] == *POSSESSIVE
            || view.keys[i] == *BARE_POSSESSIVE && matches!(view.items[i], Item::Sign(b'\'')))
}

fn is_nearest(view: &View, hits: &[Hit], i: usize) -> bool {
    let before = hits[i].last < view.target;
    if before {
        hits.get(i + 1).is_none_or(|h| h.first > view.target)
    } else {
        i == 0 || hits[i - 1].last < view.target
    }
}

fn role(view: &View, hits: &[Hit], i: usize) -> Role {
    let hit = &hits[i];
    let target = view.nearest_target(hit.first);
    if target > hit.last { role_behind(view, hits, i, target) } else { role_before(view, hits, i, target) }
}

/// The predicate stands before the target: *accused Iran*, *criticism of Iran*.
fn role_behind(view: &View, hits: &[Hit], i: usize, target: usize) -> Role {
    let hit = &hits[i];
    let between = hit.last + 1..target;
    let clear = between.clone().all(|j| view.items[j] != Item::Other && !view.breaks(j));
    let other_verb = hits[i + 1..].iter().take_while(|h| h.first < target).any(|h| h.voice.is_verb());
    if !clear || other_verb || between.len() > 8 {
        return Role::LooselyBefore;
    }
    let mut preposition = between.rev().filter(|j| view.items[*j] == Item::Word).map(|j| view.known(j).preposition);
    match preposition.find(|p| *p > 0) {
        Some(p) => Role::Complement(p),
        None if hit.voice.is_verb() || hit.last + 1 == target => Role::Object,
        None => Role::LooselyBefore,
    }
}

/// The predicate stands behind the target: *Iran denied*, *Iran was accused*, *Iran's denial*.
fn role_before(view: &View, hits: &[Hit], i: usize, target: usize) -> Role {
    let hit = &hits[i];
    let between = target + 1..hit.first;
    let names = view.n_names(&between);
    let breaks: Vec<usize> = between.clone().filter(|j| view.breaks(*j)).collect();
    let other_verb = hits[..i].iter().rev().take_while(|h| h.first > target).any(|h| h.voice.is_finite());
    if hit.voice == Voice::Noun && is_possessive(view, target + 1) && names == 0 && breaks.is_empty() {
        return Role::Possessor;
    }
    let passive = matches!(hit.voice, Voice::Passive | Voice::Reduced);
    if breaks.is_empty() && names == 0 && !other_verb && between.len() <= 8 {
        return if passive { Role::Patient } else { Role::Subject };
    }
    let is_comma = |j: usize| view.items[j] == Item::Sign(b',');
    let apposition = breaks.len() >= 2 && is_comma(breaks[0]) && breaks.last().is_some_and(|j| is_comma(*j));
    let relative = breaks.iter().any(|j| view.items[*j] == Item::Word && RELATIVES.contains(&view.keys[*j]));
    if (apposition || relative && breaks.len() <= 2 && names == 0) && !other_verb && between.len() <= 16 {
        return if passive { Role::Patient } else { Role::FarSubject };
    }
    Role::LooselyBehind
}

fn say(role: Role) -> String {
    match role {
        Role::Subject => "subject".to_owned(),
        Role::FarSubject => "far subject".to_owned(),
        Role::Object => "object".to_owned(),
        Role::Patient => "patient".to_owned(),
        Role::Possessor => "owner".to_owned(),
        Role::LooselyBefore => "somewhere behind, not clearly part".to_owned(),
        Role::LooselyBehind => "somewhere before, not clearly part".to_owned(),
        Role::Complement(p) => format!("complement ({})", PREPOSITION_NAMES[usize::from(p) - 1]),
    }
}
