//! A sentence as one of its actors sees it: the target, the other names, and stems.

use std::ops::Range;

use super::Pair;
use super::predicate::FormFound;
use super::word::{Word, Words};
use crate::token::{Span, TokenKind};

/// What an item of a [`View`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A mention of the target.
    Target,
    /// A run of words that name somebody else.
    Other,
    /// Any other word.
    Word,
    /// A number.
    Number,
    /// A sign, folded.
    Sign(u8),
}

/// The items of a masked sentence: one per word, sign or whole name.
#[derive(Debug, Default)]
pub(super) struct Masked {
    pub(super) items: Vec<Item>,
    /// Hash of the stem; of a mark for masked items.
    pub(super) stems: Vec<u64>,
    /// Key of the word as written.
    pub(super) keys: Vec<u64>,
    /// First and last token of the item.
    pub(super) tokens: Vec<(u32, u32)>,
    /// Whether the item stands within quotation marks.
    pub(super) quoted: Vec<bool>,
    /// Whether a new clause begins at the item.
    breaks: Vec<bool>,
    /// Clause breaks before each item.
    breaks_before: Vec<u32>,
    /// Other names before each item.
    names_before: Vec<u32>,
    /// The items that mention the target.
    targets: Vec<usize>,
    /// Index of the first of them.
    pub(super) target: usize,
    /// Whether another name stands directly before or behind the target, in the same run.
    pub(super) name_before: bool,
    pub(super) name_behind: bool,
}

/// A sentence as one of its actors sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'p> {
    pub(super) pair: &'p Pair<'p>,
    words: &'p Words,
    masked: &'p Masked,
}

impl std::ops::Deref for View<'_> {
    type Target = Masked;
    fn deref(&self) -> &Masked {
        self.masked
    }
}

/// Marks for masked items; no word has such keys.
pub(super) const TARGET: u64 = 0x5441_5247_4554_0001;
const OTHER: u64 = 0x4f54_4845_5200_0002;
const NUMBER: u64 = 0x4e55_4d42_4552_0003;

impl Masked {
    fn clear(&mut self) {
        let Self { items, stems, keys, tokens, quoted, breaks, breaks_before, names_before, targets, .. } = self;
        items.clear();
        stems.clear();
        keys.clear();
        tokens.clear();
        quoted.clear();
        breaks.clear();
        breaks_before.clear();
        names_before.clear();
        targets.clear();
        (self.target, self.name_before, self.name_behind) = (0, false, false);
    }

    /// Reads the items of a pair, whose sentence's words are `words`.
    fn read(&mut self, pair: &Pair, words: &Words) {
        self.clear();
        let sentence = pair.sentence;
        let tokens = sentence.tokens();
        let n = tokens.len();
        let is_target = |span: Span| pair.mentions.iter().any(|m| m.overlaps(span));
        let mut found_target = false;
        let mut in_quotes = false;
        let (mut n_breaks, mut n_names) = (0, 0);
        for (i, token) in tokens.iter().enumerate() {
            let target = is_target(token.span);
            let glued = i > 0 && tokens[i - 1].span.end == token.span.start;
            let last = self.items.last().copied();
            let (item, stem) = if target {
                (Item::Target, TARGET)
            } else {
                match token.kind {
                    // The stop of `Mr.` or of an initial is part of the name.
                    TokenKind::Sign(b'.') if glued && i + 1 < n && last != Some(Item::Word) => continue,
                    TokenKind::Sign(s) => (Item::Sign(s), token.key),
                    TokenKind::Number => (Item::Number, NUMBER),
                    TokenKind::Word if sentence.is_name(i) => (Item::Other, OTHER),
                    TokenKind::Word => (Item::Word, words.known[i].stem),
                }
            };
            if target && !found_target {
                found_target = true;
                self.target = self.items.len();
                self.name_before = last == Some(Item::Other);
            }
            if last == Some(item) && matches!(item, Item::Target | Item::Other) {
                self.tokens.last_mut().expect("there is a last item").1 = i as u32;
                continue;
            }
            if item == Item::Other && last == Some(Item::Target) && self.items.len() == self.target + 1 {
                self.name_behind = true;
            }
            if item == Item::Sign(b'"') {
                in_quotes = !in_quotes;
            }
            if target {
                self.targets.push(self.items.len());
            }
            let breaks = match item {
                Item::Sign(s) => matches!(s, b',' | b';' | b':' | b'_' | b'(' | b')' | b'"' | b'~' | b'?' | b'!'),
                Item::Word => words.known[i].breaks,
                _ => false,
            };
            self.items.push(item);
            self.stems.push(stem);
            self.keys.push(token.key);
            self.tokens.push((i as u32, i as u32));
            self.quoted.push(in_quotes);
            self.breaks.push(breaks);
            self.breaks_before.push(n_breaks);
            self.names_before.push(n_names);
            n_breaks += u32::from(breaks);
            n_names += u32::from(item == Item::Other);
        }
        self.breaks_before.push(n_breaks);
        self.names_before.push(n_names);
        assert!(found_target, "a pair has a mention that overlaps a token");
    }
}

