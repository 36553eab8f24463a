//! How every predicate near the target stands to it: side, voice, negation, and what is between.

use super::gram::{flag, key, mix};
use super::predicate::{Hit, Predicates};
use super::view::{Item, View};
use super::{Family, Sink};

/// Items between which and the target a predicate is still looked at.
const REACH: usize = 25;

/// Emits the features of [`Family::Predicate`].
pub(super) fn emit(view: &View, hits: &[Hit], predicates: &Predicates, sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let preposition = preposition_before(view);
    let say = |class: u8| predicates.name(class);
    for hit in hits {
        let relation = Relation::new(view, hit.first, hit.last);
        let Relation { before, breaks, names, distance } = relation;
        if distance >= REACH {
            continue;
        }
        let base = mix(key(F, b'p'), u64::from(hit.class) | u64::from(before) << 8);
        let side = if before { "before" } else { "behind" };
        let voice = hit.voice as u64 | u64::from(hit.negated) << 4;
        let told = || {
            format!("{}{} {}-word ({:?})", if hit.negated { "negated " } else { "" }, side, say(hit.class), hit.voice)
                .to_lowercase()
        };
        sink.emit(F, mix(base, voice | 1 << 8), hit.items(), told);
        let gap = (breaks.min(2) | names.min(2) << 2) as u64;
        sink.emit(F, mix(base, voice | gap << 8 | 2 << 16), hit.items(), || {
            format!("{}, {} break(s) and {} name(s) between", told(), breaks.min(2), names.min(2))
        });
        let near = relation.nearness() as u64;
        sink.emit(F, mix(base, near | 3 << 8), hit.items(), || {
            format!("{} {}-word, {} away", side, say(hit.class), NEARNESS[near as usize])
        });
        if before {
            let prep = u64::from(preposition.map_or(0, |(p, _)| p));
            let clear = u64::from(breaks == 0 && names == 0);
            sink.emit(F, mix(base, prep | clear << 8 | voice << 16 | 4 << 24), hit.items(), || {
                let prep =
                    preposition.map_or_else(|| "no preposition".to_owned(), |(_, i)| format!("“{}”", view.describe(i)));
                format!("{}, {prep} before the actor{}", told(), if clear == 1 { ", nothing between" } else { "" })
            });
        } else {
            let next = view.items.get(hit.last + 1).map_or(0, |item| match item {
                Item::Word => match view.known(hit.last + 1).preposition {
                    0 => 1,
                    p => 10 + u64::from(p),
                },
                Item::Target => 2,
                Item::Other => 3,
                Item::Number => 4,
                Item::Sign(_) => 5,
            });
            sink.emit(F, mix(base, next | voice << 8 | gap << 16 | 5 << 24), hit.items(), || {
                format!(
                    "{}, followed by {}",
                    told(),
                    view.items.get(hit.last + 1).map_or_else(String::new, |_| view.describe(hit.last + 1))
                )
            });
        }
        let lexical = mix(mix(base, view.stems[hit.first]), u64::from(breaks == 0) | (hit.voice as u64) << 1 | 6 << 8);
        sink.emit(F, lexical, hit.items(), || {
            format!("“{}” {side}{}", words(view, hit), if breaks == 0 { ", same clause" } else { "" })
        });
        let quoted = u64::from(view.quoted[hit.first]) | u64::from(view.quoted[view.target]) << 1;
        sink.emit(F, mix(base, quoted | 7 << 8), hit.items(), || {
            format!(
                "{side} {}-word, {}",
                say(hit.class),
                ["no quotation", "word in quotation", "actor in quotation", "both in quotation"][quoted as usize]
            )
        });
    }
    neighbours(view, predicates, hits, sink);
    sequence(view, predicates, hits, sink);
}

pub(super) fn words(view: &View, hit: &Hit) -> String {
    (hit.first..=hit.last).map(|i| view.describe(i)).collect::<Vec<_>>().join(" ")
}

/// Where an item or a run of items stands, seen from the nearest mention of the target.
pub(super) struct Relation {
    pub(super) before: bool,
    /// Clause breaks between.
    pub(super) breaks: usize,
    /// Other names between.
    pub(super) names: usize,
    /// Items between.
    pub(super) distance: usize,
}

