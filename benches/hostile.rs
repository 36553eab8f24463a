//! What each stage takes for a byte of text that was made to be slow, at sizes that double.
//!
//! `cargo bench --bench hostile`, or `cargo bench --bench hostile -- pronouns quotes` for some
//! texts. A stage is linear if its row stays level; `growth` is the exponent k of time ~ size^k,
//! by the two largest sizes.

#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use gainsay::{
    Article, ArticleChunk, Coreference, DelimitedArticles, FieldMap, JudgeOptions, Judgement, Lexicon, LineChunks,
    Model, Pipeline, Tally, WireIndex, sentences, tokens,
};

/// Sizes in KiB.
const SIZES: [usize; 5] = [32, 64, 128, 256, 512];

/// No further doubling once a run has taken so long.
const ENOUGH: Duration = Duration::from_secs(8);

/// What is timed takes so long at least.
const LONG_ENOUGH: Duration = Duration::from_millis(150);

/// A text of about so many bytes.
type Make = fn(usize) -> String;

/// What is done with a file; gives what it finds.
type Work = fn(&str) -> usize;

/// Pieces repeated up to `n` bytes, each with its number.
fn numbered(n: usize, piece: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(n + 200);
    for i in 0.. {
        if out.len() >= n {
            break;
        }
        out.push_str(&piece(i));
    }
    out
}

fn repeated(n: usize, piece: &str) -> String {
    piece.repeat(n.div_ceil(piece.len()))
}

/// A name that differs for every number, of letters only.
fn name(mut i: usize) -> String {
    let mut out = String::from("Zo");
    loop {
        out.push(char::from(b'a' + (i % 26) as u8));
        i /= 26;
        if i == 0 {
            return out + "vik";
        }
    }
}

