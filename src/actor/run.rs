//! Runs of name words that no known form takes: what may be the name of somebody unknown.

use super::wordlist::{
    is_calendar, is_follower, is_no_name, is_opening_thing, is_organisation, is_subject, is_thing, is_title,
};
use crate::token::{Case, TokenKind, TokenizedSentence};

/// First token, and the one behind the last.
pub(super) type TokenRange = (usize, usize);

/// The names of a sentence outside the tokens that are `taken`, left to right.
///
/// A hyphen joins two names (*Ocasio-Cortez*) unless one of them is `known` by itself
/// (*Obama-Clinton*).
pub(super) fn names(
    sentence: &TokenizedSentence,
    taken: impl Fn(usize) -> bool,
    known: impl Fn(usize) -> bool,
) -> Vec<TokenRange> {
    let reader = Reader { sentence, taken, known, is_headline: sentence.is_headline() };
    let mut out = Vec::new();
    let mut at = 0;
    while at < sentence.tokens().len() {
        if !reader.opens(at) {
            at += 1;
            continue;
        }
        let start = reader.drawn_back(at);
        at += 1;
        while let Some(next) = reader.joined(start, at) {
            at = next;
        }
        if is_glued(sentence, at) {
            continue;
        }
        let named = |start, end| (start..end).any(|i| sentence.is_name(i));
        let parts = parts(sentence, start, at).into_iter();
        out.extend(parts.filter(|(start, end)| named(*start, *end) && is_actor(sentence, *start, *end)));
    }
    out
}

struct Reader<'s, 't, T, K> {
    sentence: &'s TokenizedSentence<'t>,
    taken: T,
    known: K,
    is_headline: bool,
}

impl<T: Fn(usize) -> bool, K: Fn(usize) -> bool> Reader<'_, '_, T, K> {
    /// Whether a name may begin with token `i`; a letter by itself is none.
    fn opens(&self, i: usize) -> bool {
        let letter = self.initial(i) && !(self.sign(i + 1, b'.') && self.names(i + 2));
        self.names(i) && self.sentence.tokens()[i].is_capitalised() && !letter && !is_marked(self.sentence, i)
    }

    /// Where a name that shows at token `i` really begins: `Federal Reserve Bank`, `De Blasio`.
    fn drawn_back(&self, i: usize) -> usize {
        let mut start = i;
        while start > 0 {
            let word = self.sentence.word(start - 1);
            let particle = matches!(word, "De" | "Van" | "Von" | "Del" | "La" | "Le" | "Al" | "El");
            let inside = start > 1 && self.sentence.tokens()[start - 2].kind == TokenKind::Word;
            if !(self.goes_on(start - 1)
                && (particle || inside)
                && (!is_title(word) || is_subject(word))
                && !is_preposition(word))
            {
                break;
            }
            start -= 1;
        }
        start
    }

    /// Whether token `i` is an ordinary word that only its name gives a capital: `Freedom Caucus`.
    fn goes_on(&self, i: usize) -> bool {
        let Some(token) = self.sentence.tokens().get(i) else { return false };
        !self.is_headline
            && token.is_capitalised()
            && token.span.end - token.span.start > 1
            && !(self.taken)(i)
            && !is_glued(self.sentence, i)
            && !is_calendar(&self.sentence.word(i).to_lowercase())
    }

    /// Whether token `i` is a word of a name that may go on here.
    fn names(&self, i: usize) -> bool {
        i < self.sentence.tokens().len()
            && self.sentence.is_name(i)
            && !(self.taken)(i)
            && !is_glued(self.sentence, i)
            && !is_calendar(&self.sentence.word(i).to_lowercase())
    }

    fn initial(&self, i: usize) -> bool {
        self.sentence.tokens().get(i).is_some_and(|t| t.is_capitalised() && t.span.end - t.span.start == 1)
    }

    fn sign(&self, i: usize, sign: u8) -> bool {
        self.sentence.tokens().get(i).is_some_and(|t| t.is_sign(sign))
    }

