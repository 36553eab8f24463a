//! The words by which resolution tells verbs, unnamed persons and appositions.

use std::sync::LazyLock;

use crate::token::{KeySet, word_key};

pub(super) type WordSet = LazyLock<KeySet>;

fn set(words: &str) -> KeySet {
    words.split_whitespace().map(word_key).collect()
}

pub(super) static THE: WordSet = LazyLock::new(|| set("the"));
pub(super) static OF: WordSet = LazyLock::new(|| set("of for"));
pub(super) static POSSESSIVE: WordSet = LazyLock::new(|| set("'s"));
pub(super) static BE: WordSet = LazyLock::new(|| set("is are was were be been being 's 're"));

pub(super) static AUXILIARIES: WordSet = LazyLock::new(|| {
    set("is are was were be been being has have had do does did will would can could may might must shall should \
         'd 'll 've wo ca is")
});

/// Verbs that only somebody does who speaks or wills.
pub(super) static AGENT_VERBS: WordSet = LazyLock::new(|| {
    set(
        "said says say told tells tell added adds add denied denies deny accused accuses accuse accusing blamed blames \
         blame claimed claims claim insisted insists insist argued argues argue warned warns warn vowed vows vow \
         promised promises promise pledged pledges pledge refused refuses refuse rejected rejects reject dismissed \
         dismisses dismiss criticized criticizes criticize criticised criticises criticise condemned condemns condemn \
         demanded demands demand urged urges urge called calls call announced announces announce declined declines \
         decline acknowledged acknowledges acknowledge admitted admits admit confirmed confirms confirm apologized \
         apologised agreed agrees agree decided decides decide wants want wanted hopes hope hoped plans plan planned \
         intends intend intended expects expect expected threatened threatens threaten sued sues sue appealed appeals \
         disputed disputes dispute asked asks ask believes believe believed thinks think thought defended defends \
         defend described describes describe noted notes note responded responds respond replied replies reply \
         tweeted wrote testified pleaded resigned withdrew voted campaigned apologize explained explains explain \
         complained complains complain opposed opposes oppose supported supports support endorsed endorses endorse \
         praised praises praise slammed slams slam blasted blasts blast attacked attacks attack signed signs vetoed \
         ordered orders order hired fired fires invited banned bans launched launches suspended suspends sought seeks \
         seek proposed proposes propose pushed pushes push fought fights fight pointed points continued suggested \
         suggests suggest stressed stresses emphasized emphasised recalled conceded concedes alleged alleges allege \
         advised advises advise reiterated maintains maintained contends contended contend",
    )
});

/// Verbs of speech that frame a quotation.
pub(super) static SAY: WordSet = LazyLock::new(|| {
    set("said says added adds told tells wrote writes tweeted asked replied argued insisted continued explained \
         responded warned declared noted concluded recalled joked vowed claimed complained announced testified")
});

/// Other verbs that often stand behind a subject, as far as they do not end in `-ed`.
pub(super) static VERBS: WordSet = LazyLock::new(|| {
    set("made makes took takes gave gives went goes came comes got gets became becomes began begins left leaves led \
         leads won wins lost loses ran runs met meets met held holds kept keeps put puts brought brings built builds \
         bought buys sent sends spent spends spoke speaks stood stands felt feels found finds saw sees knew knows let \
         lets set sets cut cuts hit hits fell falls rose rises grew grows broke breaks chose chooses drew draws drove \
         paid pays shot sold sells taught threw throws understood wore beat beats struck stuck swore remains seems \
         appears needs faces looks tries uses works offers serves lives likes loves turns shows shares heads enjoys \
         sits carries stays represents")
});

/// Words that end like a past tense and are none.
pub(super) static NOT_PAST: WordSet = LazyLock::new(|| set("indeed united speed breed greed hundred exceed proceed"));

pub(super) static ADVERBS: WordSet = LazyLock::new(|| {
    set("also then still never not n't again later now once often always soon just even only further long instead \
         ever since already too both all")
});

/// What may open a sentence before its subject.
pub(super) static CONNECTIVES: WordSet = LazyLock::new(|| {
    set("but and still however meanwhile instead also yet so then later now moreover nevertheless nonetheless \
         furthermore additionally finally today recently separately indeed similarly afterward afterwards or")
});

/// What opens a phrase or clause that stands before the main clause.
pub(super) static FRONTING: WordSet = LazyLock::new(|| {
    set("in on at after before during with without by for since as when while despite although though if because \
         under over from following according speaking asked last this earlier throughout amid among unlike like until \
         upon within once even early late having being two three one")
});

