//! To whom *the company*, *he* or *it* refers, and when nobody can tell.

use std::collections::BTreeSet;

use gainsay::{Article, Coreference, JudgeOptions, Judgement, MentionKind, Pipeline};

use crate::{MODEL, sample_articles};

/// A passage, and all its mentions that are no names, in order: `mention = actor`.
struct Passage {
    shows: &'static str,
    text: &'static str,
    mentions: &'static [&'static str],
}

const fn passage(shows: &'static str, text: &'static str, mentions: &'static [&'static str]) -> Passage {
    Passage { shows, text, mentions }
}

const NOUNS: &[Passage] = &[
    passage(
        "the alliance, and what it is accused of",
        "NATO met in Riga. Russia accused the alliance of lying.",
        &["alliance = NATO"],
    ),
    passage(
        "the bloc",
        "The European Union fined a bank. Critics said the bloc had waited.",
        &["bloc = European Union"],
    ),
    passage("the company", "Boeing cut its forecast. The company blamed its suppliers.", &["company = Boeing"]),
    passage(
        "a possessive",
        "Boeing cut its forecast. Inspectors doubted the company's figures.",
        &["company = Boeing"],
    ),
    passage(
        "a verb and an adverb behind the noun",
        "Boeing cut its forecast. In a letter, the company flatly denied any fault.",
        &["company = Boeing"],
    ),
    passage(
        "what a name is said to be",
        "Quorvex, a company that sells pumps, closed a plant. Quorvex has no debts. Unions urged the company to wait.",
        &["company = Quorvex"],
    ),
    passage(
        "the country",
        "Peru closed three ports. Fishermen said the country had ignored them.",
        &["country = Peru"],
    ),
    passage(
        "the country that the people named belong to",
        "Syria shut the crossing. Bashar al-Assad spoke at noon. Aid to the country has stopped.",
        &["country = Syria"],
    ),
    passage("the party", "Sinn Fein lost a seat. Voters deserted the party in Derry.", &["party = Sinn Féin"]),
    passage(
        "the ministry, by the noun in its name",
        "The Iranian Foreign Ministry summoned two envoys. The ministry rejected the report.",
        &["ministry = Iranian Foreign Ministry"],
    ),
    passage(
        "the agency, by its full name in the lexicon",
        "The CIA kept the file. Lawyers blamed the agency for the delay.",
        &["agency = Central Intelligence Agency"],
    ),
    passage(
        "the court",
        "The U.S. Supreme Court heard the case on Monday. Lobbyists criticized the court.",
        &["court = Supreme Court"],
    ),
    passage(
        "the newspaper",
        "The Washington Post printed the memo. The newspaper defended its story.",
        &["newspaper = Washington Post"],
    ),
    passage(
        "the senator, by a title",
        "Sen. Alba Torrance left early. Protesters accused the senator of lying.",
        &["senator = Alba Torrance"],
    ),
    passage(
        "the prime minister",
        "Prime Minister Odran Falk spoke for an hour. Miners booed the prime minister.",
        &["prime minister = Odran Falk"],
    ),
    passage(
        "four sentences of reach",
        "Boeing cut its forecast. Shares fell. Rain delayed the show. The hall was empty. The company apologized.",
        &["company = Boeing"],
    ),
];

const NO_NOUNS: &[Passage] = &[
    passage("two alliances", "NATO met AUKUS envoys in Riga. Russia mocked the alliance.", &[]),
    passage("two companies", "Boeing sued Airbus. The company wants damages.", &[]),
    passage("out of reach", "Boeing sat. It rained. It rained. It rained. It rained. The company apologized.", &[]),
    passage("nobody of that kind", "Peru closed three ports. The company apologized.", &[]),
    passage("one of several", "Boeing cut its forecast. The company that made the bolts apologized.", &[]),
    passage("an accused one", "Boeing cut its forecast. The company accused of fraud is smaller.", &[]),
    passage("a compound", "Boeing cut its forecast. The company car was blue.", &[]),
    passage("another one is introduced", "Boeing hired a company in Lima. The company apologized.", &[]),
    passage("named in the same sentence", "Boeing rose. Boeing said the company was sound.", &[]),
    passage("a noun with another's name", "Boeing cut its forecast. The company Velmar apologized.", &[]),
    passage("cataphora", "Reporters asked the company. Boeing did not answer.", &[]),
    passage("a noun in a quotation", "Boeing fell. “I left the company in May,” a pilot recalled.", &[]),
    passage("only people of another country", "Syria shut the crossing. Barack Obama spoke. The country waits.", &[]),
    passage("an office, not its holder", "Gov. Alba Torrance spoke. Two men entered the governor's race.", &[]),
    passage("two senators", "Sen. Alba Torrance met Sen. Odran Falk. Crowds booed the senator.", &[]),
    passage("a former office", "Former Sen. Alba Torrance left early. Crowds booed the senator.", &[]),
    passage("an account with it", "Two men wrote on Twitter. A strike began. The company apologized.", &[]),
    passage("an unknown one", "Boeing praised the carmaker Velmar. The company apologized.", &[]),
    passage("a plural", "Boeing cut its forecast. The companies apologized.", &[]),
];

