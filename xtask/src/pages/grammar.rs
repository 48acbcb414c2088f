//! Reads a usage text: which words a command takes, and what may follow each.

use std::collections::BTreeMap;

/// What follows a keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    None,
    /// Something that cannot be guessed.
    Free,
    /// One of these words.
    Words(Vec<String>),
    /// What the machine has: `@dev`, `@netns`, `@vrf`, `@kind`.
    Live(&'static str),
}

/// One way to use an object.
#[derive(Debug)]
pub struct Usage {
    /// Its verbs; empty where none is needed.
    pub verbs: Vec<String>,
    /// Of which one has to follow the verb: `property { add | del }`.
    pub further: Vec<String>,
    /// Keywords and what follows them.
    pub words: BTreeMap<String, Value>,
    /// Whether a device stands first.
    pub device_first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open(char),
    Close,
    Or,
    /// A word of the grammar; several if part of it can be left out (`[no]learning`).
    Word(Vec<String>),
    /// A name for something else.
    Name(String),
}

type Definitions = BTreeMap<String, Vec<Token>>;

/// Separates usage texts, each with definitions of its own.
pub const NEXT_TEXT: char = '\u{c}';

/// The ways to use `object`.
pub fn object(texts: &str, object: &str) -> Vec<Usage> {
    let texts = texts.split(NEXT_TEXT);
    texts.flat_map(|text| usages(text, object)).collect()
}

fn usages(text: &str, object: &str) -> Vec<Usage> {
    let (usages, definitions) = parts(text);
    let mut read: Vec<Usage> = Vec::new();
    for usage in usages {
        // `ip [-all] netns delete [NAME]`: what stands before the object is an option.
        let tokens = tokens(&usage);
        let is_object = |token: &Token| matches!(token, Token::Word(words) if words.iter().any(|word| object.starts_with(word.as_str()) && word != "ip" || word == "tcp_metrics"));
        let Some(start) = tokens.iter().position(is_object) else {
            continue;
        };
        let rest = &tokens[start + 1..];
        let (verbs, used) = verbs(rest);
        let (further, used) = further(&rest[used..], used);
        let rest = &rest[used..];
        let mut words = BTreeMap::new();
        collect(rest, &definitions, &[], &mut words);
        read.push(Usage {
            verbs,
            further,
            words,
            device_first: device_first(rest),
        });
    }
    read
}

/// The options of a kind of link.
pub fn kind(text: &str, name: &str) -> BTreeMap<String, Value> {
    let (usages, definitions) = parts(text);
    let mut words = BTreeMap::new();
    for usage in usages {
        let tokens = tokens(&usage);
        // `ip link add NAME type veth …`: what stands before the kind is not its own.
        let is_kind = |token: &Token| matches!(token, Token::Word(words) if words.iter().any(|word| word == name));
        let own = match tokens.iter().position(is_kind) {
            None => 0,
            // `{ gre | gretap | erspan } …`
            Some(_) if matches!(tokens[0], Token::Open('{')) => closing(&tokens, 0) + 1,
            Some(place) => place + 1,
        };
        collect(
            tokens.get(own..).unwrap_or_default(),
            &definitions,
            &[],
            &mut words,
        );
    }
    words.remove(name);
    words.retain(|word, _| word != "ip" && word != "link");
    words
}

/// Whether this is grammar: prose has no brackets and no alternatives.
fn is_grammar(text: &str) -> bool {
    text.contains(['[', '{', '|', '}', ']'])
}

/// Texts of the usages, and of what is defined below them.
fn parts(text: &str) -> (Vec<String>, Definitions) {
    let mut usages: Vec<String> = Vec::new();
    let mut definitions: BTreeMap<String, String> = BTreeMap::new();
    let mut defined: Option<String> = None;
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_prefix("Usage:").unwrap_or(line).trim();
        let line = line.strip_prefix("where ").unwrap_or(line).trim();
        let line = without_heading(line);
        if let Some((name, body)) = line.split_once(":=") {
            let name = name
                .split_whitespace()
                .last()
                .unwrap_or_default()
                .to_owned();
            let all = definitions.entry(name.clone()).or_default();
            if !all.is_empty() {
                all.push_str(" | ");
            }
            all.push_str(body);
            defined = Some(name);
        } else if line.starts_with("ip ") || line.starts_with("... ") {
            usages.push(line.strip_prefix("... ").unwrap_or(line).to_owned());
            defined = None;
        } else if !is_grammar(line) {
        } else if let Some(all) = defined.as_ref().and_then(|name| definitions.get_mut(name)) {
            all.push(' ');
            all.push_str(line);
        } else if let Some(usage) = usages.last_mut() {
            usage.push(' ');
            usage.push_str(line);
        }
    }
    let definitions = definitions
        .into_iter()
        .map(|(name, body)| (name, without_remarks(&body)))
        // `128 bits in hexadecimal`
        .filter(|(_, body)| is_grammar(body))
        .map(|(name, body)| (name, tokens(&body)))
        .collect();
    (usages, definitions)
}

