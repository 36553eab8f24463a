//! The classifier of plain lines, held against a plain reading of its formulas.

use std::collections::BTreeMap;

use gainsay::{DesignMatrix, LineModel, LineModelError, LineTrainError, LineTrainer, LogisticParams, SparseRow};
use linfa::ParamGuard;

/// Labelled lines of a made-up language: words of a label's own, words of all, some once only.
fn lines(n: usize, seed: u64) -> Vec<(&'static str, String)> {
    let mut rng = fastrand::Rng::with_seed(seed);
    (0..n)
        .map(|i| {
            let label = ["red", "green", "blue"][rng.usize(..3)];
            let words: Vec<String> = (0..rng.usize(0..9))
                .map(|_| match rng.u8(..10) {
                    0..3 => format!("{label}{}", rng.u8(..5)),
                    3..9 => format!("word{}", rng.u8(..20)),
                    _ => format!("once{i}"),
                })
                .collect();
            (label, words.join(" "))
        })
        .collect()
}

fn trainer(lines: &[(&str, String)]) -> LineTrainer {
    let mut trainer = LineTrainer::default();
    for (label, text) in lines {
        trainer.add(label, text);
    }
    trainer
}

/// What scikit-learn's `TfidfVectorizer(ngram_range=(1, 2))` counts in a line of ASCII words.
fn grams(text: &str) -> BTreeMap<String, f64> {
    let words: Vec<&str> = text.split(' ').filter(|w| w.len() > 1).collect();
    let mut out = BTreeMap::new();
    for gram in words.iter().map(|w| (*w).to_owned()).chain(words.windows(2).map(|w| w.join(" "))) {
        *out.entry(gram).or_insert(0.0) += 1.0;
    }
    out
}

/// The TF-IDF matrix with a column for each n-gram, the columns' ids, and their idf.
fn plain_matrix(lines: &[(&str, String)]) -> (DesignMatrix, BTreeMap<String, (u32, f64)>) {
    let mut df: BTreeMap<String, u32> = BTreeMap::new();
    for (_, text) in lines {
        for gram in grams(text).into_keys() {
            *df.entry(gram).or_insert(0) += 1;
        }
    }
    let n = lines.len() as f64;
    let idf = |df: u32| ((1.0 + n) / (1.0 + f64::from(df))).ln() + 1.0;
    let columns: BTreeMap<_, _> = df.into_iter().zip(0u32..).map(|((gram, df), id)| (gram, (id, idf(df)))).collect();
    let rows: Vec<SparseRow> = lines.iter().map(|(_, text)| plain_row(text, &columns)).collect();
    (DesignMatrix::new(&rows, columns.len()), columns)
}

fn plain_row(text: &str, columns: &BTreeMap<String, (u32, f64)>) -> SparseRow {
    let entries = grams(text).into_iter().filter_map(|(gram, tf)| columns.get(&gram).map(|(id, idf)| (*id, tf * idf)));
    let entries: Vec<(u32, f64)> = entries.collect();
    let norm = entries.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
    SparseRow {
        ids: entries.iter().map(|(id, _)| *id).collect(),
        values: entries.iter().map(|(_, v)| (v / norm) as f32).collect(),
    }
}

#[test]
fn the_model_is_logistic_regression_on_tf_idf() {
    let lines = lines(300, 1);
    let labels = ["blue", "green", "red"];
    let (matrix, columns) = plain_matrix(&lines);
    let classes: Vec<usize> =
        lines.iter().map(|(l, _)| labels.iter().position(|label| label == l).expect("one of three")).collect();
    for c in [0.5, 1.0, 40.0] {
        let params = LogisticParams::new(c).tolerance(1e-9).check().expect("in range");
        let plain = params.fit_weighted(&matrix, &classes, &[1.0; 300], 3, None).expect("the lengths fit");
        let ours = trainer(&lines).fit(&[c], 1e-12, 1).expect("it trains").remove(0);
        assert_eq!((ours.model.n_grams(), ours.model.labels()), (columns.len(), &labels.map(str::to_owned)[..]));
        // Those of one line are a column together, and the minimum is the same.
        assert!((ours.objective - plain.objective()).abs() < 1e-8 * plain.objective(), "C {c}");
        let mut labeller = ours.model.labeller();
        for text in ["red1 word2 word3 red1", "Once7 GREEN0 word1!", "unheard of", "", "word5, word6; blue2"] {
            let clean: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
            let row = plain_row(&clean, &columns);
            let mut odds: Vec<f64> = plain.intercept().to_vec();
            for (id, v) in row.ids.iter().zip(&row.values) {
                for (odds, w) in odds.iter_mut().zip(&plain.weights()[*id as usize * 3..]) {
                    *odds += f64::from(*v) * w;
                }
            }
            let odds: Vec<f64> = odds.iter().map(|o| o.exp()).collect();
            let total: f64 = odds.iter().sum();
            let found = labeller.probabilities(text);
            for (a, b) in found.iter().zip(&odds) {
                // The model keeps 8 bits of each value.
                assert!((a - b / total).abs() < 5e-3, "C {c}, {text}: {found:?} {odds:?}");
            }
            let best = (0..3).max_by(|a, b| odds[*a].total_cmp(&odds[*b])).expect("three");
            assert_eq!(labeller.label(text), labels[best]);
        }
    }
}