const PRONOUNS: &[Passage] = &[
    passage("he", "Barack Obama spoke in Lima. He accused Peru of lying.", &["He = Barack Obama"]),
    passage(
        "she, whom her surname shows to be a person",
        "Signe Halvorsen resigned. Halvorsen denied the charge. She blamed Norway.",
        &["She = Signe Halvorsen"],
    ),
    passage("behind a connective", "Barack Obama spoke in Lima. But he refused to apologize.", &["he = Barack Obama"]),
    passage("a possessive", "Barack Obama spoke in Lima. His speech angered Peru.", &["His = Barack Obama"]),
    passage("in a subordinate clause", "Barack Obama spoke in Lima. Peru said he had lied.", &["he = Barack Obama"]),
    passage(
        "a chain",
        "Barack Obama spoke in Lima. He denied the charge. He blamed Peru.",
        &["He = Barack Obama", "He = Barack Obama"],
    ),
    passage(
        "a sentence without persons between",
        "Barack Obama spoke in Lima. The hall was empty. He blamed Peru.",
        &["He = Barack Obama"],
    ),
    passage(
        "the speaker of a quotation",
        "“We are innocent,” Barack Obama said. He blamed Peru.",
        &["He = Barack Obama"],
    ),
    passage(
        "titles before the subject",
        "On Monday, former President Barack Obama spoke in Lima. He blamed Peru.",
        &["He = Barack Obama"],
    ),
    passage(
        "two persons, told apart by title",
        "Mrs. Alba Torrance met Mr. Odran Falk. She blamed Peru.",
        &["She = Alba Torrance"],
    ),
    passage("it, before a verb of will", "NATO met in Riga. It accused Russia of lying.", &["It = NATO"]),
    passage("it, for a company", "Boeing cut its forecast. It denied any fault.", &["It = Boeing"]),
    passage(
        "it, beside another one that is no subject",
        "NATO warned Russia on Monday. It also urged calm.",
        &["It = NATO"],
    ),
    passage("they, for followers", "Republicans lost the vote. They accused a judge.", &["They = Republican Party"]),
    passage("they, for a plural group", "The Taliban attacked a bridge. They denied it later.", &["They = Taliban"]),
    passage(
        "a noun, then a pronoun",
        "Boeing fell. On Monday the company spoke. The company denied the charge. It blamed Peru.",
        &["company = Boeing", "company = Boeing", "It = Boeing"],
    ),
];

const NO_PRONOUNS: &[Passage] = &[
    passage("two men", "Barack Obama met Joe Biden. He blamed Peru.", &[]),
    passage("a woman is no he", "Mrs. Alba Torrance spoke in Lima. He blamed Peru.", &[]),
    passage("an unnamed subject", "A lawyer for Barack Obama spoke. He blamed Peru.", &[]),
    passage("the owner is not the subject", "Barack Obama's lawyer spoke in Lima. He blamed Peru.", &[]),
    passage("an unnamed man in between", "Barack Obama spoke. A man shouted. He blamed Peru.", &[]),
    passage("too far", "Barack Obama spoke. Rain fell. The hall was empty. He blamed Peru.", &[]),
    passage("an antecedent within the sentence", "Barack Obama spoke. The driver said he was tired.", &[]),
    passage("cataphora", "Barack Obama spoke in Lima. When he arrived, Joe Biden left.", &[]),
    passage("within a quotation", "Barack Obama spoke in Lima. “He lied to us,” Peru said.", &[]),
    passage("within a quotation of two sentences", "Barack Obama spoke. “We waited. He lied,” Peru said.", &[]),
    passage("the headline is not the sentence before", "He blamed Peru. Barack Obama spoke in Lima.", &[]),
    passage("weather", "NATO met in Riga. It rained all day.", &[]),
    passage("an empty it", "NATO met in Riga. It is clear that Russia lied.", &[]),
    passage("it for a thing", "NATO read the report. It was published in May.", &[]),
    passage("a person is no it", "Barack Obama spoke in Lima. It blamed Peru.", &[]),
    passage("it behind another subject", "A report criticized NATO. It accused Russia of lying.", &[]),
    passage("they for a company", "Boeing cut its forecast. They denied any fault.", &[]),
    passage("they for police", "Police met Republicans. They denied any fault.", &[]),
    passage("they behind other people", "Republicans met voters. They blamed the weather.", &[]),
    passage("named in the same sentence", "Barack Obama spoke. He left, but Obama will return.", &[]),
];

