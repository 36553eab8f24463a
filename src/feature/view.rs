//! A sentence as one of its actors sees it: the target, the other names, and stems.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::Pair;
use crate::token::{KeyMap, KeySet, Span, TokenKind, word_key};

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

/// The masked sentence: one item per word, sign or whole name.
#[derive(Debug)]
pub(super) struct View<'p> {
    pub(super) pair: &'p Pair<'p>,
    pub(super) items: Vec<Item>,
    /// Hash of the stem; of a mark for masked items.
    pub(super) stems: Vec<u64>,
    /// Key of the word as written.
    pub(super) keys: Vec<u64>,
    /// First and last token of the item.
    pub(super) tokens: Vec<(u32, u32)>,
    /// Index of the item that is the first mention of the target.
    pub(super) target: usize,
    /// Whether the item stands within quotation marks.
    pub(super) quoted: Vec<bool>,
    /// Whether another name stands directly before or behind the target, in the same run.
    pub(super) name_before: bool,
    pub(super) name_behind: bool,
}

/// Marks for masked items; no word has such keys.
pub(super) const TARGET: u64 = 0x5441_5247_4554_0001;
const OTHER: u64 = 0x4f54_4845_5200_0002;
const NUMBER: u64 = 0x4e55_4d42_4552_0003;

/// Stems by word key; stemming a word is some twenty times dearer than looking it up.
#[derive(Default)]
pub(super) struct Stems {
    by_key: KeyMap<u64>,
    stemmer: Option<Stemmer>,
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Stems").field("cached", &self.by_key.len()).finish_non_exhaustive()
    }
}

/// The cache is emptied when it holds this many words, so that it stays in bounds on any input.
const MAX_CACHED_STEMS: usize = 200_000;

impl Stems {
    fn stem(&mut self, key: u64, word: &str) -> u64 {
        if self.by_key.len() >= MAX_CACHED_STEMS {
            self.by_key.clear();
        }
        let Self { by_key, stemmer } = self;
        *by_key.entry(key).or_insert_with(|| {
            let stemmer = stemmer.get_or_insert_with(|| Stemmer::create(Algorithm::English));
            word_key(&stemmer.stem(&word.to_lowercase().replace('\u{2019}', "'")))
        })
    }
}

impl<'p> View<'p> {
    pub(super) fn new(pair: &'p Pair<'p>, stems: &mut Stems) -> Self {
        let sentence = pair.sentence;
        let tokens = sentence.tokens();
        let n = tokens.len();
        let mut view = Self {
            pair,
            items: Vec::with_capacity(n),
            stems: Vec::with_capacity(n),
            keys: Vec::with_capacity(n),
            tokens: Vec::with_capacity(n),
            quoted: Vec::with_capacity(n),
            target: 0,
            name_before: false,
            name_behind: false,
        };
        let is_target = |span: Span| pair.mentions.iter().any(|m| m.overlaps(span));
        let mut found_target = false;
        let mut in_quotes = false;
        for (i, token) in tokens.iter().enumerate() {
            let target = is_target(token.span);
            let glued = i > 0 && tokens[i - 1].span.end == token.span.start;
            let last = view.items.last().copied();
            let (item, stem) = if target {
                (Item::Target, TARGET)
            } else {
                match token.kind {
                    // The stop of `Mr.` or of an initial is part of the name.
                    TokenKind::Sign(b'.') if glued && i + 1 < n && last != Some(Item::Word) => continue,
                    TokenKind::Sign(s) => (Item::Sign(s), token.key),
                    TokenKind::Number => (Item::Number, NUMBER),
                    TokenKind::Word if sentence.is_name(i) => (Item::Other, OTHER),
                    TokenKind::Word => (Item::Word, stems.stem(token.key, sentence.word(i))),
                }
            };
            if target && !found_target {
                found_target = true;
                view.target = view.items.len();
                view.name_before = last == Some(Item::Other);
            }
            if last == Some(item) && matches!(item, Item::Target | Item::Other) {
                view.tokens.last_mut().expect("there is a last item").1 = i as u32;
                continue;
            }
            if item == Item::Other && last == Some(Item::Target) && view.items.len() == view.target + 1 {
                view.name_behind = true;
            }
            if item == Item::Sign(b'"') {
                in_quotes = !in_quotes;
            }
            view.items.push(item);
            view.stems.push(stem);
            view.keys.push(token.key);
            view.tokens.push((i as u32, i as u32));
            view.quoted.push(in_quotes);
        }
        assert!(found_target, "a pair has a mention that overlaps a token");
        view
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The target's own clause; a break that opens it is part of it.
    pub(super) fn clause(&self) -> std::ops::Range<usize> {
        let start = (0..self.target).rev().find(|i| self.breaks(*i)).unwrap_or(0);
        let end = (self.target + 1..self.len()).find(|i| self.breaks(*i)).unwrap_or(self.len());
        start..end
    }

    /// The mention of the target that stands nearest to item `i`.
    pub(super) fn nearest_target(&self, i: usize) -> usize {
        (0..self.len()).filter(|j| self.items[*j] == Item::Target).min_by_key(|j| j.abs_diff(i)).unwrap_or(self.target)
    }

    /// Whether a negation stands within the four items before item `i`, in its clause.
    pub(super) fn negated(&self, i: usize) -> bool {
        (i.saturating_sub(4)..i)
            .rev()
            .take_while(|j| !self.breaks(*j))
            .any(|j| self.items[j] == Item::Word && NEGATORS.contains(&self.keys[j]))
    }

    /// Whether item `i` is a word of grammar rather than of content.
    pub(super) fn is_function_word(&self, i: usize) -> bool {
        FUNCTION_WORDS.contains(&self.keys[i])
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
        match self.items[i] {
            Item::Sign(s) => matches!(s, b',' | b';' | b':' | b'_' | b'(' | b')' | b'"' | b'~' | b'?' | b'!'),
            Item::Word => BREAKS.contains(&self.keys[i]),
            _ => false,
        }
    }
}

/// Words that open a clause.
static BREAKS: LazyLock<KeySet> = LazyLock::new(|| {
    [
        "but", "that", "which", "who", "whom", "whose", "because", "while", "after", "before", "although", "though",
        "when", "if", "unless", "until", "since", "where", "whereas", "as", "despite", "and", "or", "even", "whether",
        "what", "how", "why", "yet", "once",
    ]
    .into_iter()
    .map(word_key)
    .collect()
});

static NEGATORS: LazyLock<KeySet> = LazyLock::new(|| {
    ["not", "n't", "no", "never", "neither", "nor", "without", "hardly", "cannot", "nothing", "none", "nobody"]
        .into_iter()
        .map(word_key)
        .collect()
});

static FUNCTION_WORDS: LazyLock<KeySet> = LazyLock::new(|| {
    "a an the this that these those he him his she her hers it its they them their theirs we us our ours you your i me \
     my mine himself herself itself themselves who whom whose which what when where why how there here of in on at by \
     for with about against between into through during before after above below to from up down out off over under \
     again as until while because if than though although since whether unless like despite toward upon within \
     without and but or nor so yet be is are was were been being am 's 're have has had having 've do does did doing \
     will would 'll 'd can could may might must shall should not n't no never neither any all both each few more most \
     other some such only own same too very just also even still then now once ever"
        .split_whitespace()
        .map(word_key)
        .collect()
});