/// `In UDP:   [ noencap ]`
fn without_heading(line: &str) -> &str {
    match line.split_once(": ") {
        Some((heading, rest)) if heading.chars().all(|c| c.is_ascii_alphabetic() || c == ' ') => {
            rest.trim()
        }
        _ => line,
    }
}

/// Without what stands in parentheses.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|character| {
            match character {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in text.split_whitespace() {
        push(
            word.trim_start_matches('(').trim_end_matches(')'),
            &mut tokens,
        );
    }
    tokens
}

fn push(word: &str, tokens: &mut Vec<Token>) {
    let word = word
        .trim_end_matches("...")
        .trim_end_matches([',', ';', '.']);
    match word {
        "" => return,
        "[" | "{" => return tokens.push(Token::Open(if word == "[" { '[' } else { '{' })),
        "]" | "}" => return tokens.push(Token::Close),
        "|" => return tokens.push(Token::Or),
        _ => {}
    }
    if let Some(more) = word.strip_suffix("]]").filter(|more| !more.contains('[')) {
        push(more, tokens);
        return tokens.extend([Token::Close, Token::Close]);
    }
    // `[PID]`, `[1|0]`, `[-all]`.
    let inner = word
        .strip_prefix('[')
        .and_then(|word| word.strip_suffix(']'));
    if let Some(inner) = inner.filter(|inner| !inner.contains(['[', ']'])) {
        tokens.push(Token::Open('['));
        for (place, part) in inner.split('|').enumerate() {
            if place > 0 {
                tokens.push(Token::Or);
            }
            push(part, tokens);
        }
        return tokens.push(Token::Close);
    }
    // `[nsid NSID]`
    if let Some(more) = word.strip_prefix('[').filter(|more| !more.contains(']')) {
        tokens.push(Token::Open('['));
        return push(more, tokens);
    }
    if let Some(more) = word.strip_suffix(']').filter(|more| !more.contains('[')) {
        push(more, tokens);
        return tokens.push(Token::Close);
    }
    if word.ends_with(':') {
        return;
    }
    // `[-]FLAG`
    if let Some(name) = word.strip_prefix("[-]") {
        if name.starts_with(|first: char| first.is_ascii_uppercase()) {
            return tokens.push(Token::Name(name.to_owned()));
        }
    }
    let named = word.starts_with(|first: char| first.is_ascii_uppercase());
    // Some words of the grammar are capitals: `End.DX4`, `SECTION` is none.
    let behaviour = word == "End" || word.starts_with("End.");
    if !behaviour && (named || word.contains("..") || word.contains(['<', '/', '^', ','])) {
        let end = word.find(['[', '-', '/']).unwrap_or(word.len());
        return tokens.push(Token::Name(word[..end].to_owned()));
    }
    tokens.push(Token::Word(spelled(word)));
}

/// All spellings of a word with parts that can be left out: `[no][i|o]seq`.
fn spelled(word: &str) -> Vec<String> {
    let Some((before, rest)) = word.split_once('[') else {
        return vec![word.to_owned()];
    };
    let Some((part, after)) = rest.split_once(']') else {
        return vec![word.to_owned()];
    };
    let mut all = Vec::new();
    for choice in std::iter::once("").chain(part.split('|')) {
        all.extend(spelled(&format!("{before}{choice}{after}")));
    }
    all
}

