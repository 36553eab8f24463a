//! Input that was made to do harm: it gives an error that names the place, or does none.
//!
//! That time stays in proportion is measured by `benches/hostile.rs`.

use std::io::Write;

use gainsay::{
    Article, ArticleChunk, Coreference, DelimitedArticles, Example, FieldMap, JudgeOptions, Judgement, Lexicon,
    LineChunks, Pipeline, sentences, tokens,
};

use crate::MODEL;

/// `n` pieces one behind the other.
fn joined(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

fn judged(text: &str) -> usize {
    let article = Article { id: "1".into(), source: "Post".into(), text: text.into(), ..Article::default() };
    let options = JudgeOptions { coreference: Coreference::Pronouns, ..JudgeOptions::default() };
    let judgements = Pipeline::with_options(&MODEL, options).judge(&article);
    for j in &judgements {
        assert_eq!(article.text.get(j.start..j.end), Some(&*j.sentence));
        assert_eq!(article.text.get(j.mention_start..j.mention_end), Some(&*j.mention));
    }
    judgements.len()
}

#[test]
fn texts_of_nothing_but_signs_are_judged() {
    for piece in ["“", "\"a", "(", ". ", "A. ", "U.S. Xx Yy ", "a-", "\0", "\u{202e}", "\u{200d}", "e\u{301}", "中。"]
    {
        let text = piece.repeat(20_000 / piece.len());
        let spans = sentences(&text);
        assert!(spans.iter().all(|s| s.end - s.start <= 4000), "{piece:?}");
        judged(&text);
    }
}

#[test]
fn a_sentence_of_ten_thousand_actors_is_judged_in_pieces() {
    let states = ["China", "Russia", "Iran", "France", "Peru", "Kenya", "Japan", "India"];
    let text: String = (0..10_000).flat_map(|i| [states[i % states.len()], ", "]).collect();
    let n_pieces = sentences(&text).len();
    assert!(n_pieces > text.len() / 4000);
    assert_eq!(judged(&text), n_pieces * states.len());
}

/// A list of names without an end must not become output of the square of its length.
#[test]
fn the_first_actors_of_a_sentence_are_judged() {
    let name = |i: u8| format!("Zo{}{}vik", char::from(b'a' + i / 26), char::from(b'a' + i % 26));
    let names: Vec<String> = (0..200).map(name).collect();
    assert_eq!(judged(&format!("NATO accused {}.", names.join(", "))), 64);
    assert_eq!(judged(&format!("NATO accused {}.", names[..50].join(", "))), 51);
}

#[test]
fn thousands_of_verbs_and_nouns_are_passed_over() {
    assert!(judged(&"China accused ".repeat(1000)) > 0);
    assert!(judged(&"“China denied it,” said NATO ".repeat(500)) > 0);
    assert!(judged(&"Norcom Inc., the company, the president, ".repeat(400)) > 0);
}

#[test]
fn what_marks_and_overrides_surround_is_found() {
    let with = |mark: &str| format!("NATO accused {mark}China{mark} of arming{mark} Russia.");
    let plain = judged(&with(""));
    assert_eq!(plain, 3);
    for mark in ["\u{202e}", "\u{2066}", "\u{200b}", "\0"] {
        assert_eq!(judged(&with(mark)), plain, "{mark:?}");
    }
}

#[test]
fn long_words_are_read_as_before() {
    let words = |text: &str| tokens(text).iter().map(|t| t.span.of(text).to_owned()).collect::<Vec<_>>();
    let compound = format!("{}end", "state-".repeat(3000));
    assert_eq!(words(&compound), [compound.as_str()]);
    assert_eq!(words("anti-EU-state"), ["anti", "-", "EU", "-", "state"]);
    assert_eq!(words("U.S.A. left"), ["U.S.A.", "left"]);
    let letters = format!("{}bc", "a.".repeat(3000));
    assert_eq!(words(&letters).len(), 6001);
}

fn read(line: &str, fields: &FieldMap) -> Vec<Result<Article, String>> {
    LineChunks::new(line.as_bytes(), 1 << 18, 1 << 20)
        .flat_map(|chunk| ArticleChunk::Json(chunk.expect("memory does not fail")).articles("in", fields))
        .map(|article| article.map_err(|bad| bad.error.to_string()))
        .collect()
}

#[test]
fn strange_json_is_refused_or_harmless() {
    let article = |json: &str| read(json, &FieldMap::default()).remove(0);
    for (json, says) in [
        (r#"{"source": "P", "text": "a \ud800 b"}"#.to_owned(), "not a JSON record: "),
        (format!("{{\"x\": {}", "[".repeat(100_000)), "not a JSON record: "),
        (format!("{{\"text\": {}", "{\"a\": ".repeat(100_000)), "not a JSON record: "),
        (r#"{"source": "P", "text": 1e999}"#.to_owned(), "not a JSON record: number out of range"),
        (format!("{{\"source\": \"{}\", \"text\": \"x\"}}", "P".repeat(20_000)), "field `source` is longer than 16384"),
        (format!("{{\"id\": \"{}\", \"source\": \"P\", \"text\": \"x\"}}", "1".repeat(20_000)), "field `id` is longer"),
    ] {
        let error = article(&json).expect_err(says);
        assert!(error.starts_with(&format!("line 1: {says}")), "{error}");
    }
    let last = article(r#"{"source": "P", "text": "first", "text": "last", "source": "Q"}"#).expect("a record");
    assert_eq!((last.source.as_str(), last.text.as_str()), ("Q", "last"));
    let nul = article(r#"{"source": "P\u0000", "text": "a\u0000b"}"#).expect("a record");
    assert_eq!((nul.source.as_str(), nul.text.as_str()), ("P\0", "a\0b"), "kept as it is");
}

#[test]
fn what_is_kept_is_not_too_long() {
    let mut fields = FieldMap::default();
    fields.keep("section");
    let json = format!("{{\"source\": \"P\", \"text\": \"x\", \"section\": \"{}\"}}", "s".repeat(20_000));
    let error = read(&json, &fields).remove(0).expect_err("long");
    assert_eq!(error, "line 1: field `section` is longer than 16384 bytes");
    assert!(read(&json, &FieldMap::default()).remove(0).is_ok(), "nobody keeps it");
}

#[test]
fn a_record_of_many_fields_is_described_briefly() {
    let json = joined(5_000, |i| format!("\"field{i}{}\": 1, ", "x".repeat(i % 200)));
    let error = read(&format!("{{{json}\"text\": \"x\"}}"), &FieldMap::default()).remove(0).expect_err("no source");
    assert!(error.len() < 2000 && error.contains(" more"), "{error}");
}

#[test]
fn every_refused_line_is_given_back() {
    let input: String = (0..5000).map(|i| if i % 3 == 0 { "\n".to_owned() } else { format!("bad {i}\n") }).collect();
    let mut found = Vec::new();
    for chunk in LineChunks::new(input.as_bytes(), 1000, 1 << 20) {
        for article in ArticleChunk::Json(chunk.expect("memory does not fail")).articles("in", &FieldMap::default()) {
            let bad = article.expect_err("no record");
            assert_eq!(bad.raw, format!("bad {}", bad.error.line() - 1).into_bytes());
            found.push(bad.error.line());
        }
    }
    assert_eq!(found.len(), 5000 - 5000_usize.div_ceil(3));
}

#[test]
fn rows_without_text_make_chunks_too() {
    let csv = format!("source,text\n{}", ",\n".repeat(50_000));
    let chunks = DelimitedArticles::new(csv.as_bytes(), b',', "in", &FieldMap::default(), 1 << 20).expect("a header");
    let sizes: Vec<usize> =
        chunks.map(|chunk| chunk.expect("memory does not fail").articles("in", &FieldMap::default()).len()).collect();
    assert!(sizes.len() > 5 && sizes.iter().sum::<usize>() == 50_000, "{sizes:?}");
}

#[test]
fn a_header_of_a_million_columns_is_refused() {
    let csv = format!("source,text{}\nP,x\n", ",a".repeat(1_000_000));
    let header = DelimitedArticles::new(csv.as_bytes(), b',', "in", &FieldMap::default(), 64 << 20);
    let error = header.err().expect("too long").to_string();
    assert_eq!(error, "line 1: not a CSV record: the header is longer than 1048576 bytes");
}

// ---- actors ----

fn actor(name: &str, more: &str) -> String {
    format!("[[actor]]\nname = \"{name}\"\nkind = \"person\"\n{more}\n")
}

fn list(n: usize) -> String {
    joined(n, |i| format!("\"F{i}\", "))
}

/// An error of the whole is found with its line, too.
#[test]
fn hostile_actor_files_are_refused_with_a_line() {
    let shared: String =
        (0..600).map(|i| actor(&format!("A{i}"), "names = [\"Zed\"]\nambiguous = [\"Zed\"]")).collect();
    for (toml, line, says) in [
        (actor("A\\u001b[2J", ""), 1, "a control character"),
        (actor("A\\u202eB", ""), 1, "a control character"),
        (actor("A", "names = [\"B\\u0000\"]"), 1, "a control character"),
        (actor(&"A".repeat(300), ""), 1, "a form or office of more than 200 bytes"),
        (actor("A", &format!("names = [{}]", list(2000))), 1, "more than 1000 forms"),
        (actor("A", &format!("ambiguous = [{}]", list(2000))), 1, "more than 1000 forms"),
        (
            actor("A", &format!("terms = [{}]", "{office = \"king\", from = \"2020-01-01\"}, ".repeat(300))),
            1,
            "more than 200 terms",
        ),
        (actor("A", "terms = [{office = \"king\", from = \"2020-13-45\"}]"), 4, "is no date"),
        (actor("A", "terms = [{office = \"king\", from = \"99999-01-01\"}]"), 4, "is no date"),
        (actor("A", "terms = [{office = \"king\", from = 1e999}]"), 4, ""),
        (actor("A", "names = [\"B\"]\nnames = [\"C\"]"), 5, "duplicate key"),
        (actor("A", "names = 9223372036854775808"), 4, ""),
        (actor("A", &format!("names = {}", "[".repeat(100_000))), 4, "recurs"),
        (actor("A", &format!("{}x = 1", "a.".repeat(100_000))), 1, "recursion limit"),
        (shared, 2504, "`Zed` is shared by more than 500 actors"),
    ] {
        let error = Lexicon::parse(&toml).expect_err(says).to_string();
        assert!(error.len() < 400_000, "{says}: {} bytes", error.len());
        let problems = Lexicon::check(&toml);
        let first = problems.first().unwrap_or_else(|| panic!("`check` does not see: {says}"));
        assert!(first.line() == line && first.message().contains(says), "{says}: {first}");
        assert!(first.message().len() < 1000, "{says}");
    }
}

#[test]
fn odd_forms_do_no_harm() {
    let toml = [
        actor("A", "names = [\"a\", \".*\", \"(x+x+)+y\", \"[\", \"\\\\\"]"),
        actor("0", "terms = [{office = \"king\", from = \"0000-01-01\", to = \"9999-12-31\"}]"),
    ]
    .concat();
    // A form of signs alone is a form; one of nothing is none.
    let lexicon = Lexicon::parse(&toml).expect("odd, but a lexicon");
    let model = gainsay::Model { lexicon, ..gainsay::Model::from_bytes(&MODEL.to_bytes()).expect("a model") };
    let article = Article { text: "a A .* xxxxxxy [ 0 \\ (x+x+)+y".into(), ..Article::default() };
    assert!(!Pipeline::new(&model).judge(&article).is_empty());
}

#[test]
fn a_long_chain_of_owners_has_no_top() {
    let chain =
        joined(3000, |i| format!("[[actor]]\nname = \"B{i}\"\nkind = \"body\"\nof = \"B{}\"\n", (i + 1) % 3000));
    assert!(Lexicon::parse(&chain).expect("a lexicon").tops().is_empty());
}

/// Of many forms that begin alike the longest is found, and of those of one length the one that is written so.
#[test]
fn forms_that_begin_alike_are_told_apart() {
    let many: String = (0..2000).map(|i| actor(&format!("The F{i}"), "")).collect();
    let toml = many + &actor("The F7 Group", "") + &actor("The f8", "") + &actor("The", "");
    let lexicon = Lexicon::parse(&toml).expect("a lexicon");
    let text = "The F7 Group met The F1999, The F8, The f8 and The end.";
    let read = [gainsay::TokenizedSentence::new(text, &gainsay::Casing::default())];
    let cast = lexicon.cast(&read);
    let found: Vec<&str> = cast.mentions.iter().map(|m| cast.actors[m.actor].name.as_str()).collect();
    assert_eq!(found, ["The F7 Group", "The F1999", "The F8", "The f8", "The"]);
}

// ---- labelled sentences ----

/// Found by fuzzing: the mark that another covers kept the place it had before.
#[test]
fn marks_that_cover_each_other_are_renamed() {
    let line = r#"{"text": "The Foreign Ministry of Norland denied it.", "actors": [{"name": "Foreign Ministry of Norland", "stance": "denying"}, {"name": "Norland", "stance": "neutral"}]}"#;
    let example = Example::parse(1, line, &["stance"], &|_| None).expect("a record");
    let renamed = example.renamed(|| "Norcom");
    assert_eq!(renamed.text, "The Norcom denied it.");
    assert!(renamed.actors.iter().all(|a| a.span.of(&renamed.text) == "Norcom"));
}

// ---- judgements ----

#[test]
fn hostile_judgements_are_refused() {
    let judgement = |field: &str, value: &str| {
        let mut fields = vec![
            ("article", "\"1\""),
            ("source", "\"P\""),
            ("part", "\"body\""),
            ("start", "0"),
            ("end", "9"),
            ("sentence", "\"China lied.\""),
            ("actor", "\"China\""),
            ("kind", "\"state\""),
            ("mention", "\"China\""),
            ("mention_start", "0"),
            ("mention_end", "5"),
            ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": 1}}"),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{{}}}", fields.join(", "))
    };
    Judgement::parse(1, &judgement("end", "9")).expect("a judgement");
    let long = format!("\"{}\"", "x".repeat(20_000));
    for (field, value, says) in [
        ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": 1e300}}", "a probability of 1"),
        ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": -0.5}}", "a probability of -0.5"),
        ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": 1e999}}", "number out of range"),
        ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": NaN}}", "expected value"),
        ("stance", "{\"label\": \"neutral\", \"probabilities\": {\"neutral\": null}}", "not a judgement: "),
        ("mood", "3", "not a judgement: "),
        ("kind", "\"planet\"", "not a judgement: unknown variant `planet`"),
        ("part", "\"footnote\"", "not a judgement: unknown variant `footnote`"),
        ("start", "-1", "not a judgement: "),
        ("start", "10", "offsets that are no range"),
        ("mention_end", "18446744073709551615", "offsets that are no range"),
        ("sentence", &long, "a text of more than 16384 bytes"),
        ("source", &long, "a text of more than 16384 bytes"),
        ("fields", &format!("{{\"url\": {long}}}"), "a text of more than 16384 bytes"),
        (
            "denial",
            "{\"part\": \"body\", \"start\": 1, \"end\": 2, \"distance\": 9223372036854775807, \"place\": \"tail\"}",
            "a denial that lies outside",
        ),
        ("article", "[[[[", "not a judgement: invalid type: sequence"),
    ] {
        let error = Judgement::parse(7, &judgement(field, value)).expect_err(says);
        assert!(error.to_string().starts_with("line 7: not a ") && error.to_string().contains(says), "{error}");
        assert!(error.hint().is_some());
    }
}

