//! From (sentence, actor) to a sparse TF-IDF vector.
//!
//! The marked actor and all other names are masked, so the features tell *how* one is spoken of,
//! not *who*. Everything is frozen at fit: a pair's vector depends on the pair and the fitted
//! [`Vectorizer`] alone, never on what else is transformed with it.

mod family;
mod gram;
mod inflection;
mod opinion;
mod predicate;
mod region;
mod relation;
mod role;
mod skeleton;
mod table;
mod tfidf;
mod view;
mod word;

pub use family::{Family, FeatureConfig};
pub(crate) use inflection::{Shape, noun_forms, verb_forms};
pub use opinion::{OpinionError, Opinions};
pub use predicate::{PredicateClass, PredicateError, Predicates};
pub(crate) use region::{N_REGIONS, region_key};
pub(crate) use table::FeatureTable;
pub use tfidf::SparseRow;

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::token::{Casing, KeyMap, Span, TokenizedSentence};
use crate::vectors::WordVectors;
use predicate::Hit;
use table::Finder;
use view::{Masked, View};
use word::{WordCache, Words};

/// Receives the features of one pair. `items` are those of the [`View`] that the feature is made
/// of, `describe` says in words what it is; only explanations look at the two.
pub(crate) trait Sink {
    /// The features up to the next call are of this family.
    fn open(&mut self, _family: Family) {}

    fn emit(
        &mut self,
        family: Family,
        key: u64,
        items: impl IntoIterator<Item = usize>,
        describe: impl FnOnce() -> String,
    );
}

/// The items of a feature that no single item stands for.
const NOWHERE: [usize; 0] = [];

/// What is known of words before any training.
#[derive(Debug, Clone, Default)]
pub struct Lexica {
    /// Words that accuse, deny, demand ….
    pub predicates: Predicates,
    /// Words that praise or blame by themselves.
    pub opinions: Opinions,
}

/// Turns pairs into vectors; made by [`Vectorizer::fit`] or read from a model.
#[derive(Debug, Clone)]
pub struct Vectorizer {
    config: FeatureConfig,
    casing: Casing,
    lexica: Lexica,
    table: FeatureTable,
}

/// A sentence with the places where its actor is mentioned.
#[derive(Debug, Clone)]
pub struct Pair<'s> {
    /// The sentence.
    pub sentence: &'s TokenizedSentence<'s>,
    /// Byte offsets of the actor's mentions in it; at least one.
    pub mentions: &'s [Span],
}

impl Vectorizer {
    /// Learns vocabulary and document frequencies from pairs, in parallel.
    ///
    /// A feature is kept if at least `config.min_df` pairs have it; of [`Family::Region`], every word
    /// of `vectors` is, and weighs what it weighs there. The result does not depend on the number
    /// of threads or on the order of the pairs.
    ///
    /// # Panics
    ///
    /// If somebody wrote thousands of n-grams whose hashes begin alike.
    #[must_use]
    pub fn fit(config: &FeatureConfig, casing: Casing, lexica: Lexica, vectors: &WordVectors, pairs: &[Pair]) -> Self {
        let counted = FeatureConfig {
            families: config.families.iter().copied().filter(|f| *f != Family::Region).collect(),
            ..config.clone()
        };
        let document_frequency = pairs
            .par_chunks(256)
            .map(|chunk| {
                let mut extractor = RawExtractor::new(&counted, &lexica);
                let mut df: KeyMap<(u32, Family)> = KeyMap::default();
                for pair in chunk {
                    for (family, key, _) in extractor.counts(pair) {
                        df.entry(*key).or_insert((0, *family)).0 += 1;
                    }
                }
                df
            })
            .reduce(KeyMap::default, |a, b| {
                let (mut into, from) = if a.len() < b.len() { (b, a) } else { (a, b) };
                #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
                for (key, (n, family)) in from {
                    into.entry(key).or_insert((0, family)).0 += n;
                }
                into
            });
        let mut kept: Vec<_> = document_frequency.into_iter().filter(|(_, (df, _))| *df >= config.min_df).collect();
        // The commonest of a family first: what is looked at most shares cache lines of the weights.
        kept.sort_unstable_by_key(|(key, (df, family))| (*family, Reverse(*df), *key));
        let mut idf: Vec<f32> = kept.iter().map(|(_, (df, _))| tfidf::idf(pairs.len(), *df)).collect();
        let mut keys: Vec<u64> = kept.iter().map(|(key, _)| *key).collect();
        if config.families.contains(&Family::Region) {
            let words = vectors.keys();
            let words = (0..N_REGIONS).flat_map(|region| words.iter().map(move |word| (region, *word)));
            let mut regions: Vec<_> =
                words.map(|(r, (word, place))| (region_key(r, word), vectors.weight(place))).collect();
            regions.sort_unstable_by(|(a, v), (b, w)| v.total_cmp(w).then(a.cmp(b)));
            keys.extend(regions.iter().map(|(key, _)| *key));
            idf.extend(regions.iter().map(|(_, weight)| *weight));
        }
        let table = FeatureTable::new(&keys, &idf).expect("keys are hashes, which do not crowd");
        Self::from_parts(config.clone(), casing, lexica, table)
    }