/// The verbs that a usage begins with, and how many tokens they take.
fn verbs(tokens: &[Token]) -> (Vec<String>, usize) {
    match tokens {
        [Token::Word(words), ..] => (words.clone(), 1),
        [Token::Open(_), ..] => {
            let end = closing(tokens, 0);
            let inside = &tokens[1..end];
            let simple = inside
                .iter()
                .all(|token| matches!(token, Token::Word(_) | Token::Or));
            let first = match inside.first() {
                Some(Token::Word(words)) => words.clone(),
                _ => Vec::new(),
            };
            let optional = tokens[0] == Token::Open('[');
            let shows = first.iter().any(|word| word == "show" || word == "list");
            if simple && (!optional || shows) {
                let words = inside.iter().filter_map(|token| match token {
                    Token::Word(words) => Some(words.clone()),
                    Token::Open(_) | Token::Close | Token::Or | Token::Name(_) => None,
                });
                (words.flatten().collect(), end + 1)
            } else if tokens[0] == Token::Open('[')
                && first.first().is_some_and(|word| word == "list")
            {
                // `[ list [ SELECTOR ]]`
                (first, 2)
            } else {
                (Vec::new(), 0)
            }
        }
        _ => (Vec::new(), 0),
    }
}

/// The words of which one has to follow the verb, which takes `used` tokens, and how many tokens both take.
fn further(tokens: &[Token], used: usize) -> (Vec<String>, usize) {
    let end = closing(tokens, 0);
    match tokens.get(1..end) {
        Some(inside)
            if used == 1
                && matches!(tokens[0], Token::Open('{'))
                && inside
                    .iter()
                    .all(|token| matches!(token, Token::Word(_) | Token::Or)) =>
        {
            (alternatives(inside), used + end + 1)
        }
        _ => (Vec::new(), used),
    }
}

/// Where the bracket that opens at `from` closes.
fn closing(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(from) {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => {
                depth -= 1;
                if depth == 0 {
                    return place;
                }
            }
            Token::Or | Token::Word(_) | Token::Name(_) => {}
        }
    }
    tokens.len()
}

fn device_first(tokens: &[Token]) -> bool {
    let first = match tokens {
        // `[ dev ] DEVICE`
        [Token::Open('['), Token::Word(_), Token::Close, rest @ ..] => &rest[..rest.len().min(1)],
        [Token::Open(_), ..] => &tokens[1..closing(tokens, 0)],
        _ => &tokens[..tokens.len().min(1)],
    };
    let alone = |place: usize| place == 0 || first[place - 1] == Token::Or;
    first
        .iter()
        .enumerate()
        .any(|(place, token)| matches!(token, Token::Name(name) if is_device(name)) && alone(place))
}

fn is_device(name: &str) -> bool {
    matches!(name, "DEVICE" | "DEV" | "IFNAME" | "PHYS_DEV")
}

/// Keywords whose value is a device, whatever the text calls it.
const OF_DEVICES: [&str; 4] = ["dev", "iif", "oif", "master"];

/// The body of a definition and the names being read inside it; `None` for one that names itself
/// (`FLAG-LIST := [ FLAG-LIST ] FLAG`).
fn definition<'a>(
    definitions: &'a Definitions,
    name: &'a str,
    within: &[&'a str],
) -> Option<(&'a [Token], Vec<&'a str>)> {
    let body = definitions.get(name).filter(|_| !within.contains(&name))?;
    Some((body, [within, &[name]].concat()))
}

/// Gathers keywords; `within` names the definitions being read.
fn collect(
    tokens: &[Token],
    definitions: &Definitions,
    within: &[&str],
    words: &mut BTreeMap<String, Value>,
) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Or | Token::Close => {}
            Token::Name(name) => {
                if let Some((body, inner)) = definition(definitions, name, within) {
                    collect(body, definitions, &inner, words);
                }
            }
            Token::Open(_) => {
                let end = closing(tokens, at - 1);
                let inside = &tokens[at..end];
                let only_words = inside
                    .iter()
                    .all(|token| matches!(token, Token::Word(_) | Token::Or));
                // `{ group | remote } ADDRESS`: they share what follows.
                if *token == Token::Open('{')
                    && only_words
                    && matches!(tokens.get(end + 1), Some(Token::Name(_) | Token::Open('{')))
                {
                    let names = alternatives(inside);
                    let (value, used) =
                        value(&names, &tokens[end + 1..], definitions, within, words);
                    for name in names {
                        add(words, name, value.clone());
                    }
                    at = end + 1 + used;
                } else if let (Token::Open('['), [Token::Word(names)], Some(Token::Name(_))) =
                    (token, inside, tokens.get(end + 1))
                {
                    // `[ dev ] DEVICE`
                    let after = &tokens[end + 1..end + 2];
                    let (value, _) = value(names, after, definitions, within, words);
                    for name in names {
                        add(words, name.clone(), value.clone());
                    }
                    at = end + 1;
                }
            }
            Token::Word(names) => {
                let (value, used) = value(names, &tokens[at..], definitions, within, words);
                for name in names {
                    add(words, name.clone(), value.clone());
                }
                at += used;
            }
        }
    }
}

