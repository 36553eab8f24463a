//! The sentence's skeleton: words replaced by what sort of word they are.

use super::gram::{NearRun, key, mix, near_runs};
use super::predicate::Predicates;
use super::view::{Item, View};
use super::{Family, Sink, opinion};

/// How far from the target skeleton pairs reach, and the farthest that their items stand apart.
const WINDOW: usize = 12;
const REACH: usize = 5;

/// Emits the features of [`Family::Skeleton`].
pub(super) fn emit(view: &View, predicates: &Predicates, sink: &mut impl Sink) {
    const F: Family = Family::Skeleton;
    let from = view.target.saturating_sub(WINDOW);
    let to = (view.target + WINDOW + 1).min(view.len());
    let mut bones = [0; 2 * WINDOW + 1];
    for i in from..to {
        bones[i - from] = bone(view, i);
    }
    for NearRun { i, behind, tag, place } in near_runs(view, WINDOW, REACH) {
        let first = mix(key(F, tag), bones[i - from]);
        let say = |i: usize| say(view, predicates, i);
        for j in behind {
            sink.emit(F, mix(first, bones[j - from]), [i, j], || format!("{} … {} ({place})", say(i), say(j)));
        }
    }
}

/// What stands for item `i`: itself if it is a mark, a sign or a function word, else its class.
fn bone(view: &View, i: usize) -> u64 {
    match view.items[i] {
        Item::Target | Item::Other | Item::Number | Item::Sign(_) => view.stems[i],
        Item::Word if view.is_function_word(i) => view.keys[i],
        Item::Word => match (view.known(i).class, opinion::class(view, i)) {
            (Some(class), _) => mix(0x7072_6564, u64::from(class)),
            (None, Some(valence)) => mix(0x7661_6c65, (valence + 3).cast_unsigned().into()),
            (None, None) => mix(0x656e_6469, view.ending(i)),
        },
    }
}

fn say(view: &View, predicates: &Predicates, i: usize) -> String {
    match view.items[i] {
        Item::Word if !view.is_function_word(i) => {
            let class = view.known(i).class.map(|c| format!("({}-word)", predicates.name(c)));
            class.or_else(|| opinion::class(view, i).map(|v| format!("(valence {v:+})"))).unwrap_or_else(|| {
                format!(
                    "(word in -{})",
                    view.word(i).chars().rev().take(2).collect::<Vec<_>>().iter().rev().collect::<String>()
                )
            })
        }
        _ => view.describe(i),
    }
}
