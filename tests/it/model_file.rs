//! The model file: what was written is read back, and nothing else is taken for it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use gainsay::{Article, Model, ModelError, Pipeline};
use rapidhash::v3::rapidhash_v3;
use serde_json::{Value, json};

use crate::{MODEL, package, training};

/// Magic, version, length of the header.
const PREFIX: usize = 16;
const CHECKSUM: usize = 8;

static DEFAULT: LazyLock<Vec<u8>> =
    LazyLock::new(|| std::fs::read(package("models/default.gsy")).expect("the default model is there"));

/// `n` places spread over `length`, the first and the last among them.
fn spread(n: usize, length: usize) -> BTreeSet<usize> {
    (0..n).map(|i| i * (length - 1) / (n - 1)).collect()
}

/// Puts the right checksum behind the body.
pub(crate) fn signed(mut body: Vec<u8>) -> Vec<u8> {
    let checksum = rapidhash_v3(&body).to_le_bytes();
    body.extend_from_slice(&checksum);
    body
}

/// The file with its header changed, all else in order.
fn with_header(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let length = u32::from_le_bytes(file[12..PREFIX].try_into().expect("4 bytes")) as usize;
    let mut header: Value = serde_json::from_slice(&file[PREFIX..PREFIX + length]).expect("the header is JSON");
    change(&mut header);
    let header = serde_json::to_vec(&header).expect("the header is plain data");
    let mut body = file[..12].to_vec();
    body.extend_from_slice(&u32::try_from(header.len()).expect("it is small").to_le_bytes());
    body.extend_from_slice(&header);
    body.extend_from_slice(&file[PREFIX + length..file.len() - CHECKSUM]);
    signed(body)
}

/// Whatever is loaded must be able to judge.
fn judge_something(model: &Model) -> usize {
    let article = Article {
        id: "1".into(),
        source: "Post".into(),
        title: "China denies it".into(),
        text: "NATO accused China of arming Russia, Russia said. “We never did, we never did, we never will,” China’s envoy, Li Wei, said.".into(),
        ..Article::default()
    };
    Pipeline::new(model).judge(&article).len()
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    assert!(MODEL.to_bytes() == *DEFAULT, "the default model");
    let small = training::SMALL.to_bytes();
    let again = Model::from_bytes(&small).expect("what was written can be read");
    assert!(again.to_bytes() == small, "a small model");
    assert!(judge_something(&again) > 0);
}

#[test]
fn a_model_read_back_judges_the_same() {
    let small = &*training::SMALL;
    let again = Model::from_bytes(&small.to_bytes()).expect("what was written can be read");
    for article in crate::sample_articles().iter().take(6) {
        assert_eq!(Pipeline::new(small).judge(article), Pipeline::new(&again).judge(article));
    }
}

#[test]
fn a_flipped_byte_is_an_error() {
    let mut bytes = DEFAULT.clone();
    let places = spread(160, bytes.len()).into_iter().chain(0..PREFIX + 20).chain(bytes.len() - CHECKSUM..bytes.len());
    for (i, at) in places.enumerate() {
        let flip = [0xff, 1, 0x80, 0x20][i % 4];
        bytes[at] ^= flip;
        assert!(Model::from_bytes(&bytes).is_err(), "byte {at} ^ {flip:#x}");
        bytes[at] ^= flip;
    }
    assert!(bytes == *DEFAULT);
}

#[test]
fn a_truncated_file_is_an_error() {
    for length in spread(80, DEFAULT.len()).into_iter().chain(0..40).chain(DEFAULT.len() - 10..DEFAULT.len()) {
        let error = Model::from_bytes(&DEFAULT[..length]).err();
        assert!(error.is_some() || length == DEFAULT.len(), "{length} bytes");
    }
    let mut longer = DEFAULT.clone();
    longer.push(0);
    assert!(Model::from_bytes(&longer).is_err(), "a byte was added");
    assert!(matches!(Model::from_bytes(b"a text\n"), Err(ModelError::NotAModel)));
}

