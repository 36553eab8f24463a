//! Words whose full stop does not end a sentence.
//!
//! All lists are in byte order, small letters and straight apostrophes, for a binary search.

/// Stand before a name, so the stop behind them never ends a sentence.
const TITLES: &[&str] = &[
    "adm", "ald", "amb", "amn", "asst", "atty", "brig", "brig.gen", "capt", "cdr", "cmdr", "col", "comdr", "cpl",
    "cpt", "dep", "det", "dr", "ens", "fr", "ft", "gen", "gov", "govs", "hon", "insp", "lt", "lt.gen", "maj",
    "maj.gen", "messrs", "mlle", "mme", "mr", "mrs", "ms", "msgr", "mt", "ofc", "pfc", "pres", "prof", "profs", "pvt",
    "rep", "reps", "rev", "rt", "sec", "sen", "sens", "sgt", "spc", "spkr", "ssgt", "ste", "supt", "treas",
];

/// Join two parts of a sentence, also in small letters.
const JOINTS: &[&str] = &["approx", "ca", "cf", "e.g", "i.e", "incl", "v", "viz", "vs"];

/// May stand inside a sentence or at its end: only the words behind tell.
const INSIDE_OR_LAST: &[&str] = &[
    "al", "assn", "ave", "b.a", "bldg", "blvd", "bros", "co", "corp", "cos", "dept", "dist", "ed", "eds", "esq", "est",
    "etc", "fri", "gov't", "govt", "gov’t", "hrs", "hwy", "inc", "int'l", "intl", "int’l", "jr", "lbs", "llc", "ltd",
    "mon", "mph", "nat'l", "nat’l", "oz", "pkwy", "plc", "rd", "ret", "sq", "sr", "st", "thu", "thur", "thurs", "tue",
    "tues", "univ", "wed",
];

/// Those of them that are abbreviations in small letters too.
const ALSO_SMALL: &[&str] = &["al", "corp", "etc", "hrs", "inc", "jr", "lbs", "ltd", "mph", "oz", "sq", "sr"];

/// States of the U.S. behind a city or a party: `R-Ariz.`.
const STATES: &[&str] = &[
    "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "mass", "md",
    "mich", "minn", "miss", "mo", "mont", "n.c", "n.d", "n.h", "n.j", "n.m", "n.y", "neb", "nev", "okla", "ont", "ore",
    "pa", "que", "r.i", "s.c", "s.d", "tenn", "tex", "va", "vt", "w.va", "wash", "wis", "wyo",
];

/// Abbreviated only before a number (`No. 4`, `Jan. 6`), else an ordinary word or the end.
const BEFORE_A_NUMBER: &[&str] = &[
    "apr", "art", "arts", "aug", "ch", "chap", "dec", "ext", "feb", "fig", "figs", "jan", "jul", "jun", "mar", "no",
    "nos", "nov", "oct", "p", "para", "paras", "pp", "sect", "sep", "sept", "ver", "vol", "vols",
];

/// Those of them that are abbreviations in small letters too.
const SMALL_BEFORE_A_NUMBER: &[&str] =
    &["ch", "chap", "fig", "figs", "no", "nos", "p", "para", "paras", "pp", "vol", "vols"];

/// Words that, with a capital, nearly always open a sentence.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "a", "about", "according", "additionally", "after", "all", "also", "although", "amid", "among", "an", "and",
    "another", "any", "are", "as", "asked", "at", "because", "before", "behind", "both", "but", "by", "can", "could",
    "critics", "despite", "did", "do", "does", "during", "each", "earlier", "even", "eventually", "every", "everyone",
    "few", "finally", "for", "four", "from", "further", "given", "had", "has", "have", "he", "her", "here", "his",
    "how", "however", "i", "if", "in", "indeed", "initially", "instead", "is", "it", "its", "just", "last", "later",
    "let", "like", "many", "meanwhile", "more", "moreover", "most", "much", "my", "nearly", "neither", "never",
    "nevertheless", "no", "nobody", "none", "nor", "not", "nothing", "now", "of", "officials", "on", "once", "one",
    "only", "or", "other", "others", "our", "over", "perhaps", "police", "previously", "rather", "recently",
    "several", "she", "should", "similarly", "since", "so", "some", "someone", "soon", "still", "such", "than",
    "that", "the", "their", "then", "there", "therefore", "these", "they", "this", "those", "though", "three",
    "through", "thus", "to", "today", "two", "under", "unlike", "until", "was", "we", "were", "what", "when",
    "whenever", "where", "whether", "which", "while", "who", "why", "with", "within", "without", "would", "yes",
    "yesterday", "yet", "you", "your",
];