const TEXTS: &[(&str, Make)] = &[
    ("prose", |n| {
        repeated(
            n,
            "NATO accused China of arming Russia. China denied the charge, and the alliance said it had proof. ",
        )
    }),
    ("one letter", |n| repeated(n, "a")),
    ("one capital", |n| repeated(n, "A")),
    ("letters", |n| repeated(n, "a ")),
    ("blanks", |n| repeated(n, " ") + "x"),
    ("line feeds", |n| repeated(n, "x\n")),
    ("long lines", |n| repeated(n, "a line that is long enough to be broken to fit a width of sixty signs\n")),
    ("stops", |n| repeated(n, ".")),
    ("stops and blanks", |n| repeated(n, ". ")),
    ("questions", |n| repeated(n, "a? ")),
    ("glued", |n| repeated(n, "a.B")),
    ("initials", |n| repeated(n, "A.")),
    ("initials, blanks", |n| repeated(n, "A. ")),
    ("initials, then word", |n| repeated(n, "a.") + "bc"),
    ("U.S. Names", |n| repeated(n, "U.S. Xx Yy ")),
    ("a state, names", |n| repeated(n, "Ariz. Xx ")),
    ("times", |n| repeated(n, "5 p.m. Xx ")),
    ("open quotes", |n| repeated(n, "“")),
    ("nested quotes", |n| repeated(n, "“a ")),
    ("straight quotes", |n| repeated(n, "a\"")),
    ("stop, quotes", |n| repeated(n, "a.\"")),
    ("stop, closing", |n| repeated(n, "a.”’)")),
    ("brackets", |n| repeated(n, "(a ")),
    ("notes", |n| repeated(n, "a.[1")),
    ("dashes", |n| repeated(n, "a — ")),
    ("bullets", |n| repeated(n, "• ")),
    ("bullets, lines", |n| repeated(n, "- a\n")),
    ("hyphens", |n| repeated(n, "a-")),
    ("hyphens, capital", |n| repeated(n, "A-")),
    ("apostrophes", |n| repeated(n, "a'")),
    ("clitics", |n| repeated(n, "n't")),
    ("digits", |n| repeated(n, "1,")),
    ("marks", |n| repeated(n, "e\u{301}\u{301}")),
    ("joiners", |n| repeated(n, "\u{200d}")),
    ("emoji", |n| repeated(n, "a. 😀")),
    ("foreign stops", |n| repeated(n, "中。")),
    ("overrides", |n| repeated(n, "\u{202e}a ")),
    ("NUL", |n| repeated(n, "\0a ")),
    ("new names", |n| numbered(n, |i| format!("{} ", name(i)))),
    ("new names, commas", |n| numbered(n, |i| format!("{}, ", name(i)))),
    ("new full names", |n| numbered(n, |i| format!("{} {} left. ", name(i), name(i / 2)))),
    ("names in lines", |n| numbered(n, |i| format!("The {} said that {} had lied. ", name(i), name(i + 1)))),
    ("known states", |n| repeated(n, "China, Russia, Iran, France, Peru, Kenya, Japan, India, ")),
    ("one actor", |n| repeated(n, "China ")),
    ("surnames", |n| repeated(n, "Clinton ")),
    ("of of of", |n| repeated(n, "University of ")),
    ("departments", |n| repeated(n, "Department of Xx and ")),
    ("glued names", |n| repeated(n, "AbcdeFghijKlmno ")),
    ("camel case", |n| repeated(n, "Abcde")),
    ("titles", |n| repeated(n, "President ")),
    ("the presidents", |n| numbered(n, |i| format!("The president met {}. ", name(i)))),
    ("the companies", |n| numbered(n, |i| format!("The company left, {} said. ", name(i)))),
    ("nouns in one line", |n| numbered(n, |i| format!("{} and the president, the company, ", name(i)))),
    ("states and nouns", |n| repeated(n, "Peru, Chile, Kenya, the company, the court, the bank, ")),
    ("pronouns", |n| repeated(n, "he ")),
    ("pronoun lines", |n| repeated(n, "Adaeze Mbeki left. He said she lied. ")),
    ("said", |n| repeated(n, "said ")),
    ("he said", |n| repeated(n, "he said ")),
    ("accused", |n| repeated(n, "accused ")),
    ("China accused", |n| repeated(n, "China accused ")),
    ("nested speech", |n| numbered(n, |i| format!("{} said that ", name(i)))),
    ("accused of accusing", |n| repeated(n, "accused of accusing China of ")),
    ("denied, quoted", |n| repeated(n, "“China denied it,” said NATO ")),
    ("of the", |n| repeated(n, "the claim of the ")),
    ("according to", |n| repeated(n, "according to ")),
    ("colons", |n| repeated(n, "NATO: ")),
    ("commas", |n| repeated(n, "a, ")),
    ("and", |n| repeated(n, "NATO and ")),
    ("who", |n| repeated(n, "who said who ")),
    ("adverbs", |n| repeated(n, "not never ")),
    ("charges and denials", |n| repeated(n, "NATO accused China. China denied it. ")),
];

