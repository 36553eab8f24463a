//! Features are keys; what they say stands in their descriptions. These tests hold the two against
//! each other, and the descriptions against the sentences.

use std::collections::{BTreeMap, BTreeSet};

use gainsay::{Example, Family, FeatureConfig, Pair, Span, TokenizedSentence, Vectorizer, WordVectors};

use crate::{MODEL, read};

/// Every family, and every feature that occurs in `min_df` pairs.
fn fitted(pairs: &[Pair], min_df: u32) -> Vectorizer {
    let config = FeatureConfig { families: Family::ALL.to_vec(), min_df, ..MODEL.vectorizer.config().clone() };
    let (casing, lexica) = (MODEL.vectorizer.casing().clone(), MODEL.vectorizer.lexica().clone());
    Vectorizer::fit(&config, casing, lexica, &WordVectors::default(), pairs)
}

/// Runs `look` on the pair of a sentence and the first place where `actor` stands in it.
fn with_pair<T>(text: &str, actor: &str, look: impl FnOnce(&Pair) -> T) -> T {
    let example = Example::marking(text, actor).expect("the actor stands in the sentence");
    let sentence = TokenizedSentence::new(text, MODEL.vectorizer.casing());
    look(&Pair { sentence: &sentence, mentions: &example.mentions(0) })
}

/// What is said of an actor in a sentence.
fn said(text: &str, actor: &str) -> BTreeSet<String> {
    with_pair(text, actor, |pair| {
        let vectorizer = fitted(std::slice::from_ref(pair), 1);
        vectorizer.extractor().describe(pair).into_iter().map(|(_, _, what)| what).collect()
    })
}

/// Sentence, actor, what must be said of it, and what must not.
const SAID: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "On Friday, NATO accused China of arming Russia.",
        "China",
        &[
            "object of “accused”",
            "object of accuse-word, then misdeed-word",
            "before accuse-word (active), no preposition before the actor, nothing between",
            "before accuse-word, 1 away",
            "behind misdeed-word (word), followed by ⟨other⟩",
            "order: accuse ⟨actor⟩ misdeed ⟨other⟩",
            "between accuse and misdeed",
            "2 predicate(s) in all",
            "actor in sixth 4 of the sentence",
            "3 other name(s)",
            "2 other name(s) before",
            "4 item(s) before the actor",
            "no quotation",
        ],
        &["subject of “accused”", "before accuse-word (reduced)"],
    ),
    (
        "Iran, which had not been criticised by Norway, denied the allegations on Monday.",
        "Iran",
        &[
            "patient of “criticised”",
            "patient of negated accuse-word",
            "negated behind accuse-word (passive), 2 break(s) and 0 name(s) between",
            "order: ⟨actor⟩ | negation accuse",
            "nothing before",
            ", directly behind",
        ],
        &["patient of accuse-word", "behind accuse-word (reduced)"],
    ),
    (
        "Ministers praised Peru, but called Chile’s \"shameful\" denial a lie.",
        "Chile",
        &[
            "object of “called”",
            "object of say-word, as owner",
            "good word before, 2 break(s) and 1 name(s) between",
            "word of valence +2 before, 5 to 7 away",
            "valences behind sum to -4",
            "behind bad-word, word in quotation",
            "quotation, actor outside",
            // A run of breaks is one.
            "order: ⟨other⟩ | say ⟨actor⟩",
        ],
        &["bad word before, 2 break(s) and 1 name(s) between"],
    ),
    (
        "He said the report was not bad for Wexcom.",
        "Wexcom",
        &[
            "good word before, 0 break(s) and 0 name(s) between",
            "complement (for) of negated bad-word",
            "negated before bad-word (word), “for” before the actor, nothing between",
        ],
        &["bad word before, 0 break(s) and 0 name(s) between", "complement (for) of bad-word"],
    ),
    ("He said the report was bad for Wexcom.", "Wexcom", &["bad word before, 0 break(s) and 0 name(s) between"], &[]),
    ("Norcom's denial of the charges was read in court.", "Norcom", &["owner of “denial”"], &["subject of “denial”"]),
    ("Helios' denial of the charges was read in court.", "Helios", &["owner of “denial”"], &["subject of “denial”"]),
    (
        "Wexcom, criticised by Norway in March, paid.",
        "Wexcom",
        &["behind accuse-word (reduced)"],
        &["behind accuse-word (active)", "behind accuse-word (passive)"],
    ),
    // A word that opens a clause may belong to a predicate; it parts nothing then.
    ("Norway denied that China had lied.", "China", &["order: deny ⟨actor⟩"], &["order: deny | ⟨actor⟩"]),
    // Of predicates that are loosely about the actor, the nearest counts.
    (
        "Norway accused Peru, and China denied everything.",
        "China",
        &["somewhere behind, not clearly part of accuse-word", "subject of “denied”"],
        &["object of “accused”"],
    ),
    (
        "Norway accused Peru, France praised Oman, and China denied everything.",
        "China",
        &["somewhere behind, not clearly part of good-word"],
        &["somewhere behind, not clearly part of accuse-word"],
    ),
    // The stop of an initial is part of the name.
    ("On Friday J. Smith accused China of fraud.", "China", &["2 other name(s)"], &["3 other name(s)"]),
    (
        "\"Chile denied everything,\" Peru said.",
        "Chile",
        &["actor inside a quotation", "behind deny-word, both in quotation", "behind say-word, actor in quotation"],
        &["behind deny-word, word in quotation"],
    ),
    // Any other stop within a sentence stays.
    ("The plan, no. two, was praised by China.", "China", &["no ."], &["no two"]),
    // Words of which nothing is known stand by their ending.
    ("Workers painted China near harbours.", "China", &["(word in -ed) … ⟨actor⟩ (before)"], &[]),
];