    pub(crate) fn from_parts(config: FeatureConfig, casing: Casing, lexica: Lexica, table: FeatureTable) -> Self {
        Self { config, casing, lexica, table }
    }

    /// The keys of the features, by id. In O(n).
    pub(crate) fn keys(&self) -> Vec<u64> {
        let mut keys = vec![0; self.n_features()];
        self.table.features().for_each(|f| keys[f.id as usize] = f.key);
        keys
    }

    pub(crate) fn table(&self) -> &FeatureTable {
        &self.table
    }

    /// What the vectors are made of.
    #[must_use]
    pub fn config(&self) -> &FeatureConfig {
        &self.config
    }

    /// How words are usually written; names are told by it.
    #[must_use]
    pub fn casing(&self) -> &Casing {
        &self.casing
    }

    /// What is known of words.
    #[must_use]
    pub fn lexica(&self) -> &Lexica {
        &self.lexica
    }

    /// The length of the vectors.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.table.n_features()
    }

    /// A transformer for one thread; it keeps buffers and a cache of stems between calls.
    #[must_use]
    pub fn extractor(&self) -> Extractor<'_> {
        Extractor {
            vectorizer: self,
            raw: RawExtractor::new(&self.config, &self.lexica),
            finder: Finder::new(&self.table),
            found: Found::default(),
        }
    }

    /// The vectors of many pairs, in order, in parallel.
    #[must_use]
    pub fn transform(&self, pairs: &[Pair]) -> Vec<SparseRow> {
        pairs.par_iter().map_init(|| self.extractor(), |extractor, pair| extractor.row(pair)).collect()
    }
}

/// Transforms pairs on one thread.
#[derive(Debug)]
pub struct Extractor<'v> {
    vectorizer: &'v Vectorizer,
    raw: RawExtractor<'v>,
    finder: Finder<'v>,
    found: Found,
}

impl Extractor<'_> {
    /// How words are usually written; sentences must be read with it.
    #[must_use]
    pub fn casing(&self) -> &Casing {
        &self.vectorizer.casing
    }

    /// The vector of one pair: ids ascending, L2 norm 1 (or no entry at all).
    ///
    /// # Panics
    ///
    /// If the pair has no mention, or none that shares a byte with a token.
    pub fn row(&mut self, pair: &Pair) -> SparseRow {
        self.raw.read(pair.sentence);
        self.row_of_read(pair)
    }

    /// The vectors of the actors of one sentence, whose mentions are given; what is the same for
    /// all is found once.
    ///
    /// # Panics
    ///
    /// If an actor has no mention, or none that shares a byte with a token.
    pub fn rows<'s>(
        &mut self,
        sentence: &'s TokenizedSentence<'s>,
        actors: impl Iterator<Item = &'s [Span]>,
    ) -> Vec<SparseRow> {
        self.raw.read(sentence);
        actors.map(|mentions| self.row_of_read(&Pair { sentence, mentions })).collect()
    }

    /// The vector of a pair whose sentence was the last to be read.
    fn row_of_read(&mut self, pair: &Pair) -> SparseRow {
        let Self { vectorizer, raw, finder, found: Found { keys, features } } = self;
        keys.clear();
        raw.emit(pair, keys);
        finder.prepare(&keys.keys);
        let mut row = tfidf::RowBuilder::new(&vectorizer.config, keys.keys.len());
        for (family, keys) in keys.by_family() {
            features.clear();
            features.extend(keys.iter().filter_map(|key| finder.get(*key)).map(|f| packed(f.id, f.idf)));
            features.sort_unstable();
            for same in features.chunk_by(|a, b| a == b) {
                let (id, idf) = unpacked(same[0]);
                row.push(family, id, same.len() as u32, idf);
            }
        }
        row.finish()
    }

    /// In words, the features of one pair that are in the vocabulary: family, id and description,
    /// each once.
    pub fn describe(&mut self, pair: &Pair) -> Vec<(Family, u32, String)> {
        let mut sink = Describer { table: &self.vectorizer.table, out: Vec::new() };
        self.raw.read(pair.sentence);
        self.raw.emit(pair, &mut sink);
        sink.out.sort_by_key(|(_, id, _)| *id);
        sink.out.dedup_by_key(|(_, id, _)| *id);
        sink.out
    }

    /// Where the features of one pair stand in its sentence: the id of every occurrence with the
    /// words that it is made of, names left out; ids ascending.
    pub(crate) fn places(&mut self, pair: &Pair) -> Vec<(u32, Vec<Span>)> {
        let mut sink = Locator { table: &self.vectorizer.table, out: Vec::new() };
        self.raw.read(pair.sentence);
        let view = self.raw.emit(pair, &mut sink);
        sink.out.sort();
        let words = |items: Vec<usize>| items.into_iter().filter_map(|i| view.word_span(i)).collect();
        sink.out.into_iter().map(|(id, items)| (id, words(items))).collect()
    }
}