impl<'p> View<'p> {
    /// The view of a pair, whose sentence's words are `words`; its items are kept in `masked`.
    pub(super) fn new(pair: &'p Pair<'p>, words: &'p Words, masked: &'p mut Masked) -> Self {
        masked.read(pair, words);
        Self { pair, words, masked }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The target's own clause; a break that opens it is part of it.
    pub(super) fn clause(&self) -> Range<usize> {
        let start = (0..self.target).rev().find(|i| self.breaks(*i)).unwrap_or(0);
        let end = (self.target + 1..self.len()).find(|i| self.breaks(*i)).unwrap_or(self.len());
        start..end
    }

    /// The mention of the target that stands nearest to item `i`.
    pub(super) fn nearest_target(&self, i: usize) -> usize {
        self.targets.iter().copied().min_by_key(|j| j.abs_diff(i)).unwrap_or(self.target)
    }

    /// Whether a negation stands within the four items before item `i`, in its clause.
    pub(super) fn negated(&self, i: usize) -> bool {
        (i.saturating_sub(4)..i)
            .rev()
            .take_while(|j| !self.breaks(*j))
            .any(|j| self.items[j] == Item::Word && self.known(j).negates)
    }

    /// What is known of the first word of item `i`, masked or not.
    pub(super) fn known(&self, i: usize) -> &Word {
        &self.words.known[self.tokens[i].0 as usize]
    }

    /// The predicate form that opens at item `i`, whatever the item is.
    pub(super) fn form(&self, i: usize) -> Option<FormFound> {
        self.words.forms[self.tokens[i].0 as usize]
    }

    /// Hash of the last two letters of item `i`, a word.
    pub(super) fn ending(&self, i: usize) -> u64 {
        self.words.endings[self.tokens[i].0 as usize]
    }

    /// Whether item `i` is a word of grammar rather than of content.
    pub(super) fn is_function_word(&self, i: usize) -> bool {
        self.known(i).is_function
    }

    /// Clause breaks within a range of items.
    pub(super) fn n_breaks(&self, range: &Range<usize>) -> usize {
        count(&self.breaks_before, range)
    }

    /// Other names within a range of items.
    pub(super) fn n_names(&self, range: &Range<usize>) -> usize {
        count(&self.names_before, range)
    }

    /// The text of item `i`, as written.
    pub(super) fn word(&self, i: usize) -> &str {
        self.pair.sentence.word(self.tokens[i].0 as usize)
    }

    /// Where item `i` stands in the sentence, if it is a word and no name.
    pub(super) fn word_span(&self, i: usize) -> Option<Span> {
        let token = self.tokens[i].0 as usize;
        (self.items[i] == Item::Word).then(|| self.pair.sentence.tokens()[token].span)
    }

    /// Item `i` in words.
    pub(super) fn describe(&self, i: usize) -> String {
        match self.items[i] {
            Item::Target => "⟨actor⟩".to_owned(),
            Item::Other => "⟨other⟩".to_owned(),
            Item::Number => "⟨number⟩".to_owned(),
            Item::Word | Item::Sign(_) => {
                let (first, last) = self.tokens[i];
                let tokens = self.pair.sentence.tokens();
                Span::new(tokens[first as usize].span.start, tokens[last as usize].span.end)
                    .of(self.pair.sentence.text())
                    .to_lowercase()
            }
        }
    }

    /// Whether a new clause begins at item `i`.
    pub(super) fn breaks(&self, i: usize) -> bool {
        self.breaks[i]
    }
}

fn count(before: &[u32], range: &Range<usize>) -> usize {
    if range.is_empty() { 0 } else { (before[range.end] - before[range.start]) as usize }
}
