//! Who is found in a text, and who is meant: a specification by examples.

use gainsay::{Casing, IsoDate, Lexicon, MentionKind, TokenizedSentence};

use crate::read;

fn lexicon() -> Lexicon {
    Lexicon::parse(&read("training/actors.toml")).expect("the actor file is good")
}

/// Every mention of an article as `form = Actor`, offices as `form = Actor, by office`. Sentences
/// are parted by ` | `.
fn cast(lexicon: &Lexicon, casing: &Casing, date: &str, article: &str) -> Vec<String> {
    let sentences: Vec<&str> = article.split(" | ").collect();
    let tokens: Vec<_> = sentences.iter().map(|s| TokenizedSentence::new(s, casing)).collect();
    let cast = lexicon.cast_on(&tokens, IsoDate::parse(date).as_ref());
    let shown = |m: &gainsay::Mention| {
        let by = if m.kind == MentionKind::Office { ", by office" } else { "" };
        format!("{} = {}{by}", m.span.of(sentences[m.sentence]), cast.actors[m.actor].name)
    };
    cast.mentions.iter().map(shown).collect()
}

/// Date (empty: none), article, mentions.
type Case = (&'static str, &'static str, &'static [&'static str]);

fn hold(cases: &[Case]) {
    let lexicon = lexicon();
    let casing = Casing::parse(&read("training/words.tsv")).expect("the word table is good");
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(date, article, expected)| {
            let found = cast(&lexicon, &casing, date, article);
            (found != *expected).then(|| format!("{date} {article}\n  expected {expected:?}\n  found    {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn ambiguous_names_are_told_by_the_article() {
    hold(&[
        // Georgia: the state on the Black Sea, the state of the United States.
        ("", "Tbilisi spoke first. | Georgia rejected the claim.", &["Tbilisi = Georgia", "Georgia = Georgia"]),
        (
            "",
            "The United States sued. | Georgia called the suit a stunt.",
            &["United States = United States", "Georgia = Georgia (US state)"],
        ),
        // Jordan, Chad and Turkey are states, but also first names and a bird.
        ("", "Jordan closed its border with Syria.", &["Jordan = Jordan", "Syria = Syria"]),
        ("", "Jordan Pellworth denied it.", &["Jordan Pellworth = Jordan Pellworth"]),
        ("", "Chad accused Sudan of the raid.", &["Chad = Chad", "Sudan = Sudan"]),
        ("", "Chad Ostrander accused the firm.", &["Chad Ostrander = Chad Ostrander"]),
        ("", "Turkey denied shelling Syria.", &["Turkey = Turkey", "Syria = Syria"]),
        ("", "They ate turkey and blamed nobody.", &[]),
        // Washington: the government, the town, the state, the man.
        ("", "Washington blamed Moscow for the leak.", &["Washington = United States", "Moscow = Russia"]),
        ("", "Protesters gathered in Washington.", &["Washington = Washington"]),
        ("", "Washington state sued the dam's owner.", &["Washington state = Washington State"]),
        // us is no state, US is.
        ("", "They told us that the US was to blame.", &["US = United States"]),
        ("", "The boy told us nothing.", &[]),
        // Apple the company.
        ("", "Apple denied slowing down old phones.", &["Apple = Apple"]),
        ("", "She ate an apple.", &[]),
        // May the prime minister, may the verb, May the month.
        (
            "2018-03-14",
            "Theresa May spoke. | May blamed Russia.",
            &["Theresa May = Theresa May", "May = Theresa May", "Russia = Russia"],
        ),
        ("", "It may rain in May.", &[]),
        // Congress of the United States, and of India.
        ("", "Congress blocked the bill.", &["Congress = Congress"]),
        (
            "",
            "India counted its votes. | Congress accused the BJP of fraud.",
            &["India = India", "Congress = Indian National Congress", "BJP = Bharatiya Janata Party"],
        ),
        // Democrats and Labour.
        (
            "",
            "The Democrats accused the Republicans of delay.",
            &["Democrats = Democratic Party", "Republicans = Republican Party"],
        ),
        (
            "",
            "Britain votes today. | Labour denied a split.",
            &["Britain = United Kingdom", "Labour = Labour Party (UK)"],
        ),
        (
            "",
            "New Zealand votes today. | Labour denied a split.",
            &["New Zealand = New Zealand", "Labour = New Zealand Labour Party"],
        ),
    ]);
}

#[test]
fn forms_titles_and_signs_do_not_hide_a_name() {
    hold(&[
        // Titles stand before a name and are no part of it.
        ("", "Prime Minister Benjamin Netanyahu denied it.", &["Benjamin Netanyahu = Benjamin Netanyahu"]),
        ("", "Dr. Selma Orvik accused the ministry.", &["Selma Orvik = Selma Orvik"]),
        (
            "",
            "Dunmore Mayor Nell Whitcombe blamed the storm.",
            &["Dunmore = Dunmore", "Nell Whitcombe = Nell Whitcombe"],
        ),
        ("", "Larry King asked again.", &["Larry King = Larry King"]),
        (
            "",
            "They asked Trump Jr. about it. | They asked Trump too.",
            &["Trump Jr = Trump Jr", "Trump = Donald Trump"],
        ),
        ("", "The flood hit Oklahoma City in the night.", &["Oklahoma City = Oklahoma City"]),
        // Possessives.
        ("", "China's embassy rejected Japan’s protest.", &["China = China", "Japan = Japan"]),
        // Hyphens.
        ("", "China-Russia ties worry NATO.", &["China = China", "Russia = Russia", "NATO = NATO"]),
        ("", "A Moscow-backed group denied the attack.", &["Moscow = Russia"]),
        ("", "Mara Ocasio-Lindt denied it.", &["Mara Ocasio-Lindt = Mara Ocasio-Lindt"]),
        // A people of the land is not its state.
        ("", "African-American voters blamed the board.", &["African-American = African-American"]),
        // Headlines in capitals.
        ("", "CHINA DENIES CLAIMS BY JAPAN", &["CHINA = China", "JAPAN = Japan"]),
        ("", "China Denies Claims That It Spied On Japan", &["China = China", "Japan = Japan"]),
        // Acronyms.
        ("", "The E.U. and the UN criticised Iran.", &["E.U. = European Union", "UN = United Nations", "Iran = Iran"]),
        (
            "",
            "On Monday the Nordvik Fishing Council (NFC) accused Norway of laying mines. | The NFC wants damages.",
            &[
                "Nordvik Fishing Council = Nordvik Fishing Council",
                "NFC = Nordvik Fishing Council",
                "Norway = Norway",
                "NFC = Nordvik Fishing Council",
            ],
        ),
        // Particles, initials and ordinary words inside a name.
        ("", "Charlotte van der Meulen denied it.", &["Charlotte van der Meulen = Charlotte van der Meulen"]),
        ("", "Joel R. Castleberg denied it.", &["Joel R. Castleberg = Joel R. Castleberg"]),
        (
            "",
            "The mayor accused the Harbour Workers Union of sabotage.",
            &["Harbour Workers Union = Harbour Workers Union"],
        ),
        ("", "She blamed the University of Dunmore.", &["University of Dunmore = University of Dunmore"]),
    ]);
}

#[test]
fn a_later_mention_is_shorter() {
    hold(&[
        (
            "",
            "Signe Halvorsen resigned. | Critics blame Halvorsen.",
            &["Signe Halvorsen = Signe Halvorsen", "Halvorsen = Signe Halvorsen"],
        ),
        (
            "",
            "Vladimir Putin spoke. | Putin denied it.",
            &["Vladimir Putin = Vladimir Putin", "Putin = Vladimir Putin"],
        ),
        // Two of one name: the surname tells neither.
        (
            "",
            "Ida Brekstad met Jon Brekstad. | Brekstad denied it.",
            &["Ida Brekstad = Ida Brekstad", "Jon Brekstad = Jon Brekstad", "Brekstad = Brekstad"],
        ),
        // Another bearer of a famous surname keeps it.
        ("", "Olga Putin runs a bakery. | Putin denied it.", &["Olga Putin = Olga Putin", "Putin = Olga Putin"]),
        // A leader needs no introduction; whoever is not known by the surname alone does.
        ("", "The rumour angered Putin.", &["Putin = Vladimir Putin"]),
        ("", "The rumour angered Halvorsen.", &["Halvorsen = Halvorsen"]),
    ]);
}

#[test]
fn bearers_of_one_surname_are_told_apart() {
    hold(&[
        // By the title before it.
        ("", "They asked Mrs. Clinton about it.", &["Clinton = Hillary Clinton"]),
        ("", "They asked Mr. Clinton about it.", &["Clinton = Bill Clinton"]),
        ("", "They asked Mrs. Romney about it.", &["Romney = Romney"]),
        (
            "",
            "The United States sued. | They asked Mr. Bloomberg about it.",
            &["United States = United States", "Bloomberg = Michael Bloomberg"],
        ),
        ("", "They asked Mr. Holland about it.", &["Holland = Holland"]),
        // Of the leaders of one state the last one, on the date or ever.
        ("", "The rumour angered Clinton.", &["Clinton = Hillary Clinton"]),
        ("1997-02-03", "The rumour angered Clinton.", &["Clinton = Bill Clinton"]),
        ("", "The rumour angered Bush.", &["Bush = George W. Bush"]),
        ("1990-02-03", "The rumour angered Bush.", &["Bush = George H. W. Bush"]),
        // Not who leads only later.
        ("2012-02-03", "The rumour angered Carney.", &["Carney = Carney"]),
        ("2025-06-03", "The rumour angered Carney.", &["Carney = Mark Carney"]),
        // A rare surname tells its only bearer, a common one does not, nor does that of a town.
        ("", "The rumour angered Kavanaugh.", &["Kavanaugh = Brett Kavanaugh"]),
        ("", "The rumour angered Phillips.", &["Phillips = Phillips"]),
        (
            "",
            "Nora Kavanaugh spoke. | Kavanaugh denied it.",
            &["Nora Kavanaugh = Nora Kavanaugh", "Kavanaugh = Nora Kavanaugh"],
        ),
        // Two names that a page prints in a row give none of them a new one.
        (
            "",
            "They read Trump Pelosi on the page. | Pelosi denied it.",
            &["Trump Pelosi = Trump Pelosi", "Pelosi = Trump Pelosi"],
        ),
    ]);
}

#[test]
fn offices_mean_who_held_them_on_the_date() {
    hold(&[
        ("2010-06-01", "The Russian president denied it.", &["Russian president = Dmitry Medvedev, by office"]),
        ("2015-06-01", "The Russian president denied it.", &["Russian president = Vladimir Putin, by office"]),
        ("2015-06-01", "Russia's president denied it.", &["Russia's president = Vladimir Putin, by office"]),
        ("2015-06-01", "The president of Russia denied it.", &["president of Russia = Vladimir Putin, by office"]),
        ("2012-01-09", "The US president blamed Iran.", &["US president = Barack Obama, by office", "Iran = Iran"]),
        ("2018-01-09", "The U.S. president blamed Iran.", &["U.S. president = Donald Trump, by office", "Iran = Iran"]),
        (
            "2018-01-09",
            "The British prime minister blamed Iran.",
            &["British prime minister = Theresa May, by office", "Iran = Iran"],
        ),
        (
            "2020-02-09",
            "The British prime minister was blamed.",
            &["British prime minister = Boris Johnson, by office"],
        ),
        ("2014-02-09", "The German chancellor was blamed.", &["German chancellor = Angela Merkel, by office"]),
        // Where one state is plainly meant.
        (
            "2014-02-09",
            "America is angry. | The secretary of state blamed himself.",
            &["America = United States", "secretary of state = John Kerry, by office"],
        ),
        (
            "2018-05-09",
            "France is on strike. | Unions blame the president.",
            &["France = France", "president = Emmanuel Macron, by office"],
        ),
        ("2018-05-09", "France and Russia talked. | The president denied it.", &["France = France", "Russia = Russia"]),
        // Without a date, and on a date that the lexicon does not reach, the state is meant.
        ("", "The Russian president denied it.", &["Russian = Russia"]),
        ("1890-01-01", "The Russian president denied it.", &["Russian = Russia"]),
        // Not the one of that day.
        ("2015-06-01", "She wants to be president of Russia.", &["Russia = Russia"]),
        ("2015-06-01", "A former Russian president denied it.", &["Russian = Russia"]),
        ("2015-06-01", "The Russian vice president denied it.", &["Russian = Russia"]),
        // The name behind the office says who it is.
        (
            "2010-06-01",
            "Russian President Vladimir Putin denied it.",
            &["Russian = Russia", "Vladimir Putin = Vladimir Putin"],
        ),
        // A title before a surname means its bearer in that office.
        ("2010-06-01", "President Medvedev denied it.", &["Medvedev = Dmitry Medvedev"]),
        ("2003-04-01", "President Bush denied it.", &["Bush = George W. Bush"]),
        ("1991-04-01", "President Bush denied it.", &["Bush = George H. W. Bush"]),
        ("2010-04-01", "Secretary Clinton denied it.", &["Clinton = Hillary Clinton"]),
        ("1998-04-01", "President Clinton denied it.", &["Clinton = Bill Clinton"]),
    ]);
}

#[test]
fn things_places_and_credits_are_nobody() {
    hold(&[
        // Laws, streets, days, products, programmes.
        ("", "The Clean Water Act was blamed on Monday.", &[]),
        ("", "The march along Ostrander Street ended in June.", &[]),
        ("", "The tanker crossed the Gulf of Mexico.", &[]),
        ("", "Crowds filled Trump Tower.", &[]),
        // Party tags.
        ("", "Rep. Lena Fairbridge (R-Fla.) denied it.", &["Lena Fairbridge = Lena Fairbridge"]),
        ("", "Sen. Owen Marsk, D-Ohio, denied it.", &["Owen Marsk = Owen Marsk"]),
        // The name of an office within a state is the office's.
        (
            "",
            "In June the United States Lighthouse Bureau denied that it had lost the files.",
            &["United States Lighthouse Bureau = United States Lighthouse Bureau"],
        ),
        ("", "Fox News Sunday aired the denial.", &["Fox News Sunday = Fox News"]),
        // Credits.
        ("", "A tanker burns (Nils Bakke/Getty Images)", &[]),
        ("", "OSLO (AP) — A ferry sank on Sunday.", &[]),
        ("", "Crews were ready for Operation Winter Wind.", &[]),
        // Faiths, numbers, indices, products, accounts and topics.
        ("", "She met several Muslim and Jewish voters.", &[]),
        ("", "They warned the Muslims of the town.", &["Muslims = Muslims"]),
        ("", "Seventy-two voters denied it.", &[]),
        ("", "The loss pushed the Dow and the Nasdaq Composite down.", &[]),
        ("", "They met by way of Google Hangouts.", &["Google = Google"]),
        ("", "The note of @HarbourPost on #FerryGate was deleted.", &[]),
        ("", "The march of the neo-Nazis was banned.", &[]),
        // What a page ran into each other.
        ("", "The bill of Senator Orla Brekstad Orla Mae BrekstadHarbour was blocked.", &[]),
        // The court of a state is not that of the union.
        ("", "The Supreme Court heard Ohio.", &["Supreme Court = Supreme Court", "Ohio = Ohio"]),
        ("", "On Monday the Ohio Supreme Court heard them.", &["Ohio Supreme Court = Ohio Supreme Court"]),
        // Subjects inside the name of an office, and what goes on behind its links.
        (
            "",
            "On Monday the mayor angrily blamed the National Fishery Security Center.",
            &["National Fishery Security Center = National Fishery Security Center"],
        ),
        (
            "",
            "He blamed the Foundation for the Defense of Harbours.",
            &["Foundation for the Defense of Harbours = Foundation for the Defense of Harbours"],
        ),
        // Words that open a sentence.
        ("", "Unsurprisingly, nobody was blamed.", &[]),
        ("", "Critics said that the plan failed.", &[]),
    ]);
}

#[test]
fn persons_and_offices_roll_up_to_their_state() {
    let lexicon = lexicon();
    let tops = lexicon.tops();
    let top = |name: &str| tops.get(name).map(|a| a.name.as_str());
    assert_eq!(top("Xi Jinping"), Some("China"));
    assert_eq!(top("Department of Justice"), Some("United States"));
    assert_eq!(top("Federal Bureau of Investigation"), Some("United States"), "by way of its department");
    // Parties and companies act for themselves; a state is its own top.
    assert_eq!(top("Democratic Party"), None);
    assert_eq!(top("Apple"), None);
    assert_eq!(top("China"), None);
}

#[test]
fn the_actor_file_is_without_fault() {
    let problems = Lexicon::check(&read("training/actors.toml"));
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_check_names_every_problem_with_its_line() {
    let file = r#"
[[actor]]
name = "Velmora"
kind = "state"
names = ["VM"]
surname = "Velmor"

[[actor]]
name = "Velmora"
kind = "company"

[[actor]]
name = "Norcom"
kind = "company"
names = ["VM", "Nor"]
ambiguous = ["Norc"]
of = "Atlantis"

[[actor]]
name = "Ada Brekstad"
kind = "person"
surname = "Brekstad"
of = "Velmora"
terms = [{ office = "president", from = 2010-01-01, to = 2009-01-01 }]

[[actor]]
name = "Ida Brekstad"
kind = "person"
surname = "Brekstad"
terms = [{ office = "mayor", from = 2010-01-01, to = 2012-01-01 }, { office = "mayor", from = 2011-01-01 }]

[[actor]]
name = "Jon Moe"
kind = "person"
terms = [{ office = "king", from = "2001-02-30" }]
"#;
    let problems: Vec<String> = Lexicon::check(file).iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "line 5: `VM` of `Velmora` belongs to `Norcom` too; list it under `ambiguous`",
            "line 6: `Velmora` has `surname` but is no person",
            "line 9: two actors are named `Velmora`; the first stands in line 2",
            "line 15: `VM` of `Norcom` belongs to `Velmora` too; list it under `ambiguous`",
            "line 16: `Norc` is listed under `ambiguous` but is no form of `Norcom`",
            "line 17: actor `Norcom` is said to be of `Atlantis`, which is no actor of the lexicon",
            "line 24: `Ada Brekstad`: the term as president ends before it begins",
            "line 30: `Ida Brekstad`: two terms as mayor overlap",
            "line 35: `2001-02-30` is no date like 2024-05-31",
        ]
    );
}

#[test]
fn dates_are_days_of_the_calendar() {
    for good in ["2024-02-29", "2023-12-31T08:00:00Z", "1999-01-01 00:00"] {
        assert!(IsoDate::parse(good).is_some(), "{good}");
    }
    for bad in ["", "2023-02-29", "2023-13-01", "2023-00-10", "2023-1-1", "01/02/2023", "2023-01-011", "März 2023"] {
        assert!(IsoDate::parse(bad).is_none(), "{bad}");
    }
}
