//! What the words of a sentence are, whoever is the target: read once, used for all its actors.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::Lexica;
use super::predicate::{FormFound, PREPOSITIONS};
use crate::token::{KeyMap, KeySet, TokenKind, TokenizedSentence, word_key};

/// What is known of a word by its key alone.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a word may be any of these at once")]
pub(super) struct Word {
    /// Hash of the stem; of the word itself until it has been stemmed.
    pub(super) stem: u64,
    is_stemmed: bool,
    /// Whether it opens a clause.
    pub(super) breaks: bool,
    pub(super) negates: bool,
    /// Whether it is a word of grammar rather than of content.
    pub(super) is_function: bool,
    opens_form: bool,
    /// Its number among the prepositions that bind a name to a predicate, from 1; 0 for others.
    pub(super) preposition: u8,
    /// The class of predicates of which it is a form by itself.
    pub(super) class: Option<u8>,
    /// Its opinion class, −3 to 3; 0 for none.
    pub(super) opinion: i8,
}

/// The words of one sentence, one entry per token.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) known: Vec<Word>,
    /// The predicate form that the tokens from here on open with.
    pub(super) forms: Vec<Option<FormFound>>,
    /// Hash of the last two letters, a poor man's part of speech, of words of which nothing better is
    /// known; 0 for others.
    pub(super) endings: Vec<u64>,
}

/// Words by key; stemming a word is some twenty times dearer than looking it up.
#[derive(Default)]
pub(super) struct WordCache {
    by_key: KeyMap<Word>,
    stemmer: Option<Stemmer>,
}

impl std::fmt::Debug for WordCache {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("WordCache").field("cached", &self.by_key.len()).finish_non_exhaustive()
    }
}

/// The cache is emptied when it holds this many words, so that it stays in bounds on any input.
const MAX_CACHED: usize = 100_000;

impl WordCache {
    /// Reads the words of a sentence into `out`.
    pub(super) fn read(&mut self, sentence: &TokenizedSentence, lexica: &Lexica, out: &mut Words) {
        let tokens = sentence.tokens();
        out.known.clear();
        out.forms.clear();
        out.endings.clear();
        if self.by_key.len() >= MAX_CACHED {
            self.by_key.clear();
        }
        for (i, token) in tokens.iter().enumerate() {
            let plain = token.kind == TokenKind::Word && !sentence.is_name(i);
            let word = self.by_key.entry(token.key).or_insert_with(|| Word::new(token.key, lexica));
            if plain && !word.is_stemmed {
                let stemmer = self.stemmer.get_or_insert_with(|| Stemmer::create(Algorithm::English));
                word.stem = word_key(&stemmer.stem(&sentence.word(i).to_lowercase().replace('\u{2019}', "'")));
                word.is_stemmed = true;
                word.opinion = lexica.opinions.class(token.key, word.stem);
            }
            let found = if word.opens_form { lexica.predicates.form_at(&tokens[i..]) } else { None };
            out.known.push(*word);
            out.forms.push(found);
            let classed = word.is_function || word.class.is_some() || word.opinion != 0;
            out.endings.push(if plain && !classed { ending(sentence.word(i)) } else { 0 });
        }
    }
}

impl Word {
    fn new(key: u64, lexica: &Lexica) -> Self {
        Self {
            stem: key,
            is_stemmed: false,
            breaks: BREAKS.contains(&key),
            negates: NEGATORS.contains(&key),
            is_function: FUNCTION_WORDS.contains(&key),
            opens_form: lexica.predicates.opens_form(key),
            preposition: PREPOSITIONS.get(&key).copied().unwrap_or_default(),
            class: lexica.predicates.class_of_word(key),
            opinion: 0,
        }
    }
}

fn ending(word: &str) -> u64 {
    let tail = word.char_indices().rev().nth(1).map_or(word, |(at, _)| &word[at..]);
    word_key(tail)
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