/// Days, months and time zones, which follow a clock time or a quotation within the sentence.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "april", "august", "bst", "cdt", "central", "cest", "cet", "cst", "ct", "dec", "december", "eastern", "edt",
    "est", "et", "feb", "february", "fri", "friday", "gmt", "jan", "january", "july", "june", "march", "mdt", "mon",
    "monday", "mountain", "mst", "mt", "nov", "november", "oct", "october", "pacific", "pdt", "pst", "pt", "sat",
    "saturday", "sept", "september", "sun", "sunday", "thu", "thurs", "thursday", "tue", "tues", "tuesday", "utc",
    "wed", "wednesday",
];

/// Offices that follow the abbreviation of a state: `Calif. Gov. Ann Lee`.
#[rustfmt::skip]
const OFFICES: &[&str] = &[
    "attorney", "atty", "congressman", "congresswoman", "democrat", "democratic", "gov", "governor", "lt", "mayor",
    "rep", "republican", "secretary", "sen", "senator", "state",
];

/// What `U.S.` and its like stand before: with another name and a verb behind them, they end.
#[rustfmt::skip]
const INSTITUTIONS: &[&str] = &[
    "agency", "air", "ambassador", "appeals", "armed", "army", "attorney", "bank", "bankruptcy", "border", "bureau",
    "capitol", "census", "centers", "central", "chamber", "charter", "circuit", "citizenship", "coast", "commerce",
    "commission", "conference", "congress", "constitution", "consulate", "council", "court", "courts", "customs",
    "defense", "democrats", "department", "district", "embassy", "energy", "envoy", "federal", "food", "forces",
    "foreign", "forest", "general", "geological", "government", "health", "high", "homeland", "house", "human",
    "immigration", "intelligence", "international", "justice", "labor", "marine", "marines", "marshal", "marshals",
    "mayor", "military", "mission", "national", "naval", "navy", "office", "olympic", "open", "park", "patent",
    "pentagon", "police", "postal", "president", "rep", "representative", "representatives", "republicans",
    "resolution", "secret", "secretary", "security", "sen", "senate", "senator", "senators", "soccer", "solicitor",
    "space", "special", "state", "steel", "superior", "supreme", "surgeon", "tariff", "trade", "treasury", "vice",
    "virgin",
];

/// Verbs that tell that the capitals before them are the subject of a sentence.
const FINITE: &[&str] = &[
    "added", "are", "asked", "called", "can", "claimed", "could", "denied", "denies", "did", "does", "had", "has",
    "have", "is", "said", "says", "told", "was", "were", "will", "would", "wrote",
];

/// What the full stop behind a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Part of an abbreviation that something must follow.
    Never,
    /// Part of an initial: only a word that opens sentences tells that it was the last one.
    Initial,
    /// Part of an abbreviation that may also be the last word.
    BeforeOpener,
    /// The same of a place, behind which a name and a verb tell too: `U.S.`, `D.C.`.
    Acronym,
    /// Part of a clock time, which a day or a time zone may follow.
    NotBeforeTime,
    /// Part of the abbreviation of a state, which an office may follow.
    NotBeforeOffice,
    /// Part of an abbreviation if a number follows, else the end of a sentence.
    NotBeforeNumber,
    /// The end of a sentence.
    Ends,
}

/// What a full stop behind `word` (without it) may mean.
pub(super) fn stop_after(word: &str) -> Stop {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Stop::Ends };
    let capital = first.is_uppercase();
    if capital && chars.next().is_none() {
        return Stop::Initial;
    }
    let dotted = word.contains('.');
    if !dotted && word.len() > LONGEST_UNDOTTED {
        return Stop::Ends;
    }
    let mut buffer = [0; LONGEST];
    let small = small_letters(word, &mut buffer);
    let known = |list| contains(list, small);
    if matches!(small, "a.m" | "p.m") {
        Stop::NotBeforeTime
    } else if known(if capital { BEFORE_A_NUMBER } else { SMALL_BEFORE_A_NUMBER }) {
        Stop::NotBeforeNumber
    } else if known(JOINTS) || capital && known(TITLES) {
        Stop::Never
    } else if known(if capital { INSIDE_OR_LAST } else { ALSO_SMALL }) {
        Stop::BeforeOpener
    } else if capital && known(STATES) {
        Stop::NotBeforeOffice
    } else if dotted && word.split('.').all(|p| p.chars().count() <= 2 && p.chars().all(char::is_alphabetic)) {
        if matches!(word, "U.S" | "U.S.A" | "U.K" | "U.N" | "E.U" | "D.C" | "U.A.E") {
            Stop::Acronym
        } else {
            Stop::BeforeOpener
        }
    } else {
        Stop::Ends
    }
}

