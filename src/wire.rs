//! Wire copy: sentences that several outlets print word for word, or nearly so.

mod leader;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::article::Article;
use crate::token::{KeyMap, Token, TokenKind, tokens, word_key};

/// Shorter sentences are never copies: anybody may write "He declined to comment."
const MIN_WORDS: usize = 8;

/// Of a longer sentence so many words are kept and compared, the first ones.
const MAX_WORDS: usize = 64;

/// Names a cluster of copies: the smallest hash of the words of any of its wordings.
///
/// Written as 16 hexadecimal digits. The same sentences give the same name in any order, on any
/// machine and in any release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(u64);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for ClusterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClusterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let value = u64::from_str_radix(&text, 16).ok().filter(|_| digits);
        value.map(Self).ok_or_else(|| serde::de::Error::custom("a cluster is 16 hexadecimal digits"))
    }
}

/// The sentences of many articles, each wording once, with the outlets that printed it.
///
/// Two sentences have the same wording if their words are the same, whatever their signs and
/// capitals. Sentences of fewer than 8 words are left out. A wording takes 4 bytes for each of its
/// words (256 at most) and about 50 more, and another 70 while [`WireIndex::clusters`] works: about
/// 220 bytes for a sentence of 25 words. Each outlet that prints a wording after the first takes
/// about 25.
#[derive(Debug, Default)]
pub struct WireIndex {
    wordings: Vec<Wording>,
    /// The words of all wordings, one after the other.
    words: Vec<u32>,
    by_hash: KeyMap<u32>,
    /// Wordings with the outlets that printed them after the first.
    reprints: BTreeSet<(u32, u64)>,
}

/// One wording: what is kept of it besides its words.
#[derive(Debug, Clone, Copy)]
struct Wording {
    /// Hash of all its words.
    hash: u64,
    /// Hash of the name of one outlet that printed it.
    outlet: u64,
    /// Where its words end; they start where those of the wording before end.
    end: usize,
}

impl WireIndex {
    /// Adds the headline and the sentences of an article.
    pub fn add(&mut self, article: &Article) {
        let outlet = word_key(&article.source);
        for sentence in article.sentences() {
            let tokens = tokens(sentence.text);
            if let Some(hash) = hash(&tokens) {
                self.print(hash, outlet, words(&tokens).take(MAX_WORDS).map(kept));
            }
        }
    }

    /// Adds what another index holds.
    pub fn merge(&mut self, other: &Self) {
        for (i, wording) in other.wordings.iter().enumerate() {
            self.print(wording.hash, wording.outlet, other.words(i).iter().copied());
        }
        for (i, outlet) in &other.reprints {
            self.print(other.wordings[*i as usize].hash, *outlet, std::iter::empty());
        }
    }

    fn print(&mut self, hash: u64, outlet: u64, words: impl Iterator<Item = u32>) {
        let next = self.wordings.len() as u32;
        let i = *self.by_hash.entry(hash).or_insert(next);
        if i == next {
            self.words.extend(words);
            self.wordings.push(Wording { hash, outlet, end: self.words.len() });
        } else if self.wordings[i as usize].outlet != outlet {
            self.reprints.insert((i, outlet));
        }
    }

    fn words(&self, i: usize) -> &[u32] {
        let start = if i == 0 { 0 } else { self.wordings[i - 1].end };
        &self.words[start..self.wordings[i].end]
    }

    /// The number of wordings.
    #[must_use]
    pub fn n_wordings(&self) -> usize {
        self.wordings.len()
    }

    /// The wordings that different outlets share, in O(n log n) for n wordings.
    ///
    /// The wordings are taken in an order of their own: those that most outlets printed first,
    /// equals by their hash. Each joins the cluster whose first wording it is most like, if at
    /// least 12 words, and 80 % of the words of both, stand in both in the same order (Dice's
    /// coefficient of the longest common subsequence), and no number differs; otherwise it begins a cluster. A wording is
    /// compared with its cluster's first only, so likeness does not pass from neighbour to
    /// neighbour; and with those only that share at least two of its [`Fingerprint`]'s hashes, of
    /// which at most the first 64 wordings are looked at per hash.
    ///
    /// [`Fingerprint`]: crate::Fingerprint
    #[must_use]
    pub fn clusters(mut self) -> WireClusters {
        self.by_hash = KeyMap::default();
        let mut n_reprints: BTreeMap<u32, u32> = BTreeMap::new();
        for (i, _) in &self.reprints {
            *n_reprints.entry(*i).or_default() += 1;
        }
        let leaders = leader::leaders(&self, |i| n_reprints.get(&i).copied().unwrap_or_default());
        let mut shared = vec![false; leaders.len()];
        let mut ids: Vec<u64> = self.wordings.iter().map(|w| w.hash).collect();
        for ((i, wording), leader) in (0..).zip(&self.wordings).zip(leaders.iter().map(|l| *l as usize)) {
            shared[leader] |= wording.outlet != self.wordings[leader].outlet || n_reprints.contains_key(&i);
            ids[leader] = ids[leader].min(wording.hash);
        }
        let of = self.wordings.iter().zip(&leaders).filter(|(_, leader)| shared[**leader as usize]);
        WireClusters {
            by_hash: of.map(|(wording, leader)| (wording.hash, ClusterId(ids[*leader as usize]))).collect(),
            n_clusters: shared.iter().filter(|s| **s).count(),
        }
    }
}

/// The clusters of sentences that different outlets printed. About 40 bytes per shared wording.
#[derive(Debug, Clone, Default)]
pub struct WireClusters {
    by_hash: KeyMap<ClusterId>,
    n_clusters: usize,
}

impl WireClusters {
    /// The cluster of a sentence, given its [`tokens`](crate::tokens()).
    #[must_use]
    pub fn cluster(&self, tokens: &[Token]) -> Option<ClusterId> {
        self.by_hash.get(&hash(tokens)?).copied()
    }

    /// The number of clusters.
    #[must_use]
    pub fn n_clusters(&self) -> usize {
        self.n_clusters
    }

    /// The number of wordings in all clusters.
    #[must_use]
    pub fn n_wordings(&self) -> usize {
        self.by_hash.len()
    }
}

fn words(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|t| !matches!(t.kind, TokenKind::Sign(_)))
}

/// The hash of a sentence's words; none if they are too few.
fn hash(tokens: &[Token]) -> Option<u64> {
    if words(tokens).count() < MIN_WORDS {
        return None;
    }
    Some(words(tokens).fold(0, |h, word| (h.rotate_left(23) ^ word.key).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// What is kept of a word: half its key, in which the last bit tells numbers.
fn kept(word: &Token) -> u32 {
    word.key as u32 & !1 | u32::from(word.kind == TokenKind::Number)
}

fn is_number(kept: u32) -> bool {
    kept & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the documentation of [`WireIndex`] says of its memory.
    #[test]
    fn a_wording_takes_a_bounded_number_of_bytes() {
        let mut index = WireIndex::default();
        let long = |first: &str| format!("{first} {}.", "and on it went ".repeat(200));
        let text = ["This", "That"].map(long).join("\n\n");
        for source in ["Harbour Post", "Harbour Post", "Daily Beacon", "Daily Beacon"] {
            index.add(&Article { source: source.into(), text: text.clone(), ..Article::default() });
        }
        assert_eq!((index.n_wordings(), index.words.len()), (2, 2 * MAX_WORDS));
        assert_eq!(index.reprints.len(), 2, "an outlet counts once");
        assert_eq!((size_of::<Wording>(), size_of::<(u64, u32)>(), size_of::<(u32, u64)>()), (24, 16, 16));
    }
}