#[test]
fn a_newer_format_says_so() {
    let format = u32::from_le_bytes(DEFAULT[8..12].try_into().expect("4 bytes"));
    let mut body = DEFAULT[..DEFAULT.len() - CHECKSUM].to_vec();
    body[8..12].copy_from_slice(&(format + 1).to_le_bytes());
    let error = Model::from_bytes(&signed(body)).expect_err("it is newer");
    assert!(matches!(error, ModelError::TooNew { found } if found == format + 1), "{error}");
    assert!(error.to_string().contains(&format!("model format {}", format + 1)), "{error}");
    assert!(error.hint().contains("update gainsay"), "{}", error.hint());
}

#[test]
fn a_header_that_lies_about_lengths_is_an_error() {
    let small = training::SMALL.to_bytes();
    for (field, value) in [
        ("n_features", json!(u64::MAX)),
        ("n_features", json!(u64::MAX / 12)),
        ("n_features", json!(1u64 << 40)),
        ("n_features", json!(0)),
        ("n_words", json!(u64::MAX)),
        ("n_words", json!(1u64 << 60)),
        ("n_words", json!(-1)),
        ("tasks", json!([])),
        ("actors", json!({})),
        ("features", json!(null)),
    ] {
        let bytes = with_header(&small, |h| h[field] = value.clone());
        assert!(Model::from_bytes(&bytes).is_err(), "{field}: {value}");
    }
    // A sum that is right by wrapping around must not pass.
    let n = (u64::MAX / 24 + 1).wrapping_mul(1);
    assert!(Model::from_bytes(&with_header(&small, |h| h["n_features"] = json!(n))).is_err());
    // The header's own length.
    for length in [0, 1, u32::MAX, u32::MAX - 15] {
        let mut body = small[..small.len() - CHECKSUM].to_vec();
        body[12..PREFIX].copy_from_slice(&length.to_le_bytes());
        assert!(Model::from_bytes(&signed(body)).is_err(), "a header of {length} bytes");
    }
}

#[test]
fn parts_that_do_not_fit_are_errors() {
    let small = training::SMALL.to_bytes();
    let task = |h: &mut Value, key: &str, value: Value| h["tasks"][0][key] = value;
    for (key, value) in [
        ("labels", json!(["denying", "accusing", "neutral"])),
        ("labels", json!(["accusing", "accusing", "neutral"])),
        ("labels", json!(["accusing", "denying"])),
        ("labels", json!([])),
        ("intercept", json!([0.0, 0.0])),
        ("intercept", json!([0.0, 0.0, null])),
        ("rule", json!([0.0])),
        ("mix", json!([0.5, 0.5, 0.5])),
        ("mix", json!([1.0, 0.0, 0.0])),
    ] {
        let bytes = with_header(&small, |h| task(h, key, value.clone()));
        assert!(Model::from_bytes(&bytes).is_err(), "{key}: {value}");
    }
    let twice = with_header(&small, |h| {
        let first = h["actors"][0].clone();
        h["actors"].as_array_mut().expect("a list").push(first);
    });
    assert!(matches!(Model::from_bytes(&twice), Err(ModelError::Lexicon(_))));
}

/// Numbers that a model cannot have are errors; whatever else is there, the model works.
#[test]
fn absurd_numbers_do_no_harm() {
    let small = training::SMALL.to_bytes();
    let header = u32::from_le_bytes(small[12..PREFIX].try_into().expect("4 bytes")) as usize;
    let lines = PREFIX + header;
    let fields: Value = serde_json::from_slice(&small[PREFIX..lines]).expect("the header is JSON");
    let field = |name: &str| fields[name].as_u64().expect("a length") as usize;
    let filter = lines + (64 * field("n_lines")).next_multiple_of(64);
    let weights = filter + (8 * field("n_filter")).next_multiple_of(64);
    let n_weights = 3 * field("n_features");
    // Of the features: their idf, ids (one twice, one too large), keys.
    for (at, step, bytes, is_taken) in [
        (lines + 12, 16, f32::MAX.to_le_bytes(), false),
        (lines + 12, 16, f32::MIN_POSITIVE.to_le_bytes(), true),
        (lines + 12, 16, f32::NAN.to_le_bytes(), false),
        (lines + 12, 16, (-1f32).to_le_bytes(), false),
        (lines + 8, 16, 0u32.to_le_bytes(), false),
        (lines + 8, 16, (u32::MAX - 1).to_le_bytes(), false),
        (lines + 8, 16, u32::MAX.to_le_bytes(), false),
        (lines, 16, [0xff; 4], true),
        (filter, 4, [0xff; 4], true),
        (filter, 4, [0; 4], true),
        (weights, 4, [0xff, 0x7f, 0, 0x80], true),
    ] {
        let mut body = small[..small.len() - CHECKSUM].to_vec();
        let n = if at == weights { n_weights / 2 } else { (if at < filter { filter } else { weights } - at) / step };
        for i in 0..n {
            body[at + i * step..][..4].copy_from_slice(&bytes);
        }
        let read = Model::from_bytes(&signed(body));
        assert_eq!(read.is_ok(), is_taken, "{bytes:?} at {at}");
        if let Ok(model) = read {
            judge_something(&model);
        }
    }
}