// ---- the command ----

#[cfg(feature = "cli")]
mod command {
    use super::*;
    use crate::program::Folder;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).expect("memory does not fail");
        writer.finish().expect("memory does not fail")
    }

    const LINE: &str = "{\"id\": \"a\", \"source\": \"Post\", \"text\": \"NATO accused China. China denied it.\"}\n";

    #[test]
    fn what_unpacks_too_far_is_refused() {
        let folder = Folder::new();
        let blank = " \n".repeat(12 << 20);
        let zstandard = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory does not fail");
        folder.write("a.jsonl.gz", gzip(format!("{LINE}{blank}").as_bytes()));
        folder.write("a.jsonl.zst", zstandard(format!("{LINE}{blank}").as_bytes()));
        folder.write("a.csv.gz", gzip(format!("source,text\nPost,Iran lied.\n{}", "\n".repeat(24 << 20)).as_bytes()));
        folder.write("a.txt.gz", gzip(format!("Iran lied. {blank}").as_bytes()));
        folder.write("words.txt.zst", zstandard(blank.as_bytes()));
        for file in ["a.jsonl.gz", "a.jsonl.zst", "a.csv.gz", "a.txt.gz"] {
            let run = folder.run(&[
                "score",
                file,
                "--source",
                "Post",
                "-o",
                "out",
                "--on-error",
                "skip",
                "--max-ratio",
                "20",
            ]);
            let says = format!("error: {file}: cannot read: it unpacks to more than 20 times its size\nhint: ");
            assert!(
                run.code == 1 && run.stderr.starts_with(&says) && run.stderr.contains("--max-ratio"),
                "{}",
                run.stderr
            );
            assert!(!folder.path().join("out").exists());
            let run = folder.run(&["score", file, "--source", "Post", "--max-unpacked", "1000000"]);
            assert!(
                run.code == 1 && run.stderr.contains("it unpacks to more than 1000000 bytes\nhint: "),
                "{}",
                run.stderr
            );
            assert!(run.stderr.contains("--max-unpacked"), "{}", run.stderr);
        }
        let run = folder.run(&["words", "words.txt.zst", "-o", "out"]);
        assert!(run.code == 1 && run.stderr.contains("more than 200 times its size"), "{}", run.stderr);
        folder.run(&["score", "a.jsonl.zst", "--max-ratio", "1000000"]).done();
    }

    #[test]
    fn an_article_is_no_sentence_to_explain() {
        let run = Folder::new().run(&["explain", &"China denied it. ".repeat(2000), "--actor", "China"]);
        assert!(run.code == 1 && run.stderr.contains("longer than 16384 bytes\nhint: "), "{}", run.stderr);
    }

    /// A file that is cut is no row to be skipped.
    #[test]
    fn a_cut_file_is_no_bad_record() {
        let folder = Folder::new();
        let rows = joined(20_000, |i| format!("Post,Iran lied {i} times.\n"));
        let packed = gzip(format!("source,text\n{rows}").as_bytes());
        folder.write("cut.csv.gz", &packed[..packed.len() / 2]);
        let run = folder.run(&["score", "cut.csv.gz", "--on-error", "skip", "-o", "out"]);
        assert!(run.code == 1 && run.stderr.starts_with("error: cut.csv.gz: cannot read: "), "{}", run.stderr);
        assert!(!folder.path().join("out").exists());
    }

    const STEERING: &str = "Post\u{1b}[2J\u{202e}\u{9b}31m\u{7}";

    fn is_quiet(text: &str) -> bool {
        !text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
    }

    #[test]
    fn nothing_that_people_read_steers_their_terminal() {
        let folder = Folder::new();
        let text = "NATO accused China\u{1b}[31m and Mc\u{9b}Zovik of arming Russia. China denied it.";
        let line = serde_json::json!({"id": "a", "source": STEERING, "text": text, "section": STEERING});
        folder.write("a.jsonl", format!("{line}\n"));
        folder.write("bad.jsonl", "{\"te\\u001b[2Jxt\": 1}\n");
        folder.write("bad.toml", "[[actor]]\nname = \"A\"\nkind = \"\u{9b}x\"\n");
        for args in [
            &["report", "a.jsonl", "--min-articles", "1"][..],
            &["report", "a.jsonl", "--min-articles", "1", "--by", "section"],
            &["report", "a.jsonl", "--min-articles", "1", "--format", "markdown"],
            &["report", "a.jsonl", "--min-articles", "1", "--format", "html"],
            &["report", "a.jsonl", "--min-articles", "1", "--format", "svg"],
            &["actors", "a.jsonl"],
            &["explain", text, "--actor", "China"],
            &["explain", text, "--actor", STEERING],
            &["score", "bad.jsonl"],
            &["score", "bad.jsonl", "--on-error", "skip"],
            &["score", "a.jsonl", "--actors", "bad.toml"],
            &["actors", "--check", "bad.toml"],
        ] {
            let run = folder.run(args);
            assert!(is_quiet(&run.stdout) && is_quiet(&run.stderr), "{args:?}: {:?} {:?}", run.stdout, run.stderr);
            assert!(!run.stdout.is_empty() || !run.stderr.is_empty());
        }
        let table = folder.run(&["report", "a.jsonl", "--min-articles", "1"]).done();
        assert!(table.contains("Post\u{fffd}[2J\u{fffd}\u{fffd}31m\u{fffd}"), "{table}");
        // Data is kept as it came.
        let judgements = folder.run(&["score", "a.jsonl"]).done();
        let first: serde_json::Value = serde_json::from_str(judgements.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["source"], STEERING);
    }
}