fn article(text: &str) -> Article {
    Article { id: "1".into(), source: "Harbour Post".into(), text: text.into(), ..Article::default() }
}

/// The mentions that are no names, with what was told of them.
fn mentions(article: &Article, coreference: Coreference) -> Vec<(MentionKind, String)> {
    let options = JudgeOptions { coreference, ..JudgeOptions::default() };
    let judgements = Pipeline::with_options(&MODEL, options).judge(article);
    let beyond = judgements.iter().filter(|j| j.found != MentionKind::Name);
    beyond.map(|j| (j.found, format!("{} = {}", j.mention, j.actor))).collect()
}

fn check(passages: &[Passage]) {
    let mut wrong = Vec::new();
    for Passage { shows, text, mentions: expected } in passages {
        let found: Vec<String> =
            mentions(&article(text), Coreference::Pronouns).into_iter().map(|(_, told)| told).collect();
        if found != *expected {
            wrong.push(format!("{shows}: {text:?}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_definite_noun_stands_for_the_only_actor_of_its_kind() {
    check(NOUNS);
}

#[test]
fn a_noun_that_might_mean_another_stays_open() {
    check(NO_NOUNS);
}

#[test]
fn a_pronoun_stands_for_the_clear_subject_before_it() {
    check(PRONOUNS);
}

#[test]
fn a_pronoun_without_a_clear_antecedent_stays_open() {
    check(NO_PRONOUNS);
}

#[test]
fn the_president_is_whoever_was_it_on_the_date() {
    let text = "Barack Obama met Donald Trump. Obama smiled. Reporters accused the president of lying.";
    let told = |date: Option<&str>| {
        let article = Article { date: date.map(str::to_owned), ..article(text) };
        mentions(&article, Coreference::Names).into_iter().map(|(_, told)| told).collect::<Vec<_>>()
    };
    assert_eq!(told(Some("2014-05-01")), ["president = Barack Obama"]);
    assert_eq!(told(Some("2018-05-01")), ["president = Donald Trump"]);
    assert!(told(None).is_empty());
}

#[test]
fn each_level_adds_to_the_one_before() {
    let article =
        article("NATO met in Riga. Russia accused the alliance of lying. Barack Obama spoke. He blamed Russia.");
    let kinds = |coreference| mentions(&article, coreference).into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
    assert!(kinds(Coreference::Off).is_empty());
    assert_eq!(kinds(Coreference::Names), [MentionKind::Noun]);
    assert_eq!(kinds(Coreference::Pronouns), [MentionKind::Noun, MentionKind::Pronoun]);
    assert_eq!(JudgeOptions::default().coreference, Coreference::default());
}

#[test]
fn a_sentence_that_names_an_actor_is_judged_as_without_resolution() {
    let judged = |coreference| {
        let options = JudgeOptions { coreference, ..JudgeOptions::default() };
        let mut pipeline = Pipeline::with_options(&MODEL, options);
        let articles = sample_articles();
        let judgements = articles.iter().flat_map(|a| pipeline.judge(a)).filter(|j| j.found == MentionKind::Name);
        // A denial may be found in a sentence, and a voice be given to an actor, by what was resolved.
        let alone = judgements.map(|j| Judgement { denial: None, voice: None, ..j });
        alone.map(|j| serde_json::to_string(&j).expect("plain data")).collect::<BTreeSet<String>>()
    };
    let off = judged(Coreference::Off);
    assert!(off.len() > 500, "{}", off.len());
    assert!(off == judged(Coreference::Pronouns));
}