#[test]
fn what_is_said_is_what_the_sentence_says() {
    let mut wrong = Vec::new();
    for (text, actor, there, absent) in SAID {
        let said = said(text, actor);
        wrong.extend(there.iter().filter(|w| !said.contains(**w)).map(|w| format!("missing: {w}: {text}")));
        wrong.extend(absent.iter().filter(|w| said.contains(**w)).map(|w| format!("too much: {w}: {text}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A description without what it tells of the very words, which the key holds as stems.
fn without_words(description: &str) -> String {
    let mut out = String::new();
    let mut rest = description.split("followed by").next().expect("a first part");
    while let Some((before, behind)) = rest.split_once('“') {
        out.push_str(before);
        rest = behind.split_once('”').map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// Keys are packed from numbers: two that overlap would make one feature of two.
#[test]
fn a_feature_has_one_meaning_and_a_meaning_one_feature() {
    let lines = [read("tests/fixtures/labelled.jsonl"), read("training/labelled/construction.jsonl")].concat();
    let parse = |(line, n)| Example::parse(n, line, &["stance"], &|_| None).expect("a labelled sentence");
    let mut examples: Vec<Example> = lines.lines().take(300).zip(1..).map(parse).collect();
    for text in ["Norway criticised Peru.", "Norway, criticised by Peru, paid."] {
        examples.extend(Example::marking(text, "Norway"));
    }
    let read = |e| TokenizedSentence::new(e, MODEL.vectorizer.casing());
    let sentences: Vec<_> = examples.iter().map(|e| read(&e.text)).collect();
    let mentions: Vec<(usize, Vec<Span>)> =
        examples.iter().enumerate().flat_map(|(i, e)| (0..e.actors.len()).map(move |a| (i, e.mentions(a)))).collect();
    let pairs: Vec<Pair> = mentions.iter().map(|(i, m)| Pair { sentence: &sentences[*i], mentions: m }).collect();
    let vectorizer = fitted(&pairs, 1);
    let mut extractor = vectorizer.extractor();
    let mut meanings: BTreeMap<(Family, u32), BTreeSet<String>> = BTreeMap::new();
    let mut ids: BTreeMap<(Family, String), BTreeSet<u32>> = BTreeMap::new();
    for (family, id, what) in pairs.iter().flat_map(|pair| extractor.describe(pair)) {
        // The other families consist of words.
        if [Family::Mention, Family::Opinion, Family::Predicate, Family::Role].contains(&family) {
            meanings.entry((family, id)).or_default().insert(without_words(&what));
        }
        // A description of a predicate leaves some of its key unsaid.
        if family != Family::Predicate {
            ids.entry((family, what)).or_default().insert(id);
        }
    }
    assert!(meanings.len() > 1000 && ids.len() > 10_000, "{} {}", meanings.len(), ids.len());
    for ((family, _), meanings) in meanings {
        assert_eq!(meanings.len(), 1, "{family:?}: {meanings:?}");
    }
    for ((family, what), ids) in ids {
        assert_eq!(ids.len(), 1, "{family:?}: {what}");
    }
}

/// Pairs are counted in chunks on several threads.
#[test]
fn a_feature_is_kept_by_how_many_pairs_have_it_wherever_they_stand() {
    with_pair("Peru accused Chile.", "Chile", |common| {
        with_pair("Norway quietly praised Chile.", "Chile", |rare| {
            let mut near = vec![common.clone(); 598];
            near.extend([rare.clone(), rare.clone()]);
            let mut far = near.clone();
            far.swap(0, 598);
            let (near, far) = (fitted(&near, 2), fitted(&far, 2));
            assert_eq!(near.n_features(), far.n_features());
            assert_eq!(near.extractor().row(rare), far.extractor().row(rare));
        });
    });
}
