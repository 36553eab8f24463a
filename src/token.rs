//! Words, numbers and signs of a text, read once for everything that follows.

mod casing;
mod phrase;

pub use casing::{Casing, CasingError, WordCounts};
pub(crate) use casing::{KeyMap, KeySet};
pub(crate) use phrase::{PhraseCollector, PhraseWord, Phrases};

use rapidhash::v3::rapidhash_v3;

/// A half-open range of byte offsets into a text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text under the span.
    ///
    /// # Panics
    ///
    /// If the span was not made for this text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span moved to the right by `offset` bytes.
    #[must_use]
    pub const fn shifted(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes, dots of an acronym, and hyphens between small letters.
    Word,
    /// A number with its inner points and commas.
    Number,
    /// A sign, folded: quotation marks to `"` or `'`, dashes to `-` (inside a compound) or `_`
    /// (between words), an ellipsis to `~`.
    Sign(u8),
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No capital at the start.
    Lower,
    /// A capital, then something small: `China`, `NATOs`.
    Initial,
    /// Capitals only, at least two: `NATO`, `U.S.`.
    Upper,
}

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// How it is written; [`Case::Lower`] for numbers and signs.
    pub case: Case,
    /// Hash of the lower-cased text with straight apostrophes, the same in every release: all
    /// tables of words are keyed by it.
    pub key: u64,
}

impl Token {
    /// Whether it is a word written with a capital.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.kind == TokenKind::Word && self.case != Case::Lower
    }

    /// Whether it is this sign, after folding.
    #[must_use]
    pub fn is_sign(&self, sign: u8) -> bool {
        self.kind == TokenKind::Sign(sign)
    }
}

/// A sentence read once: its tokens, and which of them belong to names.
#[derive(Debug, Clone)]
pub struct TokenizedSentence<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    names: Vec<bool>,
    unknown: Vec<bool>,
}

impl<'a> TokenizedSentence<'a> {
    /// Reads a sentence.
    #[must_use]
    pub fn new(text: &'a str, casing: &Casing) -> Self {
        let tokens = tokens(text);
        let names = casing.names(&tokens);
        let unknown = tokens.iter().map(|t| casing.share(t.key).is_none()).collect();
        Self { text, tokens, names, unknown }
    }

    /// The sentence.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Its tokens.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether token `i` belongs to a name.
    #[must_use]
    pub fn is_name(&self, i: usize) -> bool {
        self.names[i]
    }

    /// Whether token `i` is too rare a word for the casing table to hold it.
    #[must_use]
    pub fn is_unknown(&self, i: usize) -> bool {
        self.unknown[i]
    }

    /// Whether nearly all longer words carry a capital, as in a headline, so that capitals tell
    /// nothing. O(length).
    #[must_use]
    pub fn is_headline(&self) -> bool {
        casing::is_title_case(&self.tokens)
    }

    /// The text of token `i`.
    #[must_use]
    pub fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }
}

/// The [`Token::key`] of a word that is already lower-cased.
#[must_use]
pub fn word_key(lower: &str) -> u64 {
    rapidhash_v3(lower.as_bytes())
}

/// The tokens of `text`, left to right, in O(length).
///
/// `n't`, `'s`, `'re`, `'ve`, `'ll`, `'d` and `'m` are tokens of their own. A hyphen between
/// small letters stays inside its word (`state-sponsored`); beside a capital or a digit it is a
/// sign, so that both names of `China-Russia` stand free.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 4);
    tokens_into(text, &mut out);
    out
}

/// Adds the [`tokens`] of `text` to `out`.
fn tokens_into(text: &str, out: &mut Vec<Token>) {
    let mut scanner = Scanner { text, at: 0, lower: String::with_capacity(32) };
    while let Some(c) = scanner.peek() {
        if c.is_whitespace() || is_ignorable(c) {
            scanner.at += c.len_utf8();
        } else if c.is_alphabetic() {
            scanner.word(out);
        } else if c.is_ascii_digit() {
            scanner.number(out);
        } else {
            scanner.sign(c, out);
        }
    }
}

