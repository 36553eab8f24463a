//! What the small words of a sentence do, as far as finding speakers needs it.

use std::sync::LazyLock;

use crate::token::{KeyMap, Token, TokenKind, TokenizedSentence, word_key};

/// A set of the parts that a word can play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part(u16);

impl Part {
    /// Forms of *be*, which make a passive.
    pub(super) const BE: Self = Self(1);
    /// Auxiliaries other than *be*.
    pub(super) const AUXILIARY: Self = Self(1 << 1);
    /// Adverbs and negations, which stand between a subject and its verb.
    pub(super) const ADVERB: Self = Self(1 << 2);
    /// Prepositions.
    pub(super) const PREPOSITION: Self = Self(1 << 3);
    /// Articles, possessives and quantifiers, which open a phrase.
    pub(super) const DETERMINER: Self = Self(1 << 4);
    /// Pronouns that refer to somebody: *he*, *she*, *they*, *it*.
    pub(super) const PRONOUN: Self = Self(1 << 5);
    /// *I* and *we*.
    pub(super) const SELF: Self = Self(1 << 6);
    /// *who*, *which*, *that*.
    pub(super) const RELATIVE: Self = Self(1 << 7);
    /// Words that open a clause.
    pub(super) const OPENER: Self = Self(1 << 8);
    /// *and*, *or*.
    pub(super) const AND: Self = Self(1 << 9);
    /// Days, months, *today*, *last*.
    pub(super) const TIME: Self = Self(1 << 10);
    /// Openers that set a clause against the one before.
    pub(super) const CONTRAST: Self = Self(1 << 11);
    /// Verbs that bring an accusation or denial about: *made*, *raised*, *issued*.
    pub(super) const LIGHT_VERB: Self = Self(1 << 12);
    /// Common verbs that end a subject on the left.
    pub(super) const VERB: Self = Self(1 << 13);

    /// Auxiliaries and negations of what is not done, but may, must or must not be.
    pub(super) const UNREAL: Self = Self(1 << 14);

    /// The word plays one of these parts.
    pub(super) const fn is(self, parts: Self) -> bool {
        self.0 & parts.0 != 0
    }

    pub(super) const fn or(self, parts: Self) -> Self {
        Self(self.0 | parts.0)
    }
}

static PARTS: LazyLock<KeyMap<Part>> = LazyLock::new(|| {
    let mut out: KeyMap<Part> = KeyMap::default();
    for (part, words) in LISTS {
        for word in words.split_whitespace() {
            let entry = out.entry(word_key(word)).or_default();
            *entry = entry.or(*part);
        }
    }
    out
});

const LISTS: &[(Part, &str)] = &[
    (Part::BE, "was were is are be been being am got gets stands stood"),
    (
        Part::AUXILIARY,
        "has have had having do does did will would can could may might must shall should ca wo 'd 'll 've",
    ),
    (Part::UNREAL, "can could may might must should ca not n't never if"),
    (
        Part::ADVERB,
        "also still then now later again once twice never not n't even just often soon always ever twice \
         already instead first further sometimes himself herself itself themselves both all too so far long ago \
         yet nonetheless nevertheless however only well likewise either neither thus therefore outright nor \
         there here perhaps maybe",
    ),
    (
        Part::PREPOSITION,
        "of in on at by for from with against over about to into after before during under amid among between \
         through toward towards without within since until despite upon via per like near outside around across \
         regarding concerning including following behind beyond off along alongside throughout",
    ),
    (
        Part::DETERMINER,
        "the a an his her their its my our your this that these those some many several most other another any \
         each every two three four five both few no one all",
    ),
    (Part::PRONOUN, "he she they it"),
    (Part::SELF, "i we"),
    (Part::RELATIVE, "who which that whom"),
    (
        Part::OPENER,
        "that but while whereas although though because if unless when where whether than since until as why \
         how what after before once so yet",
    ),
    (Part::CONTRAST, "but while whereas although though"),
    (Part::AND, "and or"),
    (
        Part::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
         august september october november december today yesterday tomorrow tonight morning afternoon evening \
         night week month year months weeks days years hours minutes hour day last earlier recently late early \
         weekend time moment",
    ),
    (
        Part::LIGHT_VERB,
        "make makes made making raise raises raised raising voice voices voiced voicing express expresses \
         expressed expressing level leveled levelled leveling levelling bring brought bringing file files filed \
         filing issue issues issued issuing launch launches launched launching lodge lodged repeat repeats \
         repeated repeating impose imposes imposed imposing announce announces announced announcing renew \
         renewed press pressed pursue pursued pursuing threaten threatened threatening push pushed pushing cast \
         casting offer offered offers mount mounted stepped escalated escalating hurl hurled hurling join \
         joined joins lead led leading open opened back backed backing support supported supports add added aim \
         aimed aims direct directed \
         release releases released releasing publish published publishing send sent sign signed signing adopt \
         adopted deliver delivered delivering give gave giving post posted posting write wrote writing run ran \
         running air aired airing focus focused focusing dish dished lay laid laying lob lobbed peddle peddled \
         slap slapped heap heaped",
    ),
    (
        Part::VERB,
        "became become came come went go took take gave give got get put set kept keep left told held ran run \
         saw see met meet led won lost want wants wanted believe know knows knew think thinks tried try trying \
         sought seek began begin used use uses need needs makes made make shows show showed seems seemed \
         appears appeared spent drew sent hung brought fell rose grew sat flew threw chose broke built bought \
         caught taught fought paid struck sold",
    ),
];

/// The parts that each token of a sentence can play; adverbs in *-ly* are told by their ending.
pub(super) fn parts(sentence: &TokenizedSentence) -> Vec<Part> {
    let tokens = sentence.tokens();
    tokens.iter().enumerate().map(|(i, token)| part(sentence, i, token)).collect()
}

fn part(sentence: &TokenizedSentence, i: usize, token: &Token) -> Part {
    if token.kind != TokenKind::Word {
        return Part::default();
    }
    match PARTS.get(&token.key) {
        // `May` the person, `US` the country: a name plays no small word's part, days aside.
        Some(part) if i > 0 && sentence.is_name(i) && !part.is(Part::TIME) => Part::default(),
        Some(part) => *part,
        None if sentence.word(i).ends_with("ly") && !sentence.is_name(i) => Part::ADVERB,
        None => Part::default(),
    }
}