struct Describer<'v> {
    table: &'v FeatureTable,
    out: Vec<(Family, u32, String)>,
}

impl Sink for Describer<'_> {
    fn emit(
        &mut self,
        family: Family,
        key: u64,
        _: impl IntoIterator<Item = usize>,
        describe: impl FnOnce() -> String,
    ) {
        if let Some(feature) = self.table.get(key) {
            self.out.push((family, feature.id, describe()));
        }
    }
}

struct Locator<'v> {
    table: &'v FeatureTable,
    out: Vec<(u32, Vec<usize>)>,
}

impl Sink for Locator<'_> {
    fn emit(&mut self, _: Family, key: u64, items: impl IntoIterator<Item = usize>, _: impl FnOnce() -> String) {
        if let Some(feature) = self.table.get(key) {
            self.out.push((feature.id, items.into_iter().collect()));
        }
    }
}

/// The keys of a pair's features, and those of one family that the vocabulary holds.
#[derive(Debug, Default)]
struct Found {
    keys: Keys,
    features: Vec<u64>,
}

/// Keys, family by family.
#[derive(Debug, Default)]
struct Keys {
    keys: Vec<u64>,
    /// The families, each with the place of its first key.
    starts: Vec<(Family, usize)>,
}

impl Keys {
    fn clear(&mut self) {
        self.keys.clear();
        self.starts.clear();
    }

    fn by_family(&self) -> impl Iterator<Item = (Family, &[u64])> {
        let ends = self.starts.iter().skip(1).map(|(_, start)| *start).chain([self.keys.len()]);
        self.starts.iter().zip(ends).map(|((family, start), end)| (*family, &self.keys[*start..end]))
    }
}

impl Sink for Keys {
    fn open(&mut self, family: Family) {
        self.starts.push((family, self.keys.len()));
    }

    #[inline]
    fn emit(&mut self, _: Family, key: u64, _: impl IntoIterator<Item = usize>, _: impl FnOnce() -> String) {
        self.keys.push(key);
    }
}

/// An id with its idf as one number that sorts by the id.
fn packed(id: u32, idf: f32) -> u64 {
    u64::from(id) << 32 | u64::from(idf.to_bits())
}

fn unpacked(feature: u64) -> (u32, f32) {
    ((feature >> 32) as u32, f32::from_bits(feature as u32))
}

/// Features before any vocabulary: keys with their counts.
#[derive(Debug)]
struct RawExtractor<'c> {
    config: &'c FeatureConfig,
    lexica: &'c Lexica,
    cache: WordCache,
    /// The words of the sentence that was read last.
    words: Words,
    masked: Masked,
    hits: Vec<Hit>,
    emitted: Emitted,
    counts: Vec<(Family, u64, u32)>,
}

#[derive(Debug, Default)]
struct Emitted(Vec<(Family, u64)>);

impl Sink for Emitted {
    fn emit(&mut self, family: Family, key: u64, _: impl IntoIterator<Item = usize>, _: impl FnOnce() -> String) {
        self.0.push((family, key));
    }
}

impl<'c> RawExtractor<'c> {
    fn new(config: &'c FeatureConfig, lexica: &'c Lexica) -> Self {
        Self {
            config,
            lexica,
            cache: WordCache::default(),
            words: Words::default(),
            masked: Masked::default(),
            hits: Vec::new(),
            emitted: Emitted::default(),
            counts: Vec::new(),
        }
    }

    /// Reads a sentence; pairs of it can then be looked at.
    fn read(&mut self, sentence: &TokenizedSentence) {
        self.cache.read(sentence, self.lexica, &mut self.words);
    }

    /// Emits the features of a pair of the sentence that was read last, and returns the sentence
    /// as the actor sees it.
    fn emit<'e>(&'e mut self, pair: &'e Pair<'e>, sink: &mut impl Sink) -> View<'e> {
        let view = View::new(pair, &self.words, &mut self.masked);
        predicate::find_hits(&view, &self.lexica.predicates, &mut self.hits);
        for family in self.config.families() {
            sink.open(family);
            gram::emit(family, &view, &self.hits, &self.lexica.predicates, sink);
        }
        view
    }

    /// The features of a pair with their counts, sorted by family and key.
    fn counts(&mut self, pair: &Pair) -> &[(Family, u64, u32)] {
        let mut emitted = std::mem::take(&mut self.emitted);
        emitted.0.clear();
        self.read(pair.sentence);
        self.emit(pair, &mut emitted);
        emitted.0.sort_unstable();
        self.counts.clear();
        for (family, key) in &emitted.0 {
            match self.counts.last_mut() {
                Some((f, k, n)) if f == family && k == key => *n += 1,
                _ => self.counts.push((*family, *key, 1)),
            }
        }
        self.emitted = emitted;
        &self.counts
    }
}
