//! Features made of the words around the target.

use std::ops::Range;

use super::predicate::{Hit, Predicates};
use super::view::{Item, View};
use super::{Family, NOWHERE, Sink, opinion, region, relation, role, skeleton};

/// Emits the features of one family.
pub(super) fn emit(family: Family, view: &View, hits: &[Hit], predicates: &Predicates, sink: &mut impl Sink) {
    match family {
        Family::Predicate => relation::emit(view, hits, predicates, sink),
        Family::Role => role::emit(view, hits, predicates, sink),
        Family::Stem => stem(view, sink),
        Family::Side => side(view, sink),
        Family::Clause => clause(view, sink),
        Family::Skip => skip(view, sink),
        Family::Mention => mention(view, sink),
        Family::Opinion => opinion::emit(view, sink),
        Family::Skeleton => skeleton::emit(view, predicates, sink),
        Family::Shape => shape(view, sink),
        Family::Region => region::emit(view, sink),
    }
}

/// Mixes parts of a feature into its key. Multiplication to 128 bits, folded, as in wyhash.
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x2d35_8dcc_aa6c_78a5) * u128::from(b ^ 0x8bb8_4b93_962e_acc9);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The key of a feature of `family` under a tag.
pub(super) fn key(family: Family, tag: u8) -> u64 {
    mix(0x6761_696e_7361_7900 | family as u64, u64::from(tag).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Emits the items of `range` alone and in pairs of neighbours.
fn one_and_two(family: Family, tag: u8, place: &str, view: &View, range: Range<usize>, sink: &mut impl Sink) {
    let base = key(family, tag);
    let mut before = None;
    for i in range {
        let one = mix(base, view.stems[i]);
        sink.emit(family, one, [i], || format!("{}{place}", view.describe(i)));
        if let Some(previous) = before {
            sink.emit(family, mix(previous, view.stems[i]), [i - 1, i], || {
                format!("{} {}{place}", view.describe(i - 1), view.describe(i))
            });
        }
        before = Some(one);
    }
}

fn stem(view: &View, sink: &mut impl Sink) {
    one_and_two(Family::Stem, 0, "", view, 0..view.len(), sink);
}

fn side(view: &View, sink: &mut impl Sink) {
    one_and_two(Family::Side, b'l', " (before)", view, 0..view.target + 1, sink);
    one_and_two(Family::Side, b'r', " (behind)", view, view.target..view.len(), sink);
}

fn clause(view: &View, sink: &mut impl Sink) {
    let Range { start, end } = view.clause();
    one_and_two(Family::Clause, b'l', " (before, same clause)", view, start..view.target + 1, sink);
    one_and_two(Family::Clause, b'r', " (behind, same clause)", view, view.target..end, sink);
    let previous = (0..start).rev().find(|i| view.breaks(*i)).unwrap_or(0);
    let next = (end + 1..view.len()).find(|i| view.breaks(*i)).unwrap_or(view.len());
    for (tag, range, place) in [(b'p', previous..start, " (clause before)"), (b'n', end..next, " (clause behind)")] {
        let base = key(Family::Clause, tag);
        for i in range {
            sink.emit(Family::Clause, mix(base, view.stems[i]), [i], || format!("{}{place}", view.describe(i)));
        }
    }
}

/// How far from the target skip pairs reach, and the farthest that their two items stand apart.
const SKIP_WINDOW: usize = 10;
const SKIP_REACH: usize = 4;

fn skip(view: &View, sink: &mut impl Sink) {
    for NearRun { i, behind, tag, place } in near_runs(view, SKIP_WINDOW, SKIP_REACH) {
        let first = mix(key(Family::Skip, tag), view.stems[i]);
        for j in behind {
            sink.emit(Family::Skip, mix(first, view.stems[j]), [i, j], || {
                format!("{} … {} ({place})", view.describe(i), view.describe(j))
            });
        }
    }
}

/// An item with those shortly behind it that stand with it before the target, behind it or around it.
pub(super) struct NearRun {
    pub(super) i: usize,
    pub(super) behind: Range<usize>,
    pub(super) tag: u8,
    pub(super) place: &'static str,
}

/// The pairs of items that stand at most `reach` apart, both at most `window` from the target.
pub(super) fn near_runs(view: &View, window: usize, reach: usize) -> impl Iterator<Item = NearRun> {
    let target = view.target;
    let from = target.saturating_sub(window);
    let to = (target + window + 1).min(view.len());
    (from..to).flat_map(move |i| {
        let end = (i + 1 + reach).min(to);
        let run = |behind: Range<usize>, tag, place| NearRun { i, behind, tag, place };
        if i >= target {
            [run(i + 1..end, b'r', "behind"), run(end..end, b'r', "behind")]
        } else {
            let split = end.min(target + 1);
            [run(i + 1..split, b'l', "before"), run(split..end, b'x', "around")]
        }
    })
}

pub(super) fn flag(family: Family, tag: u8, value: usize, sink: &mut impl Sink, describe: impl FnOnce() -> String) {
    sink.emit(family, mix(key(family, tag), value as u64), NOWHERE, describe);
}

fn mention(view: &View, sink: &mut impl Sink) {
    // Not how many words the name has, nor how it is written: that would tell who it is.
    let pronoun = view.is_function_word(view.target);
    flag(Family::Mention, b'p', usize::from(pronoun), sink, || if pronoun { "a pronoun" } else { "a name" }.to_owned());
    let beside = usize::from(view.name_before) + 2 * usize::from(view.name_behind);
    flag(Family::Mention, b'n', beside, sink, || {
        ["stands alone", "name before it", "name behind it", "names around it"][beside].to_owned()
    });
}

fn shape(view: &View, sink: &mut impl Sink) {
    let length = (view.len() / 5).min(10);
    flag(Family::Shape, b'n', length, sink, || format!("length about {}", length * 5));
    let place = view.target * 6 / view.len();
    flag(Family::Shape, b'p', place, sink, || format!("actor in sixth {} of the sentence", place + 1));
    let start = view.target.min(4);
    flag(Family::Shape, b's', start, sink, || format!("{start} item(s) before the actor"));
    let others = view.items.iter().filter(|i| **i == Item::Other).count().min(4);
    flag(Family::Shape, b'o', others, sink, || format!("{others} other name(s)"));
    let before = view.items[..view.target].iter().filter(|i| **i == Item::Other).count().min(2);
    flag(Family::Shape, b'b', before, sink, || format!("{before} other name(s) before"));
    let quoted = usize::from(view.quoted[view.target]) + 2 * usize::from(view.quoted.contains(&true));
    flag(Family::Shape, b'q', quoted, sink, || {
        ["no quotation", "", "quotation, actor outside", "actor inside a quotation"][quoted].to_owned()
    });
    for (tag, at, side) in [(b'-', view.target.checked_sub(1), "before"), (b'+', Some(view.target + 1), "behind")] {
        let kind = match at.and_then(|i| view.items.get(i)) {
            None => 0,
            Some(Item::Target) => 1,
            Some(Item::Other) => 2,
            Some(Item::Word) => 3,
            Some(Item::Number) => 4,
            Some(Item::Sign(s)) => 5 + usize::from(*s),
        };
        flag(Family::Shape, tag, kind, sink, || match at.filter(|i| *i < view.len()) {
            Some(i) => format!("{} directly {side}", if kind == 3 { "a word".to_owned() } else { view.describe(i) }),
            None => format!("nothing {side}"),
        });
    }
}
