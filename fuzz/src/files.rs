//! Files that travel between people: actors, tables, models.

use gainsay::{
    Casing, IsoDate, Lexicon, LineModel, Model, Opinions, Pipeline, Predicates, Recipe, TokenizedSentence, WordVectors,
};
use rapidhash::v3::rapidhash_v3;

use crate::MODEL;
use crate::bytes::Bytes;

pub(crate) fn actors(data: &[u8]) {
    let Ok(toml) = std::str::from_utf8(data) else { return };
    let problems = Lexicon::check(toml);
    let n_lines = toml.lines().count().max(1);
    assert!(problems.iter().all(|p| (1..=n_lines).contains(&p.line()) && !p.message().is_empty()), "{problems:?}");
    let lexicon = match Lexicon::parse(toml) {
        Ok(lexicon) => lexicon,
        Err(error) => {
            assert!(!problems.is_empty(), "`check` does not see: {error}");
            return;
        }
    };
    let read = [TokenizedSentence::new(&toml[..toml.floor_char_boundary(4000)], &Casing::default())];
    let date = IsoDate::parse("2024-05-31");
    let cast = lexicon.cast_on(&read, date.as_ref());
    assert!(cast.mentions.iter().all(|m| m.actor < cast.actors.len()));
    for (name, top) in lexicon.tops() {
        assert_ne!(name, top.name);
    }
    for actor in lexicon.actors() {
        assert!(!actor.name.chars().any(char::is_control));
        assert_eq!(lexicon.called(&actor.name).map(|a| a.name.to_lowercase()), Some(actor.name.to_lowercase()));
    }
}

pub(crate) fn tables(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let kind = bytes.byte();
    let Ok(text) = std::str::from_utf8(bytes.rest()) else { return };
    match kind % 6 {
        0 => {
            if let Some(date) = IsoDate::parse(text) {
                assert!(text.starts_with(date.as_str()) && IsoDate::parse(date.as_str()) == Some(date));
            }
        }
        1 => drop(Casing::parse(text)),
        2 => {
            if let Ok(vectors) = WordVectors::parse(text) {
                assert!(vectors.is_empty() || vectors.dim() > 0);
            }
        }
        3 => drop(Opinions::parse(text)),
        4 => drop(Predicates::parse(text)),
        _ => drop(Recipe::parse(text)),
    }
}

/// The bytes as they are, and with the checksum that they ought to have.
pub(crate) fn model(data: &[u8]) {
    let judge = |bytes: &[u8]| {
        if let Ok(model) = Model::from_bytes(bytes) {
            let article =
                gainsay::Article { text: "NATO accused China. China denied it.".into(), ..Default::default() };
            let _ = Pipeline::new(&model).judge(&article);
        }
        if let Ok(model) = LineModel::from_bytes(bytes.to_vec()) {
            model.labeller().label("China denied it.");
        }
    };
    judge(data);
    if let Some(body) = data.len().checked_sub(8).map(|end| &data[..end]) {
        let mut signed = body.to_vec();
        signed.extend_from_slice(&rapidhash_v3(body).to_le_bytes());
        judge(&signed);
    }
    // Nothing that was read changes the model that is built in.
    assert!(MODEL.classifier("stance").is_some());
}