/// Whether the capitalised word that `text` begins with nearly always opens a sentence.
pub(super) fn is_opener(text: &str) -> bool {
    let word = first_word(text);
    let rest = &text[word.len()..];
    // `A. Smith` is an initial, `A-list` and `IT` are other words.
    let joined = rest.starts_with('-') || word.len() == 1 && rest.starts_with('.');
    let acronym = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    !joined && !acronym && listed(OPENERS, word)
}

/// Whether `text` begins with a day, a month or a time zone: `Friday`, `ET`, `New York time`.
pub(super) fn is_time(text: &str) -> bool {
    listed(TIMES, first_word(text))
        || text.split(' ').take(4).find(|w| !w.starts_with(char::is_uppercase)).is_some_and(|w| first_word(w) == "time")
}

/// Whether `text` begins with what follows a state within a sentence: an office, or a day.
pub(super) fn is_office(text: &str) -> bool {
    is_time(text) || listed(OFFICES, first_word(text))
}

/// Whether `text` begins with a name that is no institution, and a verb: `Okoro said …`.
pub(super) fn is_subject(text: &str) -> bool {
    let mut words = text.split(' ').take(LONGEST_NAME);
    let Some(name) = words.next() else { return false };
    if listed(INSTITUTIONS, first_word(name)) || !name.ends_with(char::is_alphabetic) {
        return false;
    }
    words.find(|w| !w.starts_with(char::is_uppercase)).is_some_and(|w| contains(FINITE, w))
}

/// Words of a name and the verb behind it: looking on through a list of capitals at each of its stops
/// would take the square of its length.
const LONGEST_NAME: usize = 12;

/// The letters and digits that `text` begins with.
pub(super) fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// Longer words stand in no list.
const LONGEST: usize = 16;

/// Longer words without inner dots are no abbreviations.
const LONGEST_UNDOTTED: usize = 8;

fn listed(list: &[&str], word: &str) -> bool {
    contains(list, small_letters(word, &mut [0; LONGEST]))
}

fn contains(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// `word` with its ASCII letters made small; nothing if it is too long to stand in a list.
fn small_letters<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> &'b str {
    let Some(out) = buffer.get_mut(..word.len()) else { return "" };
    out.copy_from_slice(word.as_bytes());
    out.make_ascii_lowercase();
    str::from_utf8(out).unwrap_or("")
}

/// The word at the end of `text`, with inner dots: `U.S`, `p.m`, `Gen`.
pub(super) fn word_before(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(24)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’'))
        .last()
        .map_or(text.len(), |(i, _)| i);
    text[start..].trim_start_matches(['.', '\'', '’'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        for list in [
            TITLES,
            JOINTS,
            INSIDE_OR_LAST,
            ALSO_SMALL,
            STATES,
            BEFORE_A_NUMBER,
            SMALL_BEFORE_A_NUMBER,
            OPENERS,
            TIMES,
            OFFICES,
            INSTITUTIONS,
            FINITE,
        ] {
            assert!(list.iter().all(|w| w.len() <= LONGEST));
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn stops_by_word() {
        for list in [TITLES, JOINTS, INSIDE_OR_LAST, STATES, BEFORE_A_NUMBER] {
            assert!(list.iter().all(|w| w.contains('.') || w.len() <= LONGEST_UNDOTTED));
        }
        for (word, stop) in [
            ("Gen", Stop::Never),
            ("gen", Stop::Ends),
            ("vs", Stop::Never),
            ("J", Stop::Initial),
            ("U.S", Stop::Acronym),
            ("Ph.D", Stop::BeforeOpener),
            ("inc", Stop::BeforeOpener),
            ("p.m", Stop::NotBeforeTime),
            ("Ariz", Stop::NotBeforeOffice),
            ("ill", Stop::Ends),
            ("Jan", Stop::NotBeforeNumber),
            ("5.2", Stop::Ends),
            ("harbour", Stop::Ends),
        ] {
            assert_eq!(stop_after(word), stop, "{word}");
        }
    }
}
