//! Words whose full stop does not end a sentence.

/// Stand before a name or a number, so the stop behind them never ends a sentence.
const BEFORE_A_NAME: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "sens", "rep", "reps", "gov", "govs", "lt", "col", "maj", "sgt",
    "capt", "cmdr", "cdr", "cpl", "pvt", "adm", "brig", "st", "ste", "rev", "hon", "pres", "supt", "messrs", "mme",
    "mlle", "msgr", "fr", "sr", "insp", "det", "atty", "asst", "dep", "amb", "sec", "vs", "v", "fig", "figs", "vol",
    "pp", "art", "arts", "para", "op", "cf", "viz", "approx", "ca", "mt", "ft", "ald", "treas", "comdr", "ofc",
    "e.g", "i.e", "al", "lt.-gen", "lt.gen", "maj.gen", "brig.gen", "spc", "pfc", "ens", "spkr",
];

/// May stand inside a sentence or at its end: only a following word that usually opens one tells.
const INSIDE_OR_LAST: &[&str] = &[
    "inc", "corp", "co", "cos", "ltd", "llc", "plc", "bros", "jr", "etc", "a.m", "p.m", "am", "pm", "ave", "blvd", "rd", "dept",
    "univ", "assn", "bldg", "hwy", "pkwy", "est", "ed", "eds", "ph.d", "m.d", "b.a", "m.a", "esq", "ret", "u.s", "u.k",
    "u.n", "e.u", "d.c", "u.s.a", "n.y", "l.a", "n.j", "u.a.e", "u.s.s.r", "dist", "ariz", "ark", "calif", "colo", "conn", "del",
    "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla",
    "ore", "pa", "tenn", "tex", "va", "vt", "wash", "wis", "wyo", "ont", "que", "alta", "hrs", "min", "mph", "oz", "lb", "lbs", "sq",
    "int'l", "nat'l", "gov't", "ste.-foy",
];

/// Followed by a number when abbreviated (`No. 4`, `Jan. 6`), else an ordinary word or end.
const BEFORE_A_NUMBER: &[&str] = &[
    "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "p", "ch", "chap",
    "sect", "rev", "ver", "ext", "rt",
];

/// Words that, with a capital, nearly always open a sentence.
const OPENERS: &[&str] = &[
    "a", "about", "according", "after", "all", "also", "although", "among", "an", "and", "another", "any", "as", "asked", "at", "because",
    "before", "both", "but", "by", "critics", "despite", "during", "each", "earlier", "even", "every", "few", "finally", "for", "four", "from", "he",
    "her", "here", "his", "how", "however", "i", "if", "in", "instead", "is", "it", "its", "just", "last", "later", "like", "many",
    "meanwhile", "more", "most", "much", "my", "neither", "no", "nobody", "none", "nor", "not", "nothing", "now", "of", "officials", "on", "once",
    "one", "only", "or", "other", "others", "our", "over", "police", "perhaps", "several", "she", "similarly", "since", "so", "some", "still", "such", "than",
    "that", "the", "their", "then", "there", "these", "they", "this", "those", "though", "three", "to", "today", "two", "under",
    "unlike", "until", "we", "what", "when", "where", "whether", "which", "while", "who", "why", "with", "without", "would", "yet", "you",
    "your",
];

/// What the full stop behind a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Part of an abbreviation that something must follow.
    Never,
    /// Part of an abbreviation that may also be the last word.
    BeforeOpener,
    /// Part of an abbreviation if a number follows, else the end of a sentence.
    NotBeforeNumber,
    /// The end of a sentence.
    Ends,
}

/// What a full stop behind `word` (without it) may mean.
pub(super) fn stop_after(word: &str) -> Stop {
    let lower = word.to_lowercase();
    let known = |list: &[&str]| list.contains(&lower.as_str());
    let capital = word.starts_with(char::is_uppercase);
    let letters = word.chars().count();
    // Initials: `J. Edgar`, `W.E.B. Du Bois`; but `I.` ends a sentence.
    if letters == 1 && capital && word != "I" {
        return Stop::Never;
    }
    if known(BEFORE_A_NUMBER) && (capital || matches!(lower.as_str(), "no" | "nos" | "p" | "ch")) {
        return Stop::NotBeforeNumber;
    }
    let small_only = matches!(lower.as_str(), "v" | "vs" | "al" | "cf" | "viz" | "approx" | "ca" | "pp" | "e.g" | "i.e");
    if known(BEFORE_A_NAME) && (capital || small_only) {
        return Stop::Never;
    }
    // Two to five words like `Ill.` and `Miss.` are abbreviations only with their capital.
    let lower_too = word.contains('.') || matches!(lower.as_str(), "inc" | "corp" | "ltd" | "jr" | "etc" | "hrs" | "oz" | "lbs" | "mph" | "sq");
    if known(INSIDE_OR_LAST) && (capital || lower_too) {
        return Stop::BeforeOpener;
    }
    if word.contains('.') && word.split('.').all(|p| p.chars().count() <= 2) {
        return Stop::BeforeOpener;
    }
    Stop::Ends
}

/// Whether a capitalised word nearly always opens a sentence.
pub(super) fn is_opener(word: &str) -> bool {
    OPENERS.contains(&word.to_lowercase().as_str())
}