    /// The end of a run from `start` that reaches to `end`, one step further; none where it stops.
    fn joined(&self, start: usize, end: usize) -> Option<usize> {
        let tokens = self.sentence.tokens();
        let last = self.sentence.word(end - 1);
        if self.names(end) || self.goes_on(end) {
            return Some(end + 1);
        }
        if self.initial(end) && !(self.taken)(end) && self.sign(end + 1, b'.') && self.names(end + 2) {
            return Some(end + 2);
        }
        let abbreviated = self.initial(end - 1) || matches!(last, "St" | "Ft" | "Mt") || is_title(last);
        if self.sign(end, b'.') && abbreviated && self.names(end + 1) {
            return Some(end + 2);
        }
        let word = tokens.get(end).map(|_| self.sentence.word(end))?;
        match word {
            // `Bashar al-Assad`, `Charles de Gaulle`, `Ursula von der Leyen`
            "de" | "van" | "von" | "bin" | "ibn" | "al" | "el" | "ul" | "ur" | "as" | "da" | "del" | "della" | "di"
            | "der" | "den" | "la" | "du" | "dos" => {
                let next = end + 1 + usize::from(self.sign(end + 1, b'-'));
                if self.names(next) {
                    return Some(next + 1);
                }
                (matches!(word, "de" | "van" | "von") && self.names(end + 2) && !tokens[end + 1].is_capitalised())
                    .then_some(end + 3)
            }
            "-" if self.names(end + 1) && !(self.known)(end - 1) && !(self.known)(end + 1) => Some(end + 2),
            "&" if tokens.get(end + 1).is_some_and(crate::token::Token::is_capitalised)
                && !(self.known)(end - 1)
                && !(self.known)(end + 1) =>
            {
                Some(end + 2)
            }
            // `University of Chicago`, `Committee for Justice`, `College of the Holy Cross`
            // and on: `Foundation for the Defense of Democracies`
            "of" | "for" | "on"
                if is_organisation(&last.to_lowercase())
                    || (word == "of" && (start + 1..end).any(|i| is_link(self.sentence.word(i)))) =>
            {
                let next =
                    end + 1 + usize::from(tokens.get(end + 1).is_some_and(|_| self.sentence.word(end + 1) == "the"));
                let capital = tokens.get(next).is_some_and(|t| t.is_capitalised() && t.span.end - t.span.start > 1);
                (capital && !(self.taken)(next) && !is_calendar(&self.sentence.word(next).to_lowercase()))
                    .then_some(next + 1)
            }
            "and" if is_office_of(self.sentence, start, end) => {
                (self.names(end + 1) && !(self.known)(end + 1)).then_some(end + 2)
            }
            _ => None,
        }
    }
}

/// Whether a page ran two words of one name into each other: `Mitch McConnell Mitchell McConnellGOP
/// senators`.
fn is_glued(sentence: &TokenizedSentence, at: usize) -> bool {
    let Some(token) = sentence.tokens().get(at).filter(|t| t.case == Case::Initial) else { return false };
    let word = token.span.of(sentence.text());
    let seam = |(i, c): (usize, char)| c.is_uppercase() && i >= 4 && word[..i].ends_with(char::is_lowercase);
    word.char_indices().filter(|at| seam(*at)).any(|(seam, _)| {
        let (head, tail) = word.split_at(seam);
        let again = |other: &str| other == head || (tail.len() >= 4 && other == tail);
        let other_seam =
            |other: &str| other.strip_prefix(head).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let words = (0..sentence.tokens().len()).filter(|i| *i != at).map(|i| sentence.word(i));
        words.into_iter().any(|other| again(other) || other_seam(other))
    })
}

/// Whether it is the name of an account or a topic (`@harbourpost`, `#ferry`) or what is left of
/// `neo-Nazis`.
fn is_marked(sentence: &TokenizedSentence, at: usize) -> bool {
    at > 0
        && (sentence.tokens()[at - 1].is_sign(b'@')
            || sentence.tokens()[at - 1].is_sign(b'#')
            || (at > 1 && sentence.tokens()[at - 1].is_sign(b'-') && matches!(sentence.word(at - 2), "neo" | "Neo")))
}

/// Whether a run is `Department of X`, which may go on `and Y`.
fn is_office_of(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let office = |i: usize| {
        matches!(
            sentence.word(i),
            "Department" | "Ministry" | "Committee" | "Office" | "Organization" | "Organisation" | "Centers" | "Bureau"
        )
    };
    (start + 1..end).any(|i| is_link(sentence.word(i)) && office(i - 1))
}

fn is_link(word: &str) -> bool {
    matches!(word, "of" | "for" | "on")
}

/// Whether a word that a title of works writes large opens no name: `Against`.
fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "Against" | "About" | "Between" | "Without" | "Under" | "Over" | "From" | "With" | "By" | "To" | "In"
    )
}