/// Files rather than texts: what is read, by size.
const FILES: &[(&str, Work, Make)] = &[
    ("JSONL: one line", articles, |n| format!("{{\"source\": \"P\", \"text\": \"{}\"}}", repeated(n, "a "))),
    ("JSONL: bad lines", articles, |n| repeated(n, "x\n")),
    ("JSONL: blank lines", articles, |n| repeated(n, "\n")),
    ("JSONL: many fields", articles, |n| format!("{{{}\"text\": \"x\"}}", numbered(n, |i| format!("\"k{i}\": 1, ")))),
    ("JSONL: one field, often", articles, |n| format!("{{{}\"source\": 1}}", repeated(n, "\"text\": \"x\", "))),
    ("JSONL: deep", articles, |n| format!("{{\"x\": {}", repeated(n, "["))),
    ("JSONL: surrogates", articles, |n| format!("{{\"text\": \"{}\"}}", repeated(n, "\\ud800"))),
    ("CSV: columns", rows, |n| format!("source,text{}\n", repeated(n, ",a"))),
    ("CSV: empty rows", rows, |n| format!("source,text\n{}", repeated(n, ",\n"))),
    ("CSV: quotes", rows, |n| format!("source,text\n\"{}\",x\n", repeated(n, "\"\""))),
    ("CSV: open quote", rows, |n| format!("source,text\n\"{}", repeated(n, "a,\n"))),
    ("judgements: long sentence", judgements, |n| judgement(&repeated(n, "a-"), "")),
    ("judgements: many tasks", judgements, |n| {
        judgement("x", &numbered(n, |i| format!("\"t{i}\": {{\"label\": null, \"probabilities\": {{}}}}, ")))
    }),
    ("judgements: many labels", judgements, |n| {
        let labels = numbered(n, |i| format!("\"l{i}\": 0.5, "));
        judgement("x", &format!("\"t\": {{\"label\": null, \"probabilities\": {{{labels}\"z\": 1}}}}, "))
    }),
    ("actors: many", lexicon, |n| numbered(n, |i| format!("[[actor]]\nname = \"{}\"\nkind = \"state\"\n", name(i)))),
    ("actors: forms of one", lexicon, |n| one_actor("names", n, name)),
    ("actors: first word", lexicon, |n| {
        numbered(n, |i| format!("[[actor]]\nname = \"The {}\"\nkind = \"state\"\n", name(i)))
    }),
    ("actors: one surname", lexicon, |n| {
        numbered(n, |i| format!("[[actor]]\nname = \"{} Okoro\"\nkind = \"person\"\nsurname = \"Okoro\"\n", name(i)))
    }),
    ("actors: shared form", lexicon, |n| {
        numbered(n, |i| {
            let name = name(i);
            format!("[[actor]]\nname = \"{name}\"\nkind = \"state\"\nnames = [\"The\"]\nambiguous = [\"The\"]\n")
        })
    }),
    ("actors: clashes", lexicon, |n| {
        numbered(n, |i| format!("[[actor]]\nname = \"{}\"\nkind = \"state\"\nnames = [\"The\"]\n", name(i)))
    }),
    ("actors: ambiguous", lexicon, |n| one_actor("ambiguous", n, name)),
    ("actors: ambiguous names", lexicon, |n| {
        let list = numbered(n / 2, |i| format!("\"{}\", ", name(i)));
        format!("[[actor]]\nname = \"A\"\nkind = \"state\"\nnames = [{list}]\nambiguous = [{list}]\n")
    }),
    ("actors: terms", lexicon, |n| {
        let term = |i: usize| format!("{{office = \"king\", from = \"{:04}-01-01\"}}, ", i % 10_000);
        format!("[[actor]]\nname = \"A\"\nkind = \"person\"\nterms = [{}]\n", numbered(n, term))
    }),
    ("actors: long name", lexicon, |n| format!("[[actor]]\nname = \"{}\"\nkind = \"state\"\n", repeated(n, "The "))),
    ("actors: chain", lexicon, |n| {
        numbered(n, |i| {
            format!("[[actor]]\nname = \"{}\"\nkind = \"body\"\nof = \"{}\"\n", name(i), name(i.saturating_sub(1)))
        })
    }),
    ("actors: deep", lexicon, |n| format!("x = {}", repeated(n, "["))),
    ("actors: dots", lexicon, |n| format!("{}x = 1", repeated(n, "a."))),
];

fn one_actor(field: &str, n: usize, form: impl Fn(usize) -> String) -> String {
    format!(
        "[[actor]]\nname = \"A\"\nkind = \"state\"\n{field} = [{}]\n",
        numbered(n, |i| format!("\"{}\", ", form(i)))
    )
}

fn articles(input: &str) -> usize {
    let chunks = LineChunks::new(input.as_bytes(), 256 * 1024, 64 << 20);
    chunks.map(|c| ArticleChunk::Json(c.expect("memory")).articles("in", &FieldMap::default()).len()).sum()
}

fn rows(input: &str) -> usize {
    match DelimitedArticles::new(input.as_bytes(), b',', "in", &FieldMap::default(), 64 << 20) {
        Ok(chunks) => chunks.map(|c| c.expect("memory").articles("in", &FieldMap::default()).len()).sum(),
        Err(_) => 0,
    }
}

fn judgement(sentence: &str, more: &str) -> String {
    format!(
        "{{\"article\": \"1\", \"source\": \"P\", \"part\": \"body\", \"start\": 0, \"end\": 9, \"sentence\": \
         \"{sentence}\", \"actor\": \"China\", \"kind\": \"state\", \"mention\": \"China\", \"mention_start\": 0, \
         \"mention_end\": 1, {more}\"stance\": {{\"label\": \"neutral\", \"probabilities\": {{\"neutral\": 1}}}}}}\n"
    )
}