/// Zero-width and direction marks carry no meaning of their own and must not split a word's neighbours.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\0')
}

/// Letters of an acronym with dots.
const LONGEST_ACRONYM: usize = 12;

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    lower: String,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.char_at(self.at)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() { Some(byte as char) } else { self.text[at..].chars().next() }
    }

    fn word(&mut self, out: &mut Vec<Token>) {
        let start = self.at;
        if let Some(end) = self.acronym_end() {
            self.push_word(start, end, out);
            return;
        }
        let mut end = start;
        let mut has_capital = false;
        // How far the compound is known to have no capital.
        let mut small_until = start;
        while let Some(c) = self.char_at(end) {
            if c.is_alphanumeric() || is_mark(c) {
                has_capital |= c.is_uppercase();
                end += c.len_utf8();
                continue;
            }
            let Some(next) = self.char_at(end + c.len_utf8()) else { break };
            if is_apostrophe(c) && next.is_alphabetic() {
                if let Some(suffix) = self.clitic(end, c.len_utf8()) {
                    self.contraction(start, end, suffix, out);
                    return;
                }
            } else if c != '-' || !next.is_lowercase() || has_capital {
                break;
            } else if end >= small_until {
                match self.small_compound_end(end + 1) {
                    Some(at) => small_until = at,
                    None => break,
                }
            }
            end += c.len_utf8();
        }
        self.push_word(start, end, out);
    }

    /// Where an acronym with dots ends that starts here: `U.S.`, `D.C.`, `a.m.`.
    fn acronym_end(&self) -> Option<usize> {
        let mut at = self.at;
        let mut letters = 0;
        while let Some(c) = self.char_at(at) {
            // What is longer is none, and must not be looked through again from its next letter.
            if letters > LONGEST_ACRONYM {
                return None;
            }
            if !c.is_alphabetic() || self.text.as_bytes().get(at + c.len_utf8()) != Some(&b'.') {
                break;
            }
            at += c.len_utf8() + 1;
            letters += 1;
        }
        (letters >= 2 && !self.char_at(at).is_some_and(char::is_alphanumeric)).then_some(at)
    }

    /// The end of the letters, digits and hyphens from `at`; none if a capital is among them.
    fn small_compound_end(&self, mut at: usize) -> Option<usize> {
        while let Some(c) = self.char_at(at) {
            if c.is_uppercase() {
                return None;
            }
            if !c.is_alphanumeric() && c != '-' {
                break;
            }
            at += c.len_utf8();
        }
        Some(at)
    }

    /// The end of a clitic (`'s`, `'re` …) whose apostrophe stands at `at`.
    fn clitic(&self, at: usize, apostrophe: usize) -> Option<usize> {
        let mut end = at + apostrophe;
        while self.text.as_bytes().get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        let letters = &self.text[at + apostrophe..end];
        let complete = !self.char_at(end).is_some_and(char::is_alphanumeric);
        let known = ["s", "re", "ve", "ll", "d", "m", "t"].iter().any(|c| letters.eq_ignore_ascii_case(c));
        (complete && known).then_some(end)
    }

    fn contraction(&mut self, start: usize, apostrophe: usize, end: usize, out: &mut Vec<Token>) {
        let negation = self.text.as_bytes()[end - 1].eq_ignore_ascii_case(&b't');
        // As in the Penn Treebank: `do` + `n't`, `ca` + `n't`.
        let head_end =
            if negation && self.text.as_bytes()[apostrophe - 1].eq_ignore_ascii_case(&b'n') && apostrophe - start > 1 {
                apostrophe - 1
            } else {
                apostrophe
            };
        self.push_word(start, head_end, out);
        self.push_word(head_end, end, out);
    }

    fn push_word(&mut self, start: usize, end: usize, out: &mut Vec<Token>) {
        let word = &self.text[start..end];
        self.lower.clear();
        let mut letters = 0;
        let mut capitals = 0;
        for c in word.chars() {
            letters += usize::from(c.is_alphabetic());
            capitals += usize::from(c.is_uppercase());
            if c.is_ascii() {
                self.lower.push(c.to_ascii_lowercase());
            } else if is_apostrophe(c) {
                self.lower.push('\'');
            } else {
                self.lower.extend(c.to_lowercase());
            }
        }
        let case = if !word.starts_with(char::is_uppercase) {
            Case::Lower
        } else if capitals == letters && letters > 1 {
            Case::Upper
        } else {
            Case::Initial
        };
        self.at = end;
        out.push(Token { span: Span::new(start, end), kind: TokenKind::Word, case, key: word_key(&self.lower) });
    }

    fn number(&mut self, out: &mut Vec<Token>) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while end < bytes.len() {
            let inner = matches!(bytes[end], b'.' | b',' | b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if !bytes[end].is_ascii_alphanumeric() && !inner {
                break;
            }
            end += 1;
        }
        self.at = end;
        let key = word_key(&self.text[start..end]);
        out.push(Token { span: Span::new(start, end), kind: TokenKind::Number, case: Case::Lower, key });
    }

    fn sign(&mut self, c: char, out: &mut Vec<Token>) {
        let start = self.at;
        let rest = &self.text[start..];
        let (folded, length) = match c {
            '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => (b'"', c.len_utf8()),
            '\'' | '`' | '\u{2018}'..='\u{201b}' | '\u{2bc}' => (b'\'', c.len_utf8()),
            '\u{2010}' | '\u{2011}' => (b'-', c.len_utf8()),
            '-' if rest.starts_with("--") => (b'_', rest.len() - rest.trim_start_matches('-').len()),
            '-' => {
                let inside =
                    self.text[..start].ends_with(char::is_alphanumeric) && rest[1..].starts_with(char::is_alphanumeric);
                (if inside { b'-' } else { b'_' }, 1)
            }
            '\u{2012}'..='\u{2015}' => (b'_', c.len_utf8()),
            '\u{2026}' => (b'~', c.len_utf8()),
            '.' if rest.starts_with("..") => (b'~', rest.len() - rest.trim_start_matches('.').len()),
            c if c.is_ascii() => (c as u8, 1),
            // Any other sign: one class, so that no sentence grows features of its own from it.
            _ => (b'?' | 0x80, c.len_utf8()),
        };
        self.at = start + length;
        out.push(Token {
            span: Span::new(start, self.at),
            kind: TokenKind::Sign(folded),
            case: Case::Lower,
            key: word_key(std::str::from_utf8(&[folded & 0x7f]).unwrap_or("?")),
        });
    }
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.span.of(text)).collect()
    }

    #[test]
    fn words_clitics_and_acronyms() {
        assert_eq!(words("The U.S. didn't say Iran's."), ["The", "U.S.", "did", "n't", "say", "Iran", "'s", "."]);
        assert_eq!(words("O’Brien can’t"), ["O’Brien", "ca", "n’t"]);
        assert_eq!(words("at 5 a.m. on"), ["at", "5", "a.m.", "on"]);
    }

    #[test]
    fn hyphens_free_names_and_join_small_words() {
        assert_eq!(
            words("China-Russia ties, state-sponsored, anti-Trump, US-led"),
            ["China", "-", "Russia", "ties", ",", "state-sponsored", ",", "anti", "-", "Trump", ",", "US", "-", "led"]
        );
    }

    #[test]
    fn numbers_and_signs() {
        assert_eq!(words("$1,200.50 -- “yes…”"), ["$", "1,200.50", "--", "“", "yes", "…", "”"]);
        let folded: Vec<_> = tokens("“yes…” — no").iter().map(|t| t.kind).collect();
        assert_eq!(folded[0], TokenKind::Sign(b'"'));
        assert_eq!(folded[2], TokenKind::Sign(b'~'));
        assert_eq!(folded[4], TokenKind::Sign(b'_'));
    }

    #[test]
    fn keys_ignore_case_and_apostrophe_shape() {
        let [a, b] = ["DIDN’T", "didn't"].map(|t| tokens(t).iter().map(|t| t.key).collect::<Vec<_>>());
        assert_eq!(a, b);
    }
}