/// A run cut at its titles: `Dayton Mayor Nan Whaley` names a town and a person.
fn parts(sentence: &TokenizedSentence, start: usize, end: usize) -> Vec<TokenRange> {
    let mut out = Vec::new();
    let mut from = start;
    // `Ministry of Health` and `Senate Finance Committee` hold no title.
    let linked = (start..end).find(|i| is_link(sentence.word(*i))).unwrap_or(end);
    let office = is_organisation(&sentence.word(end - 1).to_lowercase());
    for i in start..linked {
        // The last word of `Larry King` is no title.
        let surname = i + 1 == end && i == from + 1;
        let inside_office = office && is_subject(sentence.word(i));
        if is_title(sentence.word(i)) && !surname && !inside_office {
            out.push((from, i));
            from = i + 1;
        }
    }
    out.push((from, end));
    out.into_iter().map(|(from, end)| trimmed(sentence, from, end)).filter(|(from, end)| from < end).collect()
}

/// Without signs at its ends and without the words that follow a name: `Obama Administration`.
fn trimmed(sentence: &TokenizedSentence, mut from: usize, mut end: usize) -> TokenRange {
    let unwanted = |from: usize| {
        let token = sentence.tokens()[from];
        let article = sentence.word(from) == "The" && end - from > 2;
        token.kind != TokenKind::Word || !token.is_capitalised() || article
    };
    while from < end && unwanted(from) {
        from += 1;
    }
    let follows = |from: usize, last: usize| {
        let word = sentence.word(last);
        (last > from && is_follower(word)) || (last > from + 1 && matches!(word, "Jr" | "Sr"))
    };
    while from < end && (!sentence.tokens()[end - 1].is_capitalised() || follows(from, end - 1)) {
        end -= 1;
    }
    (from, end)
}

/// Whether a run looks like the name of somebody rather than something.
fn is_actor(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let tokens = sentence.tokens();
    let lower = |i: usize| sentence.word(i).to_lowercase();
    if is_thing(&lower(end - 1))
        || in_credit(sentence, start, end)
        || is_behind_of(sentence, start)
        || in_party_tag(sentence, start)
        || is_quoted_title(sentence, start, end)
    {
        return false;
    }
    let number = |i: usize| tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number);
    if end - start == 1 {
        // `737 Max 8` is a product.
        if start > 0 && number(start - 1) && number(end) {
            return false;
        }
        let word = lower(start);
        let misread = is_first(sentence, start) && sentence.is_unknown(start) && is_derived(&word);
        let nobody = is_no_name(&word) || is_code(sentence.word(start)) || is_title(sentence.word(start));
        return !misread && !nobody;
    }
    let words = (start..end).filter(|i| tokens[*i].is_capitalised()).count();
    let shouting = (start..end).all(|i| tokens[i].case != Case::Initial)
        && (start..end).filter(|i| tokens[*i].kind == TokenKind::Word).any(|i| !sentence.is_unknown(i));
    let all_ordinary = (start..end).all(|i| is_no_name(&lower(i)) || is_title(sentence.word(i)));
    // `AMY GOODMAN: …` in a transcript.
    let speaks = tokens.get(end).is_some_and(|t| t.is_sign(b':')) && is_first(sentence, start);
    // `REDACTION DECISIONS` alone is a heading.
    let heading = shouting && start == 0 && end == tokens.len();
    let heard = !shouting || speaks || is_shouted(sentence);
    let thing = heading || all_ordinary || is_opening_thing(sentence.word(start)) || number(end);
    words <= 7 && heard && !thing
}

/// Whether the word stands where every word has a capital.
fn is_first(sentence: &TokenizedSentence, at: usize) -> bool {
    let before = &sentence.tokens()[..at];
    before.iter().all(|t| t.kind != TokenKind::Word)
        || matches!(before[at - 1].kind, TokenKind::Sign(b'"' | b':' | b'?' | b'!' | b'~' | b'('))
}

/// Whether a word that no table knows is made by an ending of adverbs, participles and the like,
/// so that its capital at the start of a sentence tells nothing.
fn is_derived(lower: &str) -> bool {
    let long = ["ence", "ance", "ment", "ity", "ology"].iter().any(|ending| lower.ends_with(ending)) && lower.len() > 6;
    long || [
        "ly", "ing", "ed", "tion", "tions", "ness", "less", "able", "ible", "ful", "ism", "ously", "ize", "ized", "ive",
    ]
    .iter()
    .any(|ending| lower.ends_with(ending))
        || lower.contains('-')
}