/// What opens an apposition or relative clause behind a comma.
pub(super) static APPOSITION: WordSet = LazyLock::new(|| set("who whose which a an the one himself herself itself"));

pub(super) static FUNCTION: WordSet = LazyLock::new(|| {
    set("the a an this that these those he him his she her it its they them their we us our you your i me my who whom \
         whose which what when where why how there here of in on at by for with about against between into through \
         during before after above below to from up down out off over under as until while because if than though \
         although since whether unless like despite toward towards upon within without and but or nor so yet not no \
         some any all both each many most other such")
});

/// Nouns for one unnamed person, offices included.
pub(super) static PERSON_NOUNS: WordSet = LazyLock::new(|| {
    set("man woman boy girl father mother son daughter brother sister husband wife uncle aunt cousin nephew niece \
         grandfather grandmother grandson child baby teenager teen kid guy friend colleague neighbor neighbour partner \
         boyfriend girlfriend fiancee widow lawyer attorney counsel spokesman spokeswoman spokesperson official officer \
         professor teacher student doctor nurse aide adviser advisor assistant director chief chairman chairwoman chair \
         chairperson head leader president senator governor congressman congresswoman representative lawmaker \
         legislator mayor minister premier chancellor secretary ambassador envoy diplomat general colonel commander \
         soldier veteran judge justice prosecutor sheriff deputy detective agent investigator witness victim suspect \
         defendant plaintiff gunman shooter attacker driver pilot journalist reporter correspondent editor columnist \
         author writer blogger host anchor commentator pundit analyst expert economist scientist researcher scholar \
         historian strategist consultant pollster activist organizer organiser protester demonstrator advocate critic \
         supporter donor candidate nominee contender hopeful rival opponent challenger incumbent frontrunner \
         front-runner politician democrat republican conservative liberal businessman businesswoman executive ceo \
         entrepreneur billionaire millionaire investor banker owner founder co-founder boss manager employee worker \
         intern actor actress singer musician artist comedian celebrity athlete player coach star model priest pastor \
         pope bishop cardinal rabbi imam cleric king queen prince princess emperor dictator successor predecessor \
         person someone somebody anyone everyone immigrant migrant refugee citizen resident voter voters speaker \
         treasurer fighter militant terrorist operative whistleblower informant hacker spy translator counterpart \
         jurist lobbyist staffer appointee clerk therapist psychiatrist principal superintendent engineer physician")
});

/// Nouns for several persons, to whom *they* may refer.
pub(super) static PEOPLE_NOUNS: WordSet = LazyLock::new(|| {
    set("men women people officials officers lawmakers leaders senators governors voters critics supporters opponents \
         experts analysts researchers scientists activists protesters demonstrators workers employees soldiers troops \
         police authorities investigators prosecutors lawyers attorneys judges justices students teachers doctors \
         children kids parents families friends residents citizens immigrants migrants refugees candidates \
         reporters journalists members aides advisers advisors fighters militants rebels allies countries states \
         companies groups organizations nations governments parties agencies others many some both two three several \
         victims witnesses veterans agents deputies rivals brothers sisters sons daughters lobbyists donors")
});

/// Whether a name is that of a union of states.
pub(super) fn is_bloc(name: &str) -> bool {
    name.split_whitespace().any(|w| matches!(w, "bloc" | "Union" | "Community" | "Mercosur" | "ASEAN"))
}

/// Whether a name ends as those of companies do.
pub(super) fn is_company(name: &str) -> bool {
    name.split_whitespace().skip(1).any(|w| {
        matches!(
            w.trim_end_matches(['.', ',']),
            "Inc"
                | "Corp"
                | "Corporation"
                | "Co"
                | "Company"
                | "Ltd"
                | "LLC"
                | "Holdings"
                | "PLC"
                | "Industries"
                | "Technologies"
                | "Motors"
                | "Airlines"
        )
    })
}

/// Whether a name says that it is of something printed.
pub(super) fn prints(name: &str) -> bool {
    name.split_whitespace().any(|w| {
        matches!(
            w,
            "Times"
                | "Post"
                | "Journal"
                | "Tribune"
                | "Herald"
                | "Guardian"
                | "Globe"
                | "Gazette"
                | "Chronicle"
                | "Telegraph"
                | "Daily"
                | "Star"
                | "Sun"
                | "Mail"
                | "Mirror"
                | "Independent"
                | "Examiner"
                | "Register"
                | "Observer"
                | "Courier"
                | "Today"
                | "Inquirer"
                | "Zeitung"
                | "Monde"
        )
    })
}