#[test]
fn a_path_of_penalties_ends_where_single_fits_do() {
    let trainer = trainer(&lines(300, 2));
    let path = trainer.fit(&[30.0, 0.1, 1.0], 1e-9, 1).expect("it trains");
    assert_eq!(path.iter().map(|fit| fit.c).collect::<Vec<_>>(), [0.1, 1.0, 30.0]);
    for fit in path {
        let alone = trainer.fit(&[fit.c], 1e-9, 1).expect("it trains").remove(0);
        assert!((fit.objective - alone.objective).abs() < 1e-8 * alone.objective, "C {}", fit.c);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let lines = lines(9000, 3);
    let on = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a pool");
        pool.install(|| trainer(&lines).fit(&[1.0], 1e-6, 1).expect("it trains").remove(0).model.to_bytes())
    };
    let once = on(1);
    assert!(once == on(2) && once == on(5));
    let read = LineModel::from_bytes(once.clone()).expect("its own bytes");
    assert!(read.to_bytes() == once);
}

#[test]
fn rare_words_can_be_left_out() {
    let lines = lines(300, 4);
    let n_grams = |min_df| trainer(&lines).fit(&[1.0], 1e-6, min_df).expect("it trains").remove(0).model.n_grams();
    let mut df: BTreeMap<String, u32> = BTreeMap::new();
    for gram in lines.iter().flat_map(|(_, text)| grams(text).into_keys()) {
        *df.entry(gram).or_insert(0) += 1;
    }
    for min_df in [1, 2, 5] {
        assert_eq!(n_grams(min_df), df.values().filter(|df| **df >= min_df).count(), "{min_df}");
    }
}

#[test]
fn labels_must_be_two_to_sixteen() {
    let fit = |n: usize| {
        let mut trainer = LineTrainer::default();
        (0..n).for_each(|i| trainer.add(&format!("label{i:02}"), &format!("word{i} alike")));
        trainer.fit(&[1.0], 1e-6, 1)
    };
    for n in [0, 1, 17] {
        assert!(matches!(fit(n), Err(LineTrainError::Labels(found)) if found == n));
    }
    for n in [2, 4, 7, 16] {
        let model = fit(n).expect("it trains").remove(0).model;
        let mut labeller = model.labeller();
        assert!((0..n).all(|i| labeller.label(&format!("Word{i}")) == format!("label{i:02}")), "{n} labels");
    }
    let mut two = LineTrainer::default();
    two.add("a", "x1");
    two.add("b", "x2");
    for (c, gap) in [(0.0, 1e-6), (f64::NAN, 1e-6), (1.0, 0.0), (1.0, 1.0), (1.0, f64::NAN)] {
        assert!(matches!(two.fit(&[c], gap, 1), Err(LineTrainError::Logistic(_))), "{c} {gap}");
    }
}

#[test]
fn a_damaged_file_is_an_error() {
    let bytes = trainer(&lines(50, 5)).fit(&[1.0], 1e-6, 1).expect("it trains").remove(0).model.to_bytes();
    assert!(matches!(LineModel::from_bytes(b"GAINSAY\0".to_vec()), Err(LineModelError::NotAModel)));
    for n in 0..bytes.len() {
        assert!(LineModel::from_bytes(bytes[..n].to_vec()).is_err(), "cut at {n}");
    }
    for i in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[i] ^= 0x10;
        assert!(LineModel::from_bytes(damaged).is_err(), "byte {i}");
    }
    let mut newer = bytes;
    newer[8] = 4;
    assert!(matches!(LineModel::from_bytes(newer), Err(LineModelError::TooNew(4))));
}

