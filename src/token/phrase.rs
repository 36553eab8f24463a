//! Phrases by their first word: how lexicons of names and of predicates are searched.

use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::{Case, KeyMap, Token, tokens_into};

/// A word of a phrase: its key, and how it is written.
pub(crate) type PhraseWord = (u64, Case);

/// Phrases, each with what is known of it. Few large allocations rather than many small ones: a lexicon is
/// made whenever a model is opened.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<V> {
    words: Vec<PhraseWord>,
    /// Those that begin alike stand together, the longest first, those of one length by their keys.
    all: Vec<Phrase<V>>,
    by_first_word: KeyMap<(u32, u32)>,
}

#[derive(Debug, Clone)]
struct Phrase<V> {
    /// The key of its first word.
    first: u64,
    start: u32,
    n_words: u32,
    value: V,
}

impl<V> Default for Phrases<V> {
    fn default() -> Self {
        Self { words: Vec::new(), all: Vec::new(), by_first_word: KeyMap::default() }
    }
}

/// Phrases of one first word that are looked through one by one.
const FEW: usize = 16;

/// Gathers phrases.
#[derive(Debug)]
pub(crate) struct PhraseCollector<V> {
    phrases: Phrases<V>,
    tokens: Vec<Token>,
}

impl<V> PhraseCollector<V> {
    pub(crate) fn new() -> Self {
        Self { phrases: Phrases::default(), tokens: Vec::new() }
    }

    /// Adds a phrase; false if it holds no word.
    pub(crate) fn add(&mut self, phrase: &str, value: V) -> bool {
        let Phrases { words, all, .. } = &mut self.phrases;
        self.tokens.clear();
        tokens_into(phrase, &mut self.tokens);
        let Some(first) = self.tokens.first().map(|t| t.key) else { return false };
        all.push(Phrase { first, start: words.len() as u32, n_words: self.tokens.len() as u32, value });
        words.extend(self.tokens.iter().map(|t| (t.key, t.case)));
        true
    }

    /// All phrases; of those with the same keys the first is the one that `rank` puts first, else the one
    /// that was added first.
    pub(crate) fn finish<R: Ord>(self, rank: impl Fn(&V) -> R) -> Phrases<V> {
        let Phrases { words, mut all, .. } = self.phrases;
        let keys = |p: &Phrase<V>| words[p.range()].iter().map(|(key, _)| *key);
        all.sort_by(|a, b| {
            let longer = || b.n_words.cmp(&a.n_words);
            let ranked = || rank(&a.value).cmp(&rank(&b.value));
            a.first.cmp(&b.first).then_with(longer).then_with(|| keys(a).cmp(keys(b))).then_with(ranked)
        });
        let groups = || all.chunk_by(|a, b| a.first == b.first);
        // No larger than needed: it is asked for every word of every text.
        let mut by_first_word = KeyMap::with_capacity_and_hasher(groups().count(), BuildHasherDefault::new());
        let mut start = 0;
        for same in groups() {
            let end = start + same.len() as u32;
            by_first_word.insert(same[0].first, (start, end));
            start = end;
        }
        Phrases { words, all, by_first_word }
    }
}

impl<V> Phrases<V> {
    /// Whether a phrase begins with that word.
    pub(crate) fn has_first(&self, key: u64) -> bool {
        self.by_first_word.contains_key(&key)
    }

    /// What is known of the phrase that is that word and no more.
    pub(crate) fn single(&self, key: u64) -> Option<&V> {
        let alike = self.beginning_with(key);
        alike.get(alike.partition_point(|p| p.n_words > 1)).map(|p| &p.value)
    }

    /// The longest phrase with the keys that the tokens begin with and that is accepted: its words, and the
    /// values of all phrases with just these. Where many phrases begin with the first token, in O(log n) for
    /// each of their lengths.
    #[inline]
    pub(crate) fn longest<'p, F: Fn(&[PhraseWord]) -> bool>(
        &'p self,
        tokens: &[Token],
        is_accepted: F,
    ) -> Option<(&'p [PhraseWord], impl Iterator<Item = &'p V> + use<'p, V, F>)> {
        let mut candidates = self.beginning_with(tokens.first()?.key);
        let at = if candidates.len() <= FEW {
            // The first word is known to be the same, and mostly there is no other.
            let begin = |p: &Phrase<V>| {
                p.n_words as usize <= tokens.len()
                    && (p.n_words == 1 || self.words(p).iter().zip(tokens).all(|((key, _), t)| *key == t.key))
            };
            candidates.iter().position(|p| begin(p) && is_accepted(self.words(p)))?
        } else {
            let mut shorter = candidates;
            loop {
                let n = shorter.first()?.n_words;
                let (of_length, others) = shorter.split_at(shorter.partition_point(|p| p.n_words == n));
                shorter = others;
                let Some(sought) = tokens.get(..n as usize) else { continue };
                let order = |p: &Phrase<V>| self.words(p).iter().map(|(key, _)| *key).cmp(sought.iter().map(|t| t.key));
                let alike = &of_length[of_length.partition_point(|p| order(p).is_lt())..];
                candidates = &alike[..alike.partition_point(|p| order(p).is_eq())];
                if let Some(at) = candidates.iter().position(|p| is_accepted(self.words(p))) {
                    break at;
                }
            }
        };
        let (found, others) = candidates[at..].split_first()?;
        let words = self.words(found);
        let same = others.iter().filter(move |p| self.words(p) == words);
        Some((words, std::iter::once(found).chain(same).map(|p| &p.value)))
    }

    fn beginning_with(&self, key: u64) -> &[Phrase<V>] {
        let (start, end) = self.by_first_word.get(&key).copied().unwrap_or_default();
        &self.all[start as usize..end as usize]
    }

    fn words(&self, phrase: &Phrase<V>) -> &[PhraseWord] {
        &self.words[phrase.range()]
    }
}

impl<V> Phrase<V> {
    fn range(&self) -> Range<usize> {
        self.start as usize..(self.start + self.n_words) as usize
    }
}
