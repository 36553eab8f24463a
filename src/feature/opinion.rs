//! Words that carry praise or blame by themselves, and how far from the target they stand.

use rust_stemmers::{Algorithm, Stemmer};

use super::gram::{key, mix};
use super::relation::{NEARNESS, Relation};
use super::view::{Item, View};
use super::{Family, NOWHERE, Sink};
use crate::token::{KeyMap, word_key};

/// Valences of words, −40 to 40, in tenths of VADER's scale.
#[derive(Debug, Clone, Default)]
pub struct Opinions {
    /// By word key; by [`stem_entry`] for inflections that the table does not list.
    valences: KeyMap<i8>,
}

/// A line of an opinion table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: expected `word<TAB>valence`, the valence from -40 to 40")]
pub struct OpinionError {
    line: usize,
}

/// The key of a stem, apart from the word that is written the same.
fn stem_entry(stem: u64) -> u64 {
    mix(stem, 0x7374_656d)
}

impl Opinions {
    /// Reads a table of tab-separated words and valences; lines that start with `#` are remarks.
    ///
    /// # Errors
    ///
    /// If a line is not of that form.
    pub fn parse(table: &str) -> Result<Self, OpinionError> {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut valences = KeyMap::default();
        let mut by_stem: std::collections::BTreeMap<u64, Vec<i8>> = std::collections::BTreeMap::new();
        for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let error = || OpinionError { line: i + 1 };
            let (word, valence) = line.split_once('\t').ok_or_else(error)?;
            let valence: i8 = valence.parse().ok().filter(|v| (-40..=40).contains(v)).ok_or_else(error)?;
            valences.insert(word_key(word), valence);
            by_stem.entry(word_key(&stemmer.stem(word))).or_default().push(valence);
        }
        for (stem, values) in by_stem {
            let mean = values.iter().map(|v| f32::from(*v)).sum::<f32>() / values.len() as f32;
            valences.insert(stem_entry(stem), mean as i8);
        }
        Ok(Self { valences })
    }

    pub(crate) fn from_pairs(keys: &[u64], valences: impl Iterator<Item = i8>) -> Self {
        Self { valences: keys.iter().copied().zip(valences).collect() }
    }

    /// Keys in ascending order with their valences.
    pub(crate) fn to_pairs(&self) -> (Vec<u64>, Vec<i8>) {
        let mut pairs: Vec<_> = self.valences.iter().map(|(k, v)| (*k, *v)).collect();
        pairs.sort_unstable();
        pairs.into_iter().unzip()
    }

    /// The opinion class of a word, given its key and its stem's: −3 to 3, 0 for none.
    pub(super) fn class(&self, key: u64, stem: u64) -> i8 {
        let Some(valence) = self.valences.get(&key).or_else(|| self.valences.get(&stem_entry(stem))) else { return 0 };
        let rounded = ((f32::from(*valence) / 10.0).round() as i8).clamp(-3, 3);
        if rounded == 0 { valence.signum() } else { rounded }
    }
}

/// The opinion class of an item: −3 to 3 without 0, turned round behind a negation.
pub(super) fn class(view: &View, i: usize) -> Option<i8> {
    let class = if view.items[i] == Item::Word { view.known(i).opinion } else { 0 };
    (class != 0).then(|| if view.negated(i) { -class } else { class })
}

/// Emits the features of [`Family::Opinion`].
pub(super) fn emit(view: &View, sink: &mut impl Sink) {
    const F: Family = Family::Opinion;
    let mut sums = [0i8; 2];
    for i in 0..view.len() {
        let Some(class) = class(view, i) else { continue };
        let relation = Relation::new(view, i, i);
        let (before, near) = (relation.before, relation.nearness());
        sums[usize::from(before)] = sums[usize::from(before)].saturating_add(class);
        let side = if before { "before" } else { "behind" };
        let code = u64::from((class + 3).cast_unsigned()) | u64::from(before) << 4;
        let told = || format!("word of valence {class:+} {side}");
        sink.emit(F, mix(key(F, b'd'), code | (near as u64) << 8), [i], || {
            format!("{}, {} away", told(), NEARNESS[near])
        });
        sink.emit(F, mix(key(F, b's'), code), [i], told);
        let (breaks, names) = (relation.breaks.min(2) as u64, relation.names.min(1) as u64);
        let sign = u64::from(class > 0) | u64::from(before) << 1;
        sink.emit(F, mix(key(F, b'g'), sign | breaks << 8 | names << 16), [i], || {
            let mood = if class > 0 { "good" } else { "bad" };
            format!("{mood} word {side}, {breaks} break(s) and {names} name(s) between")
        });
    }
    for (at, side) in [(0, "behind"), (1, "before")] {
        let sum = sums[at].clamp(-4, 4);
        sink.emit(F, mix(key(F, b't' + at as u8), (sum + 4).cast_unsigned().into()), NOWHERE, || {
            format!("valences {side} sum to {sum:+}")
        });
    }
}