/// Models of every format, of three lines a label, with what the programs of formats 1 and 2 said, which
/// had values of 32 bits. That of format 3 was made from that of format 2.
#[test]
fn every_format_is_read() {
    let second = [0.255_193, 0.442_776, 0.302_031];
    for (format, said) in [(1, [0.258_288, 0.442_506, 0.299_206]), (2, second), (3, second)] {
        let path = crate::package(&format!("tests/fixtures/line-model-format-{format}.gsl"));
        let file = std::fs::read(path).expect("the fixture is there");
        assert_eq!(file[8..12], [format, 0, 0, 0]);
        let model = LineModel::from_bytes(file.clone()).expect("it can be read");
        let mut labeller = model.labeller();
        assert_eq!(labeller.label("The minister denied it again."), "denial");
        let found = labeller.probabilities("The minister denied it again.");
        assert!(found.iter().zip(said).all(|(f, s)| (f - s).abs() < 5e-4), "format {format}: {found:?}");
        let again = LineModel::from_bytes(model.to_bytes()).expect("its own bytes");
        assert_eq!(again.labeller().probabilities("The minister denied it again."), found);
        for n in 0..file.len() {
            assert!(LineModel::from_bytes(file[..n].to_vec()).is_err(), "format {format} cut at {n}");
        }
        // The last weight, under a checksum that is right.
        let width = if format < 3 { 4 } else { 2 };
        let body = &file[..file.len() - 8 - width];
        // The upper half of the largest value is finite.
        let too_large = if format < 3 { f32::MAX } else { f32::INFINITY };
        for weight in [f32::NAN, -f32::NAN, f32::from_bits(u32::MAX), f32::INFINITY, too_large] {
            let weight_bytes = &weight.to_le_bytes()[4 - width..];
            let signed = crate::model_file::signed([body, weight_bytes].concat());
            assert!(LineModel::from_bytes(signed).is_err(), "format {format}: {weight}");
        }
    }
}

/// The commands, on both forms of labelled lines; a line in gives a line out, blank ones too.
#[cfg(feature = "cli")]
#[test]
fn lines_are_labelled_one_by_one() {
    let folder = crate::program::Folder::new();
    let lines = lines(400, 6);
    let (seen, held_out) = lines.split_at(300);
    let write = |name: &str, lines: &[(&str, String)], line: fn(&str, &str) -> String| {
        folder.write(name, lines.iter().map(|(label, text)| line(label, text)).collect::<Vec<_>>().concat());
    };
    write("train.tsv", seen, |label, text| format!("{label}\t{text}\n"));
    write("train.ft", seen, |label, text| format!("__label__{label} {text}\n"));
    write("held-out.tsv", held_out, |label, text| format!("{label}\t{text}\n"));
    let trained =
        folder.run(&["lines", "train", "train.tsv", "-o", "a.gsl", "-C", "0.01,3", "--held-out", "held-out.tsv"]);
    assert_eq!(trained.stderr.matches("held-out accuracy").count(), 2, "{}", trained.stderr);
    trained.done();
    folder.run(&["lines", "train", "train.ft", "-o", "b.gsl", "-C", "3"]).done();
    let texts: Vec<&str> = held_out.iter().map(|(_, text)| text.as_str()).chain(["", "red1 red2"]).collect();
    let text = texts.join("\n");
    folder.write("text.txt", &text);
    let label = |model: &str, threads: &str| {
        folder.run(&["lines", "label", "--model", model, "text.txt", "--threads", threads]).done()
    };
    let labels = label("a.gsl", "1");
    assert_eq!(labels.lines().count(), 102, "100 lines, a blank one, and one without its line feed");
    assert_eq!(labels.lines().last(), Some("red"));
    assert!(labels == label("a.gsl", "3") && labels == label("b.gsl", "2"), "the better penalty was kept");
    let right = labels.lines().zip(held_out).filter(|(found, (label, _))| found == label).count();
    assert!(right > 60, "{right} of 100");
    let with = folder.run(&["lines", "label", "--model", "a.gsl", "text.txt", "--probabilities"]).done();
    for (line, label) in with.lines().zip(labels.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let p: Vec<f64> = fields[1..].iter().map(|p| p.parse().expect("a number")).collect();
        assert_eq!((fields[0], p.len()), (label, 3));
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-5);
    }
}

#[cfg(feature = "cli")]
#[test]
fn what_is_wrong_with_labelled_lines_is_said() {
    let folder = crate::program::Folder::new();
    folder.write("bare.tsv", "a\tone\nno label here\n");
    folder.write("one.tsv", "a\tone\na\ttwo\n");
    folder.write("model.gsl", "not a model");
    folder.write("text.txt", "one\n");
    for (args, expected) in [
        (&["lines", "train", "bare.tsv", "-o", "m.gsl"][..], "bare.tsv: line 2: the line has no label"),
        (&["lines", "train", "one.tsv", "-o", "m.gsl"], "1 label(s); between 2 and 16 are possible"),
        (&["lines", "train", "one.tsv", "-o", "m.gsl", "-C", "1,2"], "nothing to choose by"),
        (&["lines", "label", "--model", "model.gsl", "text.txt"], "model.gsl: not a model that `gainsay lines train`"),
        (&["lines", "label", "--model", "none.gsl", "text.txt"], "none.gsl: cannot read"),
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, 1, "{args:?}");
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
    assert_eq!(folder.names(), ["bare.tsv", "model.gsl", "one.tsv", "text.txt"]);
}
