//! A sentence as resolution reads it: what is quoted, who is named where, and who is its subject.

use super::MentionKind;
use super::words::{self, WordSet};
use crate::actor::wordlist::is_title;
use crate::token::{TokenKind, TokenizedSentence};

/// A place where an actor is mentioned, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) actor: usize,
    /// First token, and the one behind the last.
    pub(super) tokens: (usize, usize),
    pub(super) kind: MentionKind,
}

/// Whether a quotation is open where a sentence ends.
#[derive(Debug, Default)]
pub(super) struct Quotation {
    open: bool,
}

#[derive(Debug)]
pub(super) struct Reading<'s> {
    pub(super) sentence: &'s TokenizedSentence<'s>,
    pub(super) headline: bool,
    /// Whether the token stands within quotation marks.
    pub(super) quoted: Vec<bool>,
    /// The mentions, by place.
    pub(super) places: Vec<Place>,
}

impl<'s> Reading<'s> {
    pub(super) fn new(sentence: &'s TokenizedSentence<'s>, headline: bool, quotation: &mut Quotation) -> Self {
        if headline {
            quotation.open = false;
        }
        let text = sentence.text();
        let mut quoted = Vec::with_capacity(sentence.tokens().len());
        let mut single = false;
        for token in sentence.tokens() {
            let word_before =
                text[..token.span.start].ends_with(|c: char| !c.is_whitespace() && !"([\"“—-".contains(c));
            let word_behind = text[token.span.end..].starts_with(|c: char| !c.is_whitespace() && !",.;:)]".contains(c));
            match token.kind {
                TokenKind::Sign(b'"') => quotation.open = !word_before && (word_behind || !quotation.open),
                // Also an apostrophe; only what opens like a quotation does, and never beyond the sentence.
                TokenKind::Sign(b'\'') => single = !word_before && word_behind,
                _ => {}
            }
            quoted.push(quotation.open || single);
        }
        Self { sentence, headline, quoted, places: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.quoted.len()
    }

    pub(super) fn add(&mut self, place: Place) {
        let at = self.places.partition_point(|p| p.tokens <= place.tokens);
        self.places.insert(at, place);
    }

    pub(super) fn mentions(&self, actor: usize) -> bool {
        self.places.iter().any(|p| p.actor == actor)
    }

    pub(super) fn place_at(&self, i: usize) -> Option<&Place> {
        let behind = self.places.partition_point(|p| p.tokens.0 <= i);
        // Mentions hardly ever overlap, so no earlier one reaches here.
        self.places[behind.saturating_sub(3)..behind].iter().find(|p| (p.tokens.0..p.tokens.1).contains(&i))
    }

    pub(super) fn is(&self, i: usize, set: &WordSet) -> bool {
        i < self.len() && set.contains(&self.sentence.tokens()[i].key)
    }

    pub(super) fn sign(&self, i: usize, sign: u8) -> bool {
        i < self.len() && self.sentence.tokens()[i].is_sign(sign)
    }

    pub(super) fn is_name(&self, i: usize) -> bool {
        i < self.len() && self.sentence.is_name(i)
    }

    pub(super) fn is_word(&self, i: usize) -> bool {
        i < self.len() && self.sentence.tokens()[i].kind == TokenKind::Word
    }

    /// Whether a finite verb stands at token `i`, behind at most two adverbs.
    pub(super) fn verb_at(&self, mut i: usize) -> bool {
        for _ in 0..2 {
            if self.is(i, &words::ADVERBS) || self.is_word(i) && self.sentence.word(i).ends_with("ly") {
                i += 1;
            }
        }
        if !self.is_word(i) || self.sentence.tokens()[i].is_capitalised() && !self.headline {
            return false;
        }
        self.is(i, &words::AUXILIARIES) || self.is(i, &words::VERBS) || self.is(i, &words::AGENT_VERBS) || {
            let word = self.sentence.word(i);
            word.len() > 4 && word.ends_with("ed") && !self.is(i, &words::NOT_PAST)
        }
    }

    /// Whether an agent's verb (*said*, *has denied*, *plans*) stands at token `i`, behind at
    /// most three auxiliaries or adverbs.
    pub(super) fn agent_verb_at(&self, mut i: usize) -> bool {
        for _ in 0..3 {
            let adverb = self.is(i, &words::ADVERBS) || self.is_word(i) && self.sentence.word(i).ends_with("ly");
            if adverb || self.is(i, &words::AUXILIARIES) && !self.is(i, &words::BE) {
                i += 1;
            }
        }
        self.is(i, &words::AGENT_VERBS)
    }

    /// Whether `'s` stands behind the place, so that something of the actor is spoken of.
    pub(super) fn is_possessive(&self, place: &Place) -> bool {
        self.is(place.tokens.1, &words::POSSESSIVE) || self.sign(place.tokens.1, b'\'')
    }

    /// The token at which the main clause begins: behind *But*, or behind the comma that closes
    /// *On Monday,* or *When …,*.
    fn clause_starts(&self) -> Vec<usize> {
        let mut at = 0;
        while at < self.len() && !self.is_word(at) {
            at += 1;
        }
        let mut starts = Vec::new();
        if self.is(at, &words::CONNECTIVES) {
            at += 1;
            if self.sign(at, b',') {
                at += 1;
            }
        }
        starts.push(at);
        if self.is(at, &words::FRONTING) {
            let commas = (at + 1..self.len().min(at + 25)).filter(|i| self.sign(*i, b',') && !self.quoted[*i]);
            starts.extend(commas.map(|i| i + 1));
        }
        starts
    }

    /// Whether token `i` opens the sentence, at most *But* or *And* before it.
    pub(super) fn opens_sentence(&self, i: usize) -> bool {
        self.clause_starts().first() == Some(&i)
    }

    /// The mention that is the subject of the main clause, if the clause shows it: it opens the
    /// clause (titles and the like before it) with the verb behind it, or it is the speaker of a
    /// quotation.
    pub(super) fn subject(&self) -> Option<&Place> {
        if self.quoted.contains(&true) {
            let speaker = self.places.iter().find(|p| self.speaks(p));
            if speaker.is_some() {
                return speaker;
            }
        }
        let starts = self.clause_starts();
        starts.iter().find_map(|start| self.places.iter().find(|p| self.is_subject_from(p, *start)))
    }

    fn speaks(&self, p: &Place) -> bool {
        let (first, behind) = p.tokens;
        if self.quoted[first] {
            return false;
        }
        let mut head = first;
        while head > 0 && self.in_name_phrase(head - 1) {
            head -= 1;
        }
        let after = |i: usize| i > 0 && (self.sign(i - 1, b',') || self.sign(i - 1, b'"'));
        let before = self.is(behind, &words::SAY) && after(head);
        let inverted = head > 0 && self.is(head - 1, &words::SAY) && after(head - 1);
        before || inverted
    }

    /// Words that may stand before a name in its phrase: titles, other names, lower-case modifiers.
    fn in_name_phrase(&self, i: usize) -> bool {
        let word = self.sentence.word(i);
        self.sign(i, b'.') && i > 0 && is_title(self.sentence.word(i - 1)) || self.is_word(i) && is_title(word)
    }

    fn is_subject_from(&self, p: &Place, start: usize) -> bool {
        let (first, behind) = p.tokens;
        if first < start || first - start > 9 || self.quoted[first] {
            return false;
        }
        let plain = (start..first).all(|i| {
            let of_title = self.is(i, &words::OF) && self.is_name(i + 1);
            let stop = self.sign(i, b'.') || self.sign(i, b'-');
            stop || of_title
                || self.is_word(i) && !self.is(i, &words::FUNCTION) && !self.verb_at(i)
                || i == start && self.is(i, &words::THE)
        });
        // `the Chinese company` is no mention that opens the clause; `Texas Sen. Ted Cruz` is.
        let close = first == start
            || first == start + 1 && self.is(start, &words::THE)
            || self.is_name(first - 1)
            || self.sign(first - 1, b'.')
            || self.is(first - 1, &words::PERSON_NOUNS);
        plain && close && self.verb_behind(behind)
    }

    /// Whether a verb stands at `i`, or behind a bracket or an apposition that opens there.
    fn verb_behind(&self, i: usize) -> bool {
        if self.verb_at(i) {
            return true;
        }
        if self.sign(i, b'(') {
            return (i..self.len().min(i + 10)).find(|j| self.sign(*j, b')')).is_some_and(|j| self.verb_behind(j + 1));
        }
        self.sign(i, b',')
            && (self.is(i + 1, &words::APPOSITION) || self.tokens_are_number(i + 1))
            && (i + 2..self.len().min(i + 30)).any(|j| self.sign(j, b',') && self.verb_at(j + 1))
    }

    fn tokens_are_number(&self, i: usize) -> bool {
        i < self.len() && self.sentence.tokens()[i].kind == TokenKind::Number
    }
}
