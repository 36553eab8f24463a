//! Verbs of speaking, and what each says about what is spoken.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::feature::{Shape, verb_forms};
use crate::token::{KeyMap, word_key};

/// How a verb presents what it introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Tone {
    /// *said*, *told*, *according to*: the outlet takes no side.
    Neutral,
    /// *claimed*, *alleged*: the outlet keeps a distance.
    Doubting,
    /// *noted*, *pointed out*, *revealed*: the outlet takes it as true.
    Affirming,
    /// *admitted*, *acknowledged*: against the speaker's own interest.
    Conceding,
    /// *insisted*, *maintained*: against resistance.
    Insisting,
    /// *warned*, *urged*, *demanded*: for the sake of what shall follow.
    Demanding,
    /// *accused*, *blamed*, *condemned*.
    Accusing,
    /// *denied*, *rejected*, *cleared*, *defended*.
    Denying,
}

/// The speech verbs by tone: lemmas, irregular forms behind a colon.
const VERBS: &[(Tone, &str)] = &[
    (
        Tone::Neutral,
        "say:said tell:told add announce answer argue ask comment conclude declare describe explain express indicate \
         mention observe opine predict recall recount relate remark reply report respond state suggest testify tweet \
         write:wrote,written believe think:thought call judge rule find:found continue speak:spoke,spoken read \
         quip:quipped joke interject elaborate retweet post label portray characterize characterise cast brand \
         consider view fear worry:worried feel:felt hope agree hear:heard dub:dubbed liken compare depict concur",
    ),
    (
        Tone::Doubting,
        "claim allege assert contend profess purport imply:implied insinuate hint theorize theorise speculate posit \
         boast rant surmise falsely-claim",
    ),
    (
        Tone::Affirming,
        "note reveal disclose confirm show:showed,shown establish prove:proved,proven document demonstrate detail \
         underscore emphasize emphasise stress highlight cite determine learn remind conclude-that",
    ),
    (Tone::Conceding, "admit:admitted,admitting acknowledge concede confess grant allow"),
    (Tone::Insisting, "insist maintain reiterate vow swear:swore,sworn proclaim affirm reaffirm pledge repeat"),
    (Tone::Demanding, "warn urge demand threaten caution plead implore insist-on"),
    (Tone::Accusing, "complain lament quip-at protest charge fume scoff"),
    (Tone::Denying, "deny:denied,denying rebut:rebutted counter retort"),
];

/// A form of a speech verb.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpeechVerb {
    pub(super) tone: Tone,
    pub(super) shape: Shape,
    /// Whether the form is also a common noun or participle, so that its neighbours decide.
    pub(super) also_noun: bool,
}

/// Forms that are as often nouns as verbs.
const ALSO_NOUNS: &str = "claim claims report reports state states note notes charge charges comment comments call calls \
                          tweet tweets post posts answer answers reply replies remark remarks hope hopes fear fears \
                          worry worries view views brand brands cast label labels judge judges rule rules joke jokes \
                          hint hints boast boasts document documents detail details find finds show shows highlight \
                          highlights demand demands protest protests counter counters retort read reads stress \
                          address pledge pledges vow vows mention question questions caution allowed allow allows \
                          grant grants found show shown felt feel feels worried written thought post suspect compared \
                          described called labeled dubbed considered viewed allege declared reported learned detail \
                          testimony lament laments";

static SPEECH_VERBS: LazyLock<KeyMap<SpeechVerb>> = LazyLock::new(|| {
    let mut out = KeyMap::default();
    for (tone, lemmas) in VERBS {
        for lemma in lemmas.split_whitespace() {
            for (form, shape) in verb_forms(lemma) {
                out.entry(word_key(&form)).or_insert(SpeechVerb { tone: *tone, shape, also_noun: false });
            }
        }
    }
    for form in ALSO_NOUNS.split_whitespace() {
        if let Some(verb) = out.get_mut(&word_key(form)) {
            verb.also_noun = true;
        }
    }
    out
});

/// The speech verb of which a word is a form.
pub(super) fn speech_verb(key: u64) -> Option<&'static SpeechVerb> {
    SPEECH_VERBS.get(&key)
}