impl Relation {
    pub(super) fn new(view: &View, first: usize, last: usize) -> Self {
        let target = view.nearest_target(first);
        let before = last < target;
        let between = if before { last + 1..target } else { target + 1..first };
        Self { before, breaks: view.n_breaks(&between), names: view.n_names(&between), distance: between.len() }
    }

    /// How far away, in a few steps: an index into [`NEARNESS`].
    pub(super) fn nearness(&self) -> usize {
        match self.distance {
            0 => 0,
            1 => 1,
            2..=3 => 2,
            4..=6 => 3,
            7..=11 => 4,
            _ => 5,
        }
    }
}

/// The steps of [`Relation::nearness`], the next item being 1 away.
pub(super) const NEARNESS: [&str; 6] = ["1", "2", "3 to 4", "5 to 7", "8 to 12", "13 or more"];

/// The preposition that governs the target, over at most two words: *of the*, *by embattled*.
fn preposition_before(view: &View) -> Option<(u8, usize)> {
    (view.target.saturating_sub(3)..view.target)
        .rev()
        .take_while(|i| view.items[*i] == Item::Word)
        .map(|i| (view.known(i).preposition, i))
        .find(|(p, _)| *p > 0)
}

/// The nearest predicates on both sides, together.
fn neighbours(view: &View, predicates: &Predicates, hits: &[Hit], sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let code = |hit: Option<&Hit>| {
        hit.map_or(0, |h| (1 + u64::from(h.class)) | (h.voice as u64) << 8 | u64::from(h.negated) << 12)
    };
    let say = |hit: Option<&Hit>| hit.map_or("nothing", |h| predicates.name(h.class)).to_owned();
    let left = hits.iter().rev().find(|h| h.last < view.target);
    let mut right = hits.iter().filter(|h| h.first > view.target);
    let (first, second) = (right.next(), right.next());
    sink.emit(
        F,
        mix(mix(key(F, b'n'), code(left)), code(first)),
        [left, first].into_iter().flatten().flat_map(Hit::items),
        || format!("between {} and {}", say(left), say(first)),
    );
    sink.emit(
        F,
        mix(mix(key(F, b'm'), code(first)), code(second)),
        [first, second].into_iter().flatten().flat_map(Hit::items),
        || format!("followed by {} and {}", say(first), say(second)),
    );
}

/// The sentence reduced to target, other names, predicates and breaks; runs of two to four.
fn sequence(view: &View, predicates: &Predicates, hits: &[Hit], sink: &mut impl Sink) {
    const F: Family = Family::Predicate;
    let mut codes: Vec<(u64, usize)> = Vec::new();
    let mut hit = hits.iter().peekable();
    for i in 0..view.len() {
        while hit.next_if(|h| h.last < i).is_some() {}
        let code = match hit.peek() {
            Some(h) if h.first == i => 16 + u64::from(h.class),
            Some(h) if h.first < i => continue,
            _ => match view.items[i] {
                Item::Target => 1,
                Item::Other => 2,
                _ if view.breaks(i) => 3,
                _ => continue,
            },
        };
        if code != 3 || codes.last().is_some_and(|(c, _)| *c != 3) {
            codes.push((code, i));
        }
    }
    let say = |(code, i): &(u64, usize)| match code {
        3 => "|".to_owned(),
        1 | 2 => view.describe(*i),
        c => predicates.name((c - 16) as u8).to_owned(),
    };
    for n in 2..=4 {
        for run in codes.windows(n) {
            let feature = run.iter().fold(key(F, b's'), |k, (c, _)| mix(k, *c));
            sink.emit(F, feature, run.iter().map(|(_, i)| *i), || {
                format!("order: {}", run.iter().map(say).collect::<Vec<_>>().join(" "))
            });
        }
    }
    let n_accusing = codes.iter().filter(|(c, _)| *c >= 16).count().min(5);
    flag(F, b'c', n_accusing, sink, || format!("{n_accusing} predicate(s) in all"));
}