/// What `Model::from_static` does not look at may be wrong, but is read within its bounds.
#[test]
fn a_built_in_model_is_the_same_model() {
    let bytes: &'static [u8] = training::SMALL.to_bytes().leak();
    let trusted = Model::from_static(bytes).expect("what was written can be read");
    assert!(trusted.to_bytes() == bytes);
    assert!(judge_something(&trusted) > 0);
    for length in spread(40, bytes.len() - 1) {
        assert!(Model::from_static(&bytes[..length]).is_err(), "{length} bytes");
    }
}

/// A model that a program of format 1 wrote, what that program said with it, and the same model in format 2.
#[test]
fn every_format_is_read() {
    for format in [1, 2] {
        let path = package(&format!("tests/fixtures/model-format-{format}.gsy"));
        let file = std::fs::read(path).expect("the fixture is there");
        assert_eq!(file[8..12], [format, 0, 0, 0]);
        format_is_read(&file);
    }
}

fn format_is_read(file: &[u8]) {
    let model = Model::from_bytes(file).expect("it can be read");
    let article = Article {
        date: Some("2021-03-04".into()),
        title: "China denies it".into(),
        text: "NATO accused China of arming rebels. The Chinese foreign minister rejected the accusation.".into(),
        ..Article::default()
    };
    let said: Vec<_> = Pipeline::new(&model)
        .judge(&article)
        .into_iter()
        .map(|j| {
            let stance = &j.verdicts["stance"];
            format!(
                "{}: {} {:.3?}",
                j.actor,
                stance.label.as_deref().unwrap_or("none"),
                stance.probabilities.values().collect::<Vec<_>>()
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "China: denying [0.136, 0.850, 0.014]",
            "NATO: denying [0.336, 0.503, 0.161]",
            "China: accusing [0.536, 0.382, 0.083]",
            "Li Wei: denying [0.314, 0.541, 0.146]",
        ]
    );
    let again = Model::from_bytes(&model.to_bytes()).expect("what was written can be read");
    assert_eq!(Pipeline::new(&again).judge(&article), Pipeline::new(&model).judge(&article));
    for at in spread(300, file.len()) {
        let mut body = file[..file.len() - CHECKSUM].to_vec();
        if let Some(byte) = body.get_mut(at) {
            *byte ^= [1, 0x10, 0xff, 0x40][at % 4];
            let _ = Model::from_bytes(&signed(body)).map(|model| judge_something(&model));
        }
    }
    for n in [1u64 << 20, 1 << 40, u64::MAX / 8, u64::MAX] {
        assert!(Model::from_bytes(&with_header(file, |h| h["n_features"] = json!(n))).is_err(), "{n} features");
    }
}

/// A file whose checksum is right but whose content is not: an error, or a model that works.
#[test]
fn signed_nonsense_does_no_harm() {
    let small = training::SMALL.to_bytes();
    let body = &small[..small.len() - CHECKSUM];
    let header = u32::from_le_bytes(body[12..PREFIX].try_into().expect("4 bytes")) as usize;
    // Half of the places in the header, half in the arrays.
    let places = spread(150, header).into_iter().map(|at| PREFIX + at);
    let arrays = spread(100, body.len() - PREFIX - header).into_iter().map(|at| PREFIX + header + at);
    let mut loaded = 0;
    for (i, at) in places.chain(arrays).enumerate() {
        let mut body = body.to_vec();
        body[at] ^= [1, 0x10, 0xff, 0x40][i % 4];
        if let Ok(model) = Model::from_bytes(&signed(body)) {
            loaded += 1;
            judge_something(&model);
        }
    }
    assert!(loaded > 10, "only {loaded} files could be loaded: does this test still sign them?");
}