fn judgements(input: &str) -> usize {
    let task = gainsay::Task::built_in("stance").expect("it is built in");
    let selection = gainsay::Selection { stories: true, ..gainsay::Selection::default() };
    let mut tally = Tally::of(&task, selection);
    for (line, text) in input.lines().zip(1..).map(|(text, line)| (line, text)) {
        if let Ok(judgement) = Judgement::parse(line, text) {
            tally.add(&judgement);
        }
    }
    tally.n_judgements()
}

/// Reads the actors, and finds them in a text that is full of *The*.
fn lexicon(input: &str) -> usize {
    let n = Lexicon::check(input).len();
    let Ok(lexicon) = Lexicon::parse(input) else { return n };
    let read = [gainsay::TokenizedSentence::new(SHORT, &gainsay::Casing::default())];
    lexicon.cast(&read).mentions.len() + lexicon.tops().len()
}

const SHORT: &str = "The Okoro said The A and The B met The C. Okoro and Okoro met The D of The E and Okoro left.";

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|w| name.contains(w.as_str()));
    let model = Model::from_bytes(include_bytes!("../models/default.gsy")).expect("the default model");
    let options = JudgeOptions { coreference: Coreference::Pronouns, ..JudgeOptions::default() };
    let mut pipeline = Pipeline::with_options(&model, options);
    print!("{:40}", "nanoseconds a byte, at KiB:");
    for size in SIZES {
        print!("{size:>9}");
    }
    println!("{:>9}", "growth");
    for (text, make) in TEXTS.iter().filter(|(name, _)| is_wanted(name)) {
        row(&format!("{text}: words"), *make, |text| tokens(text).len());
        row(&format!("{text}: sentences"), *make, |text| sentences(text).len());
        row(&format!("{text}: judged"), *make, |text| {
            let article =
                Article { id: "1".into(), date: Some("2024-05-31".into()), text: text.into(), ..Article::default() };
            pipeline.judge(&article).len()
        });
        row(&format!("{text}: copies"), *make, |text| {
            let mut index = WireIndex::default();
            for source in ["Post", "Mail"] {
                index.add(&Article { source: source.into(), text: text.into(), ..Article::default() });
            }
            index.clusters().n_wordings()
        });
    }
    for (file, read, make) in FILES.iter().filter(|(name, ..)| is_wanted(name)) {
        row(file, *make, *read);
    }
}

/// The time that the work takes on this thread; where the system does not tell, what a clock shows.
fn timed(work: impl FnOnce() -> usize) -> Duration {
    let on_thread = || {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
    };
    let (clock, before) = (Instant::now(), on_thread());
    black_box(work());
    match (before, on_thread()) {
        (Some(before), Some(after)) if after > before => after.saturating_sub(before),
        _ => clock.elapsed(),
    }
}

fn row(name: &str, make: Make, mut work: impl FnMut(&str) -> usize) {
    let mut line = format!("{name:40}");
    let mut last: Vec<(f64, f64)> = Vec::new();
    for size in SIZES {
        let text = make(size * 1024);
        // Short runs are repeated: the system counts time in ticks of some milliseconds.
        let clock = Instant::now();
        black_box(work(black_box(&text)));
        let n = (LONG_ENOUGH.as_nanos() / clock.elapsed().as_nanos().max(1)).clamp(1, 1000) as u32;
        let taken = timed(|| (0..n).map(|_| black_box(work(black_box(&text)))).sum()) / n;
        let (bytes, seconds) = (text.len() as f64, taken.as_secs_f64());
        let _ = write!(line, "{:>9.1}", 1e9 * seconds / bytes);
        last.push((bytes, seconds));
        if taken > ENOUGH {
            break;
        }
    }
    line.push_str(&" ".repeat(9 * (SIZES.len() - last.len())));
    if let [.., (n, t), (m, u)] = last[..] {
        let _ = write!(line, "{:>9.2}", (u / t).ln() / (m / n).ln());
    }
    println!("{line}");
}