/// Whether a word is a code or a number of things: `Prop47`, `CDs`.
fn is_code(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    let plural = stem.len() > 1 && stem.len() < word.len() && stem.chars().all(char::is_uppercase);
    word.contains(|c: char| c.is_ascii_digit()) || (plural && !matches!(word, "MPs" | "MEPs" | "NGOs"))
}

/// Whether all words of the sentence are capitals, as in a headline that shouts.
fn is_shouted(sentence: &TokenizedSentence) -> bool {
    let mut words = sentence.tokens().iter().filter(|t| t.kind == TokenKind::Word && t.span.end - t.span.start > 1);
    words.all(|t| t.case == Case::Upper)
}

/// Whether it is the state in `Sen. Rand Paul (R-Ky.)`.
pub(super) fn in_party_tag(sentence: &TokenizedSentence, start: usize) -> bool {
    start >= 2
        && sentence.tokens()[start - 1].is_sign(b'-')
        && matches!(sentence.word(start - 2), "R" | "D" | "I" | "DFL")
}

/// Whether it belongs to the credit of a picture (`John Doe/Getty Images`, `Sun-Sentinel via AP`),
/// to the dateline of a report (`OSLO (AP) — …`), an address, or is a ticker symbol (`AMZN.O`).
pub(super) fn in_credit(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let agency = |i: usize| {
        sentence.tokens().get(i).is_some_and(|_| {
            matches!(
                sentence.word(i),
                "Getty"
                    | "AP"
                    | "AFP"
                    | "Reuters"
                    | "REUTERS"
                    | "Bloomberg"
                    | "EPA"
                    | "UPI"
                    | "Shutterstock"
                    | "Newscom"
                    | "TNS"
            )
        })
    };
    let word = |i: usize| sentence.tokens().get(i).map_or("", |_| sentence.word(i));
    let slash = |i: usize| word(i) == "/";
    let bracket = |i: usize, sign: u8| sentence.tokens().get(i).is_some_and(|t| t.is_sign(sign));
    let in_brackets = |i: usize| i > 0 && bracket(i - 1, b'(') && bracket(i + 1, b')');
    let opens = |i: usize| sentence.tokens()[..i].iter().all(|t| t.is_capitalised() || t.is_sign(b','));
    let dateline = (opens(start) && bracket(end, b'(') && is_press(word(end + 1)) && in_brackets(end + 1))
        || (is_press(word(start)) && in_brackets(start) && opens(start - 1));
    let ticker = start > 0
        && bracket(start - 1, b'(')
        && bracket(end, b'.')
        && sentence.tokens()[start].case == Case::Upper
        && bracket(end + 2, b')');
    dateline
        || ticker
        || word(end) == "@"
        || (slash(end) && agency(end + 1))
        || (start > 0 && slash(start - 1) && agency(start))
        || (word(end) == "via" && agency(end + 1))
        || (agency(start)
            && (matches!(word(start + 1), "Images" | "Photo" | "Photos") || start > 0 && word(start - 1) == "via"))
}

/// Whether it only closes the name of a place or body: `Gulf of Mexico`, `University of Georgia`.
pub(super) fn is_behind_of(sentence: &TokenizedSentence, start: usize) -> bool {
    let the = start.checked_sub(1).filter(|i| sentence.word(*i) == "the").unwrap_or(start);
    let Some(of) = the.checked_sub(1).filter(|i| sentence.word(*i) == "of") else { return false };
    of > 0 && sentence.tokens()[of - 1].is_capitalised() && {
        let word = sentence.word(of - 1).to_lowercase();
        is_thing(&word)
            || matches!(word.as_str(), "university" | "bank" | "college" | "bishop" | "archbishop" | "duke" | "church")
    }
}

/// Who stands in a dateline.
fn is_press(word: &str) -> bool {
    matches!(
        word,
        "AP" | "AFP" | "Reuters" | "REUTERS" | "UPI" | "CNN" | "CBS" | "Bloomberg" | "BLOOMBERG" | "CBSNewYork"
    )
}

/// Whether quotation marks stand directly around two words or more: a title of a work.
fn is_quoted_title(sentence: &TokenizedSentence, start: usize, end: usize) -> bool {
    let quote = |i: usize| sentence.tokens().get(i).is_some_and(|t| t.is_sign(b'"') || t.is_sign(b'\''));
    end - start > 1 && start > 0 && quote(start - 1) && quote(end)
}
