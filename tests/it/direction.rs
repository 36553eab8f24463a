//! Who is accused, in both directions: what the default model must never get wrong.

use gainsay::{Example, Pair, TokenizedSentence};

use crate::MODEL;

fn label(text: &str, actor: &str) -> String {
    let classifier = MODEL.classifier("stance").expect("the default model judges stance");
    let example = Example::marking(text, actor).expect("the actor stands in the sentence");
    let sentence = TokenizedSentence::new(text, MODEL.vectorizer.casing());
    let row = MODEL.vectorizer.extractor().row(&Pair { sentence: &sentence, mentions: &example.mentions(0) });
    classifier.task().labels()[classifier.classify(&row).class].clone()
}

/// Per sentence, its actors with their labels: `+` accusing, `-` denying, `.` neutral.
const SENTENCES: &[(&str, &[(&str, char)])] = &[
    ("NATO accused China of arming Russia.", &[("China", '+'), ("NATO", '.'), ("Russia", '.')]),
    ("China was accused by NATO of arming Russia.", &[("China", '+'), ("NATO", '.'), ("Russia", '.')]),
    ("NATO was accused by China of fuelling the war.", &[("NATO", '+'), ("China", '.')]),
    (
        "The alliance voiced profound concern over China's ties with Russia and called on China to cease all support \
         for the war.",
        &[("China", '+'), ("Russia", '.')],
    ),
    (
        "NATO voiced profound concern over Iran's ties with North Korea and called on Tehran to cease all material \
         support.",
        &[("Iran", '+'), ("Tehran", '+'), ("NATO", '.'), ("North Korea", '.')],
    ),
    ("Russia called on NATO to cease its military build-up.", &[("NATO", '+'), ("Russia", '.')]),
    (
        "The European Union urged Serbia to stop threatening Kosovo.",
        &[("Serbia", '+'), ("Kosovo", '.'), ("European Union", '.')],
    ),
    (
        "Beijing denied that it had armed Russia and accused NATO of spreading lies.",
        &[("Beijing", '-'), ("NATO", '+'), ("Russia", '.')],
    ),
    ("The Chinese embassy said that the accusations by NATO were groundless.", &[("Chinese", '-')]),
    ("A court cleared Norcom of any wrongdoing.", &[("Norcom", '-')]),
    ("The investigation stopped short of accusing Iran.", &[("Iran", '.')]),
];

#[test]
fn the_accused_is_told_from_the_accuser() {
    let mut wrong = Vec::new();
    for (text, actors) in SENTENCES {
        for (actor, sign) in *actors {
            let expected = match sign {
                '+' => "accusing",
                '-' => "denying",
                _ => "neutral",
            };
            let found = label(text, actor);
            if found != expected {
                wrong.push(format!("{actor} in {text:?}: {found}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
