//! How a word is usually written: the knowledge that tells *March* the name from a verb that
//! opens a sentence.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Case, Token, TokenKind, tokens, word_key};

/// Word keys are hashes already; hashing them again would be waste.
#[derive(Default, Clone)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("only u64 keys are hashed")
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// A set of word keys.
pub(crate) type KeySet = HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// A map from word keys (or other hashes).
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// Per word, the share of its occurrences in mid-sentence that are capitalised.
///
/// Learned once from a large text by [`WordCounts`] and kept as a table of tab-separated lines
/// `word count share`, the share in percent.
#[derive(Debug, Clone, Default)]
pub struct Casing {
    shares: KeyMap<u8>,
}

/// A line of a casing table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: expected `word<TAB>count<TAB>share in percent`")]
pub struct CasingError {
    line: usize,
}

impl Casing {
    /// Reads a table as [`WordCounts::table`] writes it.
    ///
    /// # Errors
    ///
    /// If a line has other than three fields or a share above 100.
    pub fn parse(table: &str) -> Result<Self, CasingError> {
        let mut shares = KeyMap::default();
        for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(word), Some(_), Some(share), None) = (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                return Err(CasingError { line: i + 1 });
            };
            let share = share.parse().ok().filter(|s| *s <= 100).ok_or(CasingError { line: i + 1 })?;
            shares.insert(word_key(word), share);
        }
        Ok(Self { shares })
    }

    /// From pairs of word key and share in percent, as a model file holds them.
    pub(crate) fn from_pairs(keys: &[u64], shares: &[u8]) -> Self {
        Self { shares: keys.iter().copied().zip(shares.iter().copied()).collect() }
    }

    /// Word keys in ascending order with their shares in percent.
    pub(crate) fn to_pairs(&self) -> (Vec<u64>, Vec<u8>) {
        let mut pairs: Vec<_> = self.shares.iter().map(|(k, s)| (*k, *s)).collect();
        pairs.sort_unstable();
        pairs.into_iter().unzip()
    }

    /// The share in percent, if the word is known.
    #[must_use]
    pub fn share(&self, key: u64) -> Option<u8> {
        self.shares.get(&key).copied()
    }

    /// Marks the tokens of one sentence that belong to names.
    ///
    /// In mid-sentence a capitalised word is a name unless the table says that it is mostly
    /// written small; where a capital is forced (sentence start, behind an opening quotation
    /// mark or a colon, or anywhere in a headline with capitals throughout) the table must say
    /// that it is nearly always written large, or not know it.
    #[must_use]
    pub fn names(&self, sentence: &[Token]) -> Vec<bool> {
        let headline = is_title_case(sentence);
        let mut forced = true;
        let mut out = Vec::with_capacity(sentence.len());
        for (i, token) in sentence.iter().enumerate() {
            let name = token.is_capitalised() && {
                let share = self.share(token.key);
                if forced || headline {
                    let limit = if token.case == Case::Upper && !headline { 40 } else { 80 };
                    share.map_or_else(|| token.span.end - token.span.start > 1, |s| s > limit)
                } else {
                    let beside_capital = sentence.get(i + 1).is_some_and(Token::is_capitalised);
                    share.is_none_or(|s| s > 40 || (beside_capital && s > 10)) && token.span.end - token.span.start > 1
                }
            };
            out.push(name);
            forced = match token.kind {
                TokenKind::Word | TokenKind::Number => false,
                TokenKind::Sign(s) => forced || matches!(s, b'"' | b':' | b'?' | b'!' | b'~' | b'('),
            };
        }
        out
    }
}

/// Whether nearly all longer words of a sentence carry a capital, so that capitals tell nothing.
pub(super) fn is_title_case(sentence: &[Token]) -> bool {
    let long = |t: &&Token| t.kind == TokenKind::Word && t.span.end - t.span.start > 3;
    let n = sentence.iter().filter(long).count();
    let capitalised = sentence.iter().filter(long).filter(|t| t.is_capitalised()).count();
    n >= 4 && capitalised * 10 >= n * 8
}

/// Counts from which a [`Casing`] table is made.
#[derive(Debug, Default)]
pub struct WordCounts {
    words: HashMap<String, Count>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: u64,
    free: u64,
    capitalised: u64,
}

impl WordCounts {
    /// Counts the words of one sentence; only those whose case is free (not at the start, not
    /// behind a quotation mark, not in a headline) say how a word is usually written.
    pub fn add(&mut self, sentence: &str) {
        let tokens = tokens(sentence);
        let headline = is_title_case(&tokens);
        let mut forced = true;
        for token in &tokens {
            match token.kind {
                TokenKind::Word => {
                    let lower = token.span.of(sentence).to_lowercase().replace('\u{2019}', "'");
                    let count = self.words.entry(lower).or_default();
                    count.all += 1;
                    if !forced && !headline {
                        count.free += 1;
                        count.capitalised += u64::from(token.is_capitalised());
                    }
                    forced = false;
                }
                TokenKind::Number => forced = false,
                TokenKind::Sign(s) => forced |= matches!(s, b'"' | b':' | b'?' | b'!' | b'~' | b'('),
            }
        }
    }

    /// The table of words seen at least `min_count` times with a free case: tab-separated word,
    /// count, and share of capitals in percent; commonest first, equals by name.
    #[must_use]
    pub fn table(&self, min_count: u64) -> String {
        let mut rows: Vec<_> = self.words.iter().filter(|(_, c)| c.free >= min_count.max(1)).collect();
        rows.sort_unstable_by(|a, b| b.1.all.cmp(&a.1.all).then_with(|| a.0.cmp(b.0)));
        let mut out = String::from("# word\tcount\tcapitalised in mid-sentence, percent\n");
        for (word, c) in rows {
            let share = (c.capitalised * 100 + c.free / 2) / c.free;
            let _ = writeln!(out, "{word}\t{}\t{share}", c.all);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(table: &str, sentence: &str) -> Vec<String> {
        let casing = Casing::parse(table).expect("a good table");
        let tokens = tokens(sentence);
        let marks = casing.names(&tokens);
        tokens.iter().zip(marks).filter(|(_, m)| *m).map(|(t, _)| t.span.of(sentence).to_owned()).collect()
    }

    #[test]
    fn a_forced_capital_needs_the_table() {
        let table = "march\t50\t60\nchina\t90\t100\ncritics\t70\t1\n";
        assert_eq!(names(table, "Critics blamed China in March"), ["China", "March"]);
        assert_eq!(names(table, "March on, China said"), ["China"]);
        assert_eq!(names(table, "Mbeki told Critics"), ["Mbeki"]);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Casing::parse("china\t9\t100\nrussia\t9\t101\n").expect_err("101 percent");
        assert!(error.to_string().starts_with("line 2:"));
    }

    #[test]
    fn counting_skips_forced_capitals() {
        let mut counts = WordCounts::default();
        counts.add("March went on as the march of time in March");
        assert!(counts.table(1).contains("march\t3\t50"));
    }
}
