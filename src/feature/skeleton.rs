//! The sentence's skeleton: words replaced by what sort of word they are.

use super::gram::{NearPair, key, mix, near_pairs};
use super::predicate::Predicates;
use super::view::{Item, View};
use super::{Family, Lexica, Sink};
use crate::token::word_key;

/// How far from the target skeleton pairs reach, and the farthest that their items stand apart.
const WINDOW: usize = 12;
const REACH: usize = 5;

/// Emits the features of [`Family::Skeleton`].
pub(super) fn emit(view: &View, lexica: &Lexica, sink: &mut impl Sink) {
    const F: Family = Family::Skeleton;
    let bones: Vec<u64> = (0..view.len()).map(|i| bone(view, lexica, i)).collect();
    for NearPair { i, j, tag, place } in near_pairs(view, WINDOW, REACH) {
        let say = |i: usize| say(view, lexica, i);
        sink.emit(F, mix(mix(key(F, tag), bones[i]), bones[j]), [i, j], || {
            format!("{} … {} ({place})", say(i), say(j))
        });
    }
}

/// What stands for item `i`: itself if it is a mark, a sign or a function word, else its class.
fn bone(view: &View, lexica: &Lexica, i: usize) -> u64 {
    match view.items[i] {
        Item::Target | Item::Other | Item::Number | Item::Sign(_) => view.stems[i],
        Item::Word if view.is_function_word(i) => view.keys[i],
        Item::Word => {
            let predicate = lexica.predicates.class_of_word(view.keys[i]);
            let opinion = lexica.opinions.class(view, i);
            match (predicate, opinion) {
                (Some(class), _) => mix(0x7072_6564, u64::from(class)),
                (None, Some(valence)) => mix(0x7661_6c65, (valence + 3).cast_unsigned().into()),
                (None, None) => ending(view, i),
            }
        }
    }
}

/// The last two letters: a poor man's part of speech.
fn ending(view: &View, i: usize) -> u64 {
    let word = view.word(i);
    let tail = word.char_indices().rev().nth(1).map_or(word, |(at, _)| &word[at..]);
    mix(0x656e_6469, word_key(tail))
}

fn say(view: &View, lexica: &Lexica, i: usize) -> String {
    let Lexica { predicates, opinions } = lexica;
    match view.items[i] {
        Item::Word if !view.is_function_word(i) => {
            let name = |p: &Predicates| p.class_of_word(view.keys[i]).map(|c| format!("({}-word)", p.name(c)));
            name(predicates).or_else(|| opinions.class(view, i).map(|v| format!("(valence {v:+})"))).unwrap_or_else(
                || {
                    format!(
                        "(word in -{})",
                        view.word(i).chars().rev().take(2).collect::<Vec<_>>().iter().rev().collect::<String>()
                    )
                },
            )
        }
        _ => view.describe(i),
    }
}