fn add(words: &mut BTreeMap<String, Value>, name: String, value: Value) {
    match words.get_mut(&name) {
        None | Some(Value::None) => drop(words.insert(name, value)),
        Some(Value::Words(known)) => {
            if let Value::Words(more) = value {
                known.extend(more);
                known.sort();
                known.dedup();
            }
        }
        Some(Value::Free | Value::Live(_)) => {}
    }
}

/// The words among alternatives, not what is in brackets below them.
fn alternatives(tokens: &[Token]) -> Vec<String> {
    let mut words = Vec::new();
    let mut first = true;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Or => {
                first = true;
                continue;
            }
            Token::Open(bracket) => {
                let end = closing(tokens, at - 1);
                // `{ { add | del } LLADDR | flush }`
                if first && *bracket == '{' {
                    words.extend(alternatives(tokens.get(at..end).unwrap_or_default()));
                }
                at = end + 1;
            }
            Token::Word(more) if first => words.extend(more.iter().cloned()),
            Token::Close | Token::Word(_) | Token::Name(_) => {}
        }
        first = false;
    }
    words
}

/// The words that a definition chooses among.
fn choices(body: &[Token]) -> Vec<String> {
    match body.first() {
        Some(Token::Open(_)) => alternatives(&body[1..closing(body, 0)]),
        _ => alternatives(body),
    }
}

/// What follows these keywords, and how many tokens it takes.
fn value(
    names: &[String],
    tokens: &[Token],
    definitions: &Definitions,
    within: &[&str],
    words: &mut BTreeMap<String, Value>,
) -> (Value, usize) {
    let of = |keyword: &str| names.iter().any(|name| name == keyword);
    match tokens.first() {
        Some(Token::Name(_)) if OF_DEVICES.iter().any(|keyword| of(keyword)) => {
            (Value::Live("@dev"), 1)
        }
        Some(Token::Name(name)) if is_device(name) => (Value::Live("@dev"), 1),
        Some(Token::Name(name)) if name == "NAME" && of("vrf") => (Value::Live("@vrf"), 1),
        Some(Token::Name(name)) if name == "NAME" && (of("link-netns") || of("netns")) => {
            (Value::Live("@netns"), 1)
        }
        Some(Token::Name(name))
            if matches!(name.as_str(), "TYPE" | "KIND")
                && of("type")
                && !definitions.get(name).is_some_and(|body| {
                    choices(body)
                        .iter()
                        .any(|word| word == "unicast" || word == "mpath")
                }) =>
        {
            (Value::Live("@kind"), 1)
        }
        Some(Token::Name(name)) => match definition(definitions, name, within) {
            Some((body, inner)) => {
                let structured = body
                    .windows(2)
                    .any(|pair| matches!(pair, [Token::Word(_), Token::Name(_) | Token::Open(_)]));
                let choices = choices(body);
                if structured {
                    let mut below = BTreeMap::new();
                    collect(body, definitions, &inner, &mut below);
                    // A choice is no keyword, unless something follows it.
                    below.retain(|word, value| *value != Value::None || !choices.contains(word));
                    for (word, value) in below {
                        add(words, word, value);
                    }
                }
                (listed(choices), 1)
            }
            _ => (Value::Free, 1),
        },
        Some(Token::Open('{')) => {
            let end = closing(tokens, 0);
            let inside = &tokens[1..end];
            let simple = inside
                .windows(2)
                .all(|pair| matches!(pair, [Token::Or, _] | [_, Token::Or]));
            if of("netns") {
                return (Value::Live("@netns"), end + 1);
            }
            let known = listed(alternatives(inside));
            // What is more than alternatives has keywords of its own, which are read in turn.
            (known, if simple { end + 1 } else { 0 })
        }
        Some(Token::Open(_)) => {
            let end = closing(tokens, 0);
            match tokens.get(1) {
                Some(Token::Name(_)) => (Value::Free, end + 1),
                _ => (Value::None, 0),
            }
        }
        Some(Token::Or | Token::Close | Token::Word(_)) | None => (Value::None, 0),
    }
}

fn listed(words: Vec<String>) -> Value {
    if words.is_empty() {
        Value::Free
    } else {
        Value::Words(words)
    }
}
