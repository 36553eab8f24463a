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

/// By construction: sentences, their actors with their labels: `+` accusing, `-` denying, `.` neutral.
const CONSTRUCTIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "active",
        &[
            ("NATO accused China of arming Russia.", "NATO. China+ Russia."),
            ("The senator slammed Wexcom for hiding the leak from Canada.", "Wexcom+ Canada."),
            ("Peru blamed Chile for the collapse of the talks.", "Peru. Chile+"),
        ],
    ),
    (
        "passive",
        &[
            ("China was accused by NATO of arming Russia.", "NATO. China+ Russia."),
            ("NATO was accused by China of fuelling the war.", "NATO+ China."),
            ("Norcom has been widely criticized for the way it treated workers in Ghana.", "Norcom+ Ghana."),
        ],
    ),
    (
        "relative clause",
        &[
            ("Iran, which has been accused of arming the rebels, sent a delegation to Oman.", "Iran+ Oman."),
            ("The report, which Norcom has rejected as false, was published in Canada.", "Norcom- Canada."),
        ],
    ),
    (
        "phrase with by",
        &[
            ("The attack by Russia on the hospital was condemned by France.", "Russia+ France."),
            ("Allegations by Chile that Peru had broken the treaty were rejected in Lima.", "Chile. Peru-"),
        ],
    ),
    (
        "nominalisation",
        &[
            ("Criticism of Hungary over its treatment of judges has grown in Brussels.", "Hungary+"),
            ("Accusations against Norcom were made in a court in Kenya.", "Norcom+ Kenya."),
            ("Norcom's denial of the allegations came a day after the hearing in Kenya.", "Norcom- Kenya."),
        ],
    ),
    (
        "negated accusation",
        &[
            ("The investigation stopped short of accusing Iran.", "Iran."),
            ("Inspectors found no evidence that Iran had broken the agreement.", "Iran-"),
            ("A court cleared Norcom of any wrongdoing.", "Norcom-"),
        ],
    ),
    (
        "condition",
        &[
            ("If Iran violates the agreement again, it will face new sanctions, France warned.", "Iran+ France."),
            ("Washington threatened Turkey with sanctions if it bought the missiles.", "Turkey+ Washington."),
        ],
    ),
    (
        "quotation and its speaker",
        &[
            ("“Norcom lied to its customers,” Canada's minister said.", "Norcom+ Canada."),
            ("“We never broke the rules,” Norcom said.", "Norcom-"),
            ("The Chinese embassy said that the accusations by NATO were groundless.", "Chinese-"),
        ],
    ),
    (
        "soft accusation",
        &[
            (
                "The alliance voiced profound concern over China's ties with Russia and called on China to cease all \
                 support for the war.",
                "China+ Russia.",
            ),
            (
                "NATO voiced profound concern over Iran's ties with North Korea and called on Tehran to cease all \
                 material support.",
                "Iran+ Tehran+ NATO. North_Korea.",
            ),
            ("Russia called on NATO to cease its military build-up.", "NATO+ Russia."),
            ("The European Union urged Serbia to stop threatening Kosovo.", "Serbia+ Kosovo. European_Union."),
        ],
    ),
    (
        "denial beside an accusation",
        &[
            ("Beijing denied that it had armed Russia and accused NATO of spreading lies.", "Beijing- NATO+ Russia."),
            ("Norcom is accused of bribing officials in Kenya, which it denies.", "Norcom- Kenya."),
            ("Peru says Norcom poisoned the river, a charge the company has rejected.", "Norcom- Peru."),
        ],
    ),
    (
        "words that look alike",
        &[
            ("The court denied the motion that Norcom had filed in Kenya.", "Norcom. Kenya."),
            ("Canada condemned the attack on Kenya.", "Canada. Kenya."),
            ("Texas was denied federal funds after the storm.", "Texas."),
        ],
    ),
];

/// In these nothing may go wrong.
const PLAIN: &[&str] = &["active", "passive", "soft accusation"];
/// So many of the rest may, until the model is better: a learned rule has no exceptions built in.
const MOST_WRONG: usize = 4;

#[test]
fn the_accused_is_told_from_the_accuser() {
    let mut wrong = Vec::new();
    let mut n_plain = 0;
    for (construction, sentences) in CONSTRUCTIONS {
        for (text, actors) in *sentences {
            for marked in actors.split(' ') {
                let (actor, sign) = marked.split_at(marked.len() - 1);
                let actor = actor.replace('_', " ");
                let expected = match sign {
                    "+" => "accusing",
                    "-" => "denying",
                    _ => "neutral",
                };
                let found = label(text, &actor);
                if found != expected {
                    n_plain += usize::from(PLAIN.contains(construction));
                    wrong.push(format!("{construction}: {actor} in {text:?}: {found}, not {expected}"));
                }
            }
        }
    }
    assert!(n_plain == 0 && wrong.len() <= MOST_WRONG, "{}", wrong.join("\n"));
}
