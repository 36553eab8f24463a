//! Verbs of speaking, and what each says about what is spoken.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::feature::{Shape, noun_forms, verb_forms};
use crate::token::{KeyMap, KeySet, word_key};

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
        "say:said tell:told add announce argue ask comment conclude declare describe explain indicate mention \
         observe opine predict recall recount remark reply report respond state suggest testify tweet \
         write:wrote,written believe think:thought call rule find:found quip:quipped joke interject elaborate \
         characterize characterise consider fear worry:worried feel:felt agree dub:dubbed liken depict portray \
         concur propose chant shout cry:cried fret joke",
    ),
    (
        Tone::Doubting,
        "claim allege assert contend profess purport imply:implied insinuate hint theorize theorise speculate \
         posit boast surmise suspect",
    ),
    (
        Tone::Affirming,
        "note reveal disclose confirm show:showed,shown establish prove:proved,proven demonstrate underscore \
         emphasize emphasise stress highlight determine learn remind",
    ),
    (Tone::Conceding, "admit:admitted,admitting acknowledge concede confess"),
    (Tone::Insisting, "insist maintain reiterate vow swear:swore,sworn proclaim affirm reaffirm pledge"),
    (Tone::Demanding, "warn urge demand threaten caution implore question challenge investigate probe"),
    (
        Tone::Accusing,
        "complain lament fume scoff sanction attack shame pressure protest pan knock compare oppose discredit disparage",
    ),
    (Tone::Denying, "deny:denied,denying rebut:rebutted counter retort"),
];

/// Nouns of accusing, by which a speaker may stand: *NATO's accusation*, *criticism by NATO*.
const ACCUSATIONS: &str = "\
    accusation allegation charge claim criticism condemnation complaint rebuke attack denunciation lawsuit suit \
    indictment sanction protest outrage concern warning blame assertion insinuation suggestion insult jab swipe \
    reprimand censure outcry backlash grievance ire fury anger frustration skepticism assault disparagement \
    critique investigation probe inquiry suspicion doubt scrutiny pressure ridicule scorn mockery objection threat \
    demand argument contention fear revelation barb dig slur smear disapproval distrust";

/// Those of them that show that somebody accuses, even where nobody is named.
const STRONG: &str = "\
    accusation allegation charge criticism condemnation complaint sanction lawsuit indictment backlash outcry \
    denunciation";

/// Adjectives that accuse behind *be*: *critical of*, *furious with*.
const ADJECTIVES: &str = "\
    critical skeptical sceptical concerned worried alarmed outraged angry furious dismissive contemptuous \
    suspicious wary disappointed dismayed appalled disturbed upset scathing";

/// Nouns of denying.
const DENIALS: &str = "\
    denial rejection rebuttal defense defence dismissal refutation repudiation insistence exoneration acquittal";

/// A form of a speech verb.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpeechVerb {
    pub(super) tone: Tone,
    pub(super) shape: Shape,
    /// Whether its object is cleared: *cleared Norcom of fraud*.
    pub(super) clears: bool,
    /// Whether the form is also a common noun or participle, so that its neighbours decide.
    pub(super) also_noun: bool,
}

/// Forms that are as often nouns or participles as verbs.
const ALSO_NOUNS: &str = "\
    claim claims report reports note notes comment comments call tweet tweets reply replies remark remarks fear \
    fears worry worries rule rules joke jokes hint hints boast boasts find finds show shows highlight highlights \
    demand demands counter counters retort stress pledge pledges vow vows mention question questions caution found \
    shown felt feel feels worried written thought suspect described called dubbed considered allege declared \
    reported learned lament laments attack attacks sanction sanctions pressure pressures shame protest protests knock knocks pan pans";

static SPEECH_VERBS: LazyLock<KeyMap<SpeechVerb>> = LazyLock::new(|| {
    let mut out = KeyMap::default();
    for (tone, lemmas) in VERBS {
        for lemma in lemmas.split_whitespace() {
            for (form, shape) in verb_forms(lemma) {
                out.entry(word_key(&form)).or_insert(SpeechVerb {
                    tone: *tone,
                    shape,
                    clears: false,
                    also_noun: false,
                });
            }
        }
    }
    // As a verb too rare beside the noun.
    for form in ["state", "states", "calls", "probe", "probes"] {
        out.remove(&word_key(form));
    }
    for (form, shape) in [("continued", Shape::Past), ("spoke", Shape::Past)] {
        out.insert(word_key(form), SpeechVerb { tone: Tone::Neutral, shape, clears: false, also_noun: false });
    }
    for (form, shape) in [("clears", Shape::Base), ("cleared", Shape::Past), ("clearing", Shape::Ing)] {
        out.insert(word_key(form), SpeechVerb { tone: Tone::Denying, shape, clears: true, also_noun: false });
    }
    for form in ALSO_NOUNS.split_whitespace() {
        if let Some(verb) = out.get_mut(&word_key(form)) {
            verb.also_noun = true;
        }
    }
    out
});

static NOUNS: LazyLock<KeyMap<Tone>> = LazyLock::new(|| {
    let mut out = KeyMap::default();
    for (tone, nouns) in [(Tone::Accusing, ACCUSATIONS), (Tone::Denying, DENIALS)] {
        for (form, _) in nouns.split_whitespace().flat_map(noun_forms) {
            out.insert(word_key(&form), tone);
        }
    }
    out
});

/// The speech verb of which a word is a form.
pub(super) fn speech_verb(key: u64) -> Option<&'static SpeechVerb> {
    SPEECH_VERBS.get(&key)
}

/// The tone of a noun of accusing or denying.
pub(super) fn speech_noun(key: u64) -> Option<Tone> {
    NOUNS.get(&key).copied()
}

/// Whether a noun, behind *the*, names the one bearer of an office or body: *the president*.
pub(super) fn is_office(key: u64) -> bool {
    OFFICES.contains(&key)
}

static OFFICES: LazyLock<KeySet> = LazyLock::new(|| {
    "president counsel court committee company firm giant governor premier chancellor mayor bureau agency ministry \
     commission administration jury pope king queen bloc alliance regime kremlin secretary minister chairman community \
     chairwoman speaker embassy pentagon ambassador"
        .split_whitespace()
        .map(word_key)
        .collect()
});

/// Whether a noun of accusing shows by itself that somebody accuses.
pub(super) fn is_strong(key: u64) -> bool {
    STRONG_KEYS.contains(&key)
}

static STRONG_KEYS: LazyLock<KeySet> =
    LazyLock::new(|| STRONG.split_whitespace().flat_map(noun_forms).map(|(form, _)| word_key(&form)).collect());

/// Whether an adjective accuses behind *be*.
pub(super) fn is_accusing_adjective(key: u64) -> bool {
    ADJECTIVE_KEYS.contains(&key)
}

static ADJECTIVE_KEYS: LazyLock<KeySet> = LazyLock::new(|| ADJECTIVES.split_whitespace().map(word_key).collect());

/// Whether a word names a text in which somebody speaks: *a statement accusing …*.
pub(super) fn is_document(key: u64) -> bool {
    DOCUMENTS.contains(&key)
}

static DOCUMENTS: LazyLock<KeySet> = LazyLock::new(|| {
    let nouns = "statement letter tweet speech article email memo ad advertisement post message lawsuit suit complaint \
                 indictment resolution op-ed editorial interview video essay column remark comment address filing \
                 brief commercial video petition motion bill rant tirade campaign word book note talk testimony";
    nouns.split_whitespace().flat_map(noun_forms).map(|(form, _)| word_key(&form)).collect()
});
